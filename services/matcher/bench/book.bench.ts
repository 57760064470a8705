import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { FastBook } from '../src/book/fast-book.ts';
import { NaiveBook } from '../src/book/naive-book.ts';
import type { OrderBook } from '../src/book/order-book.ts';
import { type FlowStep, perform } from './flow.ts';
import { recordedFlow } from './recorded-flow.ts';
import { syntheticFlow } from './synthetic-flow.ts';

/** What one flow came to. */
export interface BookFigures {
  readonly steps: number;
  readonly fastPerSecond: number;
  /** On the first steps only: the naive book sorts for each question. */
  readonly naivePerSecond: number;
  readonly ratio: number;
  /** Of the fast book, one step, ns. */
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}

const NAIVE_STEPS = 4000;

/** Steps a second, and a checksum of every best price seen, so that two books can be compared. */
function measure(book: OrderBook, flow: readonly FlowStep[]): { perSecond: number; checksum: number } {
  let checksum = 0;
  const start = process.hrtime.bigint();
  for (const step of flow) checksum = (checksum * 31 + perform(book, step)) % 4_294_967_291;
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  return { perSecond: flow.length / seconds, checksum };
}

/** Time of single steps, ns, sorted; reading the clock is part of each. */
function latencies(flow: readonly FlowStep[]): Float64Array {
  const book = new FastBook();
  const times = new Float64Array(flow.length);
  flow.forEach((step, index) => {
    const start = process.hrtime.bigint();
    perform(book, step);
    times[index] = Number(process.hrtime.bigint() - start);
  });
  return times.sort();
}

/** Runs a flow through both books. Throws where they disagree. */
export function benchFlow(flow: readonly FlowStep[]): BookFigures {
  const short = flow.slice(0, NAIVE_STEPS);
  const naive = measure(new NaiveBook(), short);
  const twin = measure(new FastBook(), short);
  if (naive.checksum !== twin.checksum) throw new Error('the fast book and the naive book disagree');
  // A first run warms the compiler up.
  measure(new FastBook(), flow);
  const fast = measure(new FastBook(), flow);
  const times = latencies(flow);
  const at = (share: number): number => times[Math.floor(share * (times.length - 1))]!;
  return {
    steps: flow.length,
    fastPerSecond: Math.round(fast.perSecond),
    naivePerSecond: Math.round(naive.perSecond),
    ratio: Math.round(measure(new FastBook(), short).perSecond / naive.perSecond),
    p50: at(0.5),
    p99: at(0.99),
    p999: at(0.999),
  };
}

/** Both flows; `recorded` is null where the data directory does not hold it. */
export function benchBook(dataDirectory: string): { mix: BookFigures; recorded: BookFigures | null } {
  const recorded = recordedFlow(dataDirectory);
  if (!recorded) process.stderr.write(`SKIPPED: no recorded order flow in ${dataDirectory} (--data DIRECTORY)\n`);
  return { mix: benchFlow(syntheticFlow(1_000_000)), recorded: recorded && benchFlow(recorded) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { data: { type: 'string', default: '../shared/data/lob' }, report: { type: 'string' } },
  });
  const figures = benchBook(values.data);
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  if (values.report) writeFileSync(values.report, JSON.stringify(figures));
}

import { parseArgs } from 'node:util';
import { CIRCUIT_SIZES, type CircuitName, TenorError } from '@tenor/protocol';
import { type CrashDayName, crashDayName } from './crash/crash-day.ts';

export const USAGE =
  'npm run session -- [--report FILE] [--size test|dev] [--orders N] [--trade-every N] [--seal-seconds N] [--seed N] [--data DIRECTORY] [--day NAME ...] [--help]';

export const HELP = `${USAGE}

A scripted session on an exchange of its own: real processes, a local L1, real proofs, everything checked. It lists a call, a put and a future through L1 and
lets one expire: it plays before 08:00 UTC of a day to come. One account takes portfolio margin and hedges an option. Exit code 0 only if all matches.

  --report FILE            write the report as JSON
  --size NAME              circuit size, test or dev (test)
  --orders N               orders that the two traders place together (240)
  --trade-every N          one order in so many is meant to trade, the others rest or are taken back; an odd number, so that the traders take turns (11)
  --seal-seconds N         least time between two batches that an idle prover asks for (3); the fewer, the more proofs
  --seed N                 of prices, orders and population (7)
  --data DIRECTORY         keep the data there; a temporary directory unless given

  --day NAME               replay a violent recorded day with a population of leveraged accounts instead (docs/runbooks/crash-day.md):
                           2025-02-03, also called crash, or 2025-01-19
  --seconds-per-tick N     recorded seconds of each tick of the crash, 1 to 60 (20; 60 of the second)
  --settle N|all           prove and settle on L1 the batches up to number N (through the first batch that liquidates)
  --constraints N          batches to check against the constraint system without a proof (36)`;

/** What only the replay of a violent day asks for. */
export interface CrashOptions {
  readonly day: CrashDayName;
  /** null: as the day is made for. */
  readonly secondsPerTick: number | null;
  /** Last batch to prove and settle; null: through the first one that liquidates. */
  readonly settle: number | 'all' | null;
  readonly constraintSample: number;
}

export interface SessionOptions {
  /** Where to write the report; null prints a summary only. */
  readonly report: string | null;
  readonly size: CircuitName;
  /** Orders that the two traders place together. */
  readonly orders: number;
  /** One order in so many is meant to trade: odd, so that the traders take turns. */
  readonly tradeEvery: number;
  /** Least time between two requests of an idle prover to seal. */
  readonly sealSeconds: number;
  readonly seed: number;
  /** Data directory to keep; null uses a temporary one. */
  readonly dataDirectory: string | null;
  /** null: the plain session. */
  readonly crash: CrashOptions | null;
}

const invalid = (detail: string, param?: string): TenorError =>
  new TenorError('INVALID_PARAMS', { ...(param && { param }), detail: `${detail} ${USAGE}` });

function count(name: string, text: string | undefined, fallback: number, least: number, most?: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least && value <= (most ?? value)) return value;
  throw invalid(`${name} must be an integer from ${least}${most === undefined ? '' : ` to ${most}`}.`, name);
}

/** `--trade-every`: odd. */
function tradeEvery(text: string | undefined): number {
  const every = count('--trade-every', text, 11, 3);
  if (every % 2 === 1) return every;
  throw invalid('--trade-every must be odd: otherwise one of the two traders never trades.', '--trade-every');
}

const PLAIN_ONLY = ['orders', 'trade-every', 'seal-seconds'] as const;
const CRASH_ONLY = ['seconds-per-tick', 'settle', 'constraints'] as const;

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    const options = {
      report: text,
      size: { ...text, default: 'test' },
      orders: text,
      'trade-every': text,
      'seal-seconds': text,
      seed: text,
      data: text,
      day: text,
      'seconds-per-tick': text,
      settle: text,
      constraints: text,
    } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

function crashOptions(values: ReturnType<typeof parsed>): CrashOptions | null {
  if (values.day === undefined) {
    const foreign = CRASH_ONLY.find((name) => values[name] !== undefined);
    if (foreign) throw invalid(`--${foreign} needs --day.`, `--${foreign}`);
    return null;
  }
  const day = crashDayName(values.day);
  if (day === null) throw invalid(`there is no day ${values.day}.`, '--day');
  const plain = PLAIN_ONLY.find((name) => values[name] !== undefined);
  if (plain) throw invalid(`--${plain} is for the plain session.`, `--${plain}`);
  const { settle, 'seconds-per-tick': speed } = values;
  return {
    day,
    secondsPerTick: speed === undefined ? null : count('--seconds-per-tick', speed, 1, 1, 60),
    settle: settle === undefined ? null : settle === 'all' ? 'all' : count('--settle', settle, 0, 0),
    constraintSample: count('--constraints', values.constraints, 36, 0),
  };
}

/** The options of a command line. Throws INVALID_PARAMS. */
export function sessionOptions(args: readonly string[]): SessionOptions {
  const values = parsed(args);
  if (!Object.hasOwn(CIRCUIT_SIZES, values.size)) throw invalid(`there is no size ${values.size}.`, '--size');
  return {
    report: values.report ?? null,
    size: values.size as CircuitName,
    orders: count('--orders', values.orders, 240, 20),
    tradeEvery: tradeEvery(values['trade-every']),
    sealSeconds: count('--seal-seconds', values['seal-seconds'], 3, 1, 600),
    seed: count('--seed', values.seed, 7, 0),
    dataDirectory: values.data ?? null,
    crash: crashOptions(values),
  };
}

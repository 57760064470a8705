import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pino from 'pino';
import type { Command } from '../src/sequencer/commands.ts';
import { Exchange } from '../src/sequencer/exchange.ts';
import { BTC_MARK, ledgers, opening, order, USD, Venue } from '../test/sequencer/venue.ts';

/** Orders a second through the sequencer in memory and through the journal, and the time from submit to durable. */
export interface ExchangeFigures {
  readonly orders: number;
  readonly trades: number;
  readonly inMemoryPerSecond: number;
  /** Per second of processor time: what a machine with nothing else to do would reach. */
  readonly inMemoryPerCpuSecond: number;
  readonly durablePerSecond: number;
  /** With this many commands in flight, ms. */
  readonly inFlight: number;
  readonly p50: number;
  readonly p99: number;
}

const ACCOUNTS = 20;
const IN_FLIGHT = 64;

/** Quotes of makers around the mark and takers that hit them: two thirds rest, one third trades. */
function orderFlow(count: number): Command[] {
  return Array.from({ length: count }, (_, n) => {
    const account = 1 + (n % ACCOUNTS);
    const side = (Math.floor(n / 7) % 2) as 0 | 1;
    const isTaker = n % 3 === 2;
    const away = BigInt(1 + (n % 11)) * 10n * (isTaker ? -1n : 1n);
    return order(account, {
      side,
      slot: Math.floor(n / ACCOUNTS) % 700,
      generation: BigInt(10 + n),
      size: BigInt(1 + (n % 5)),
      limitPrice: side === 0 ? BTC_MARK - away : BTC_MARK + away,
      timeInForce: isTaker ? 'ioc' : 'gtc',
    });
  });
}

const start = (): Command[] => opening(ACCOUNTS, 10_000_000n * USD);

function inMemory(flow: readonly Command[]): { perSecond: number; perCpuSecond: number; trades: number } {
  const venue = new Venue();
  for (const command of start()) venue.apply(command);
  const began = performance.now();
  const cpu = process.cpuUsage();
  for (const command of flow) attempt(() => venue.apply(command));
  const perSecond = (flow.length / (performance.now() - began)) * 1000;
  const { user, system } = process.cpuUsage(cpu);
  return {
    perSecond,
    perCpuSecond: (flow.length / (user + system)) * 1_000_000,
    trades: venue.state.counters.lastTrade,
  };
}

function attempt(act: () => unknown): void {
  try {
    act();
  } catch {
    // Some of the flow is refused, as everywhere; that costs time too.
  }
}

async function durable(flow: readonly Command[]): Promise<{ perSecond: number; times: number[] }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tenor-bench-'));
  const log = pino({ enabled: false });
  const exchange = await Exchange.open({ dataDir, identity: 'bench', ledgers, log });
  for (const command of start()) await exchange.submit(command);
  const times: number[] = [];
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < flow.length) {
      const began = performance.now();
      await exchange.submit(flow[next++]!).catch(() => {});
      times.push(performance.now() - began);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, client));
  const perSecond = (flow.length / (performance.now() - began)) * 1000;
  await exchange.close();
  rmSync(dataDir, { recursive: true });
  return { perSecond, times: times.sort((a, b) => a - b) };
}

export async function benchExchange(orders: number): Promise<ExchangeFigures> {
  const flow = orderFlow(orders);
  const memory = inMemory(flow);
  const { perSecond, times } = await durable(flow);
  const at = (share: number): number => Number(times[Math.floor(share * (times.length - 1))]!.toFixed(2));
  return {
    orders,
    trades: memory.trades,
    inMemoryPerSecond: Math.round(memory.perSecond),
    inMemoryPerCpuSecond: Math.round(memory.perCpuSecond),
    durablePerSecond: Math.round(perSecond),
    inFlight: IN_FLIGHT,
    p50: at(0.5),
    p99: at(0.99),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { orders: { type: 'string', default: '4000' }, report: { type: 'string' } },
  });
  const figures = await benchExchange(Number(values.orders));
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  if (values.report) writeFileSync(values.report, JSON.stringify(figures));
}

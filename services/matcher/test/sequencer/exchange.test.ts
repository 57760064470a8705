import type { LedgerInterface } from '@tenor/protocol';
import { TenorError } from '@tenor/protocol';
import { open as openLmdb } from 'lmdb';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { nextHead, sha256 } from '../../src/journal/hash-chain.ts';
import { encodeCommand } from '../../src/sequencer/command-codec.ts';
import type { Command } from '../../src/sequencer/commands.ts';
import type { ExchangeEvent } from '../../src/sequencer/events.ts';
import { Exchange } from '../../src/sequencer/exchange.ts';
import type { ExchangeOptions } from '../../src/sequencer/exchange-options.ts';
import { testDirectories } from '../journal/directory.ts';
import { BTC, BTC_MARK, ledgers, opening, order, START, USD } from './venue.ts';

const directoryFor = testDirectories();
const log = pino({ enabled: false });
const IDENTITY = 'test';

const open = (dataDir: string, options: Partial<ExchangeOptions> = {}): Promise<Exchange> =>
  Exchange.open({ dataDir, identity: IDENTITY, ledgers, log, probe: false, ...options });

async function opened(accounts = 3, options: Partial<ExchangeOptions> = {}) {
  const dataDir = directoryFor();
  const exchange = await open(dataDir, options);
  for (const command of opening(accounts)) await exchange.submit(command);
  return { exchange, dataDir };
}

/** A stream that leaves orders in the book, trades behind it and sealed batches. */
const busy = (): Command[] => [
  order(1, { slot: 1, size: 5n, clientId: 'first' }),
  order(2, { slot: 1, size: 5n }),
  order(3, { slot: 1, side: 1, size: 7n }),
  { type: 'seal', time: START + 1 },
  order(1, { slot: 2, side: 1, size: 9n, limitPrice: BTC_MARK + 100n, time: START + 2 }),
  order(2, { slot: 2, limitPrice: BTC_MARK - 100n, time: START + 3, label: 'low' }),
];

describe('the exchange', () => {
  it('gives every command a receipt that anyone can check against the hash chain', async () => {
    const { exchange } = await opened(1);
    const before = exchange.queries.summary();
    const command = order(1);
    const { receipt } = await exchange.submit(command);
    expect(receipt).toMatchObject({ engineSeq: before.engineSeq + 1, time: START });
    const commandHash = sha256(encodeCommand(command));
    const head = nextHead(Buffer.from(before.journalHead.toString(16).padStart(62, '0'), 'hex'), commandHash);
    expect(receipt.commandHash).toBe(BigInt(`0x${commandHash.toString('hex')}`));
    expect(receipt.journalHead).toBe(BigInt(`0x${head.toString('hex')}`));
    expect(exchange.queries.receipt(receipt.engineSeq)).toEqual(receipt);
    expect(exchange.queries.receipt(999)).toBeNull();
    await exchange.close();
  });

  it('releases events in order and only with their durable command', async () => {
    const { exchange, dataDir } = await opened();
    const seen: ExchangeEvent[] = [];
    exchange.subscribe((events) => {
      const { sequence } = durableTip(dataDir);
      for (const event of events) expect(event.engineSeq).toBeLessThanOrEqual(sequence);
      seen.push(...events);
    });
    const results = await Promise.all(busy().map((command) => exchange.submit(command)));
    const expected = results.flatMap(({ events }) => events);
    expect(seen).toEqual(expected);
    const places = seen.map(({ engineSeq, index }) => engineSeq * 1000 + index);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    await exchange.close();
  });

  it('comes back from its snapshot and journal with the same state hash, resting orders and priorities included', async () => {
    for (const snapshotEvery of [1, 4, 1000]) {
      const { exchange, dataDir } = await opened(3, { snapshotEvery });
      for (const command of busy()) await exchange.submit(command);
      const hash = exchange.stateHash();
      const book = exchange.queries.book(BTC);
      expect(book.bids).toEqual([
        [BTC_MARK, 3n],
        [BTC_MARK - 100n, 10n],
      ]);
      const summary = exchange.queries.summary();
      await exchange.close();
      const again = await open(dataDir);
      expect(again.stateHash()).toBe(hash);
      expect(again.queries.book(BTC)).toEqual(book);
      expect(again.queries.summary()).toEqual(summary);
      await again.close();
    }
  });

  it('replays to the same batches without a snapshot', async () => {
    const { exchange, dataDir } = await opened();
    for (const command of busy()) await exchange.submit(command);
    const hash = exchange.stateHash();
    const plans = exchange.sealedPlans(1);
    expect(plans.length).toBeGreaterThan(0);
    await exchange.close();
    await tamper(dataDir, 'snapshots', async (table) => table.clearAsync());
    const again = await open(dataDir);
    expect(again.stateHash()).toBe(hash);
    expect(again.sealedPlans(1)).toEqual(plans);
    expect(again.sealedPlans(2)).toEqual(plans.slice(1));
    await again.close();
  });

  it.each([
    ['a batch that replays differently', 'plans', 1, '"time":1', '"time":2', /replays to another batch 1/],
    ['a batch that is not readable', 'plans', 1, '"time":', '"time";', /table plans is not readable/],
    ['a command that was changed', 'journal', 5, '"block":', '"clock":', /record 5 does not match/],
  ] as const)('names %s', async (_, table, key, from, to, detail) => {
    const { exchange, dataDir } = await opened();
    for (const command of busy()) await exchange.submit(command);
    await exchange.close();
    await tamper(dataDir, 'snapshots', async (snapshots) => snapshots.clearAsync());
    await tamper(dataDir, table, async (records) => {
      const bytes = Buffer.from(records.get(key)!);
      bytes.write(to, bytes.indexOf(from));
      await records.put(key, bytes);
    });
    await expect(open(dataDir)).rejects.toMatchObject({ name: 'DATA_DAMAGED', message: expect.stringMatching(detail) });
  });

  it('refuses without a trace: neither state nor journal change', async () => {
    const { exchange, dataDir } = await opened();
    const hash = exchange.stateHash();
    const tip = durableTip(dataDir);
    await expect(exchange.submit(order(9))).rejects.toMatchObject({ name: 'UNKNOWN_ACCOUNT' });
    await expect(exchange.submit({ type: 'nonsense' } as unknown as Command)).rejects.toMatchObject({
      name: 'INVALID_PARAMS',
    });
    expect(exchange.stateHash()).toBe(hash);
    expect(durableTip(dataDir)).toEqual(tip);
    await exchange.close();
  });

  it('answers a repeated client id with the first order and its receipt, durable or not', async () => {
    const { exchange } = await opened();
    const command = order(1, { clientId: 'mine' });
    const [first, second] = await Promise.all([exchange.submit(command), exchange.submit(command)]);
    expect(second).toEqual({ receipt: first.receipt, events: [], order: first.order, repeated: true });
    await exchange.submit({ type: 'cancel', time: START, account: 1, orderId: first.order!.id });
    const third = await exchange.submit(command);
    expect(third).toMatchObject({ receipt: first.receipt, order: { status: 'cancelled' }, repeated: true });
    await exchange.close();
  });

  it('refuses new commands when too many wait for the disk, and cancels last', async () => {
    const { exchange } = await opened(3, { maxBacklog: 3 });
    const places = Array.from({ length: 8 }, (_, slot) => exchange.submit(order(1, { slot, size: 1n })));
    const cancel = exchange.submit({
      type: 'cancelAll',
      time: START,
      account: 1,
      instrument: null,
      label: null,
      signed: null,
    });
    const results = await Promise.allSettled(places);
    expect(results.map(({ status }) => status)).toContain('rejected');
    const refusal = results.find((result) => result.status === 'rejected')!;
    expect(refusal.reason).toMatchObject({ name: 'RATE_LIMIT', data: { retryable: true, outcome: 'not_executed' } });
    expect((await cancel).events.length).toBeGreaterThan(0);
    await exchange.close();
  });

  it('goes on when a listener fails', async () => {
    const { exchange } = await opened();
    const seen: ExchangeEvent[] = [];
    exchange.subscribe(() => {
      throw new Error('broken listener');
    });
    const stop = exchange.subscribe((events) => seen.push(...events));
    await exchange.submit(order(1));
    expect(seen.length).toBeGreaterThan(0);
    stop();
    const count = seen.length;
    await exchange.submit(order(2));
    expect(seen).toHaveLength(count);
    await exchange.close();
  });

  it('makes its state again from the journal when a command fails half way', async () => {
    const faulty = { armed: false };
    const { exchange } = await opened(3, { ledgers: withFault(faulty) });
    await exchange.submit(order(1, { size: 5n }));
    await exchange.submit(order(2, { size: 5n }));
    const hash = exchange.stateHash();
    faulty.armed = true;
    const sweep = order(3, { side: 1, size: 10n });
    const [broken, meanwhile] = await Promise.allSettled([
      exchange.submit(sweep),
      exchange.submit(order(1, { slot: 3 })),
    ]);
    expect(broken).toMatchObject({ reason: { name: 'INTERNAL', data: { outcome: 'not_executed' } } });
    expect(meanwhile).toMatchObject({ reason: { name: 'NOT_READY', data: { outcome: 'not_executed' } } });
    faulty.armed = false;
    expect(exchange.stateHash()).toBe(hash);
    expect((await exchange.submit(sweep)).order).toMatchObject({ status: 'filled', filled: 10n });
    await exchange.close();
  });

  it('halts when another process writes its journal, and says so', async () => {
    const { exchange, dataDir } = await opened();
    const tip = durableTip(dataDir).sequence;
    await tamper(dataDir, 'journal', async (journal) => journal.put(tip + 1, Buffer.from('other')));
    await expect(exchange.submit(order(1))).rejects.toMatchObject({ name: 'INTERNAL', data: { outcome: 'unknown' } });
    await expect(exchange.submit(order(1))).rejects.toMatchObject({ name: 'HALTED' });
    expect(exchange.queries.summary().halted).toBe('HALTED');
    await exchange.close();
  });

  it('refuses commands while it closes', async () => {
    const { exchange } = await opened();
    const closing = exchange.close();
    await expect(exchange.submit(order(1))).rejects.toMatchObject({ name: 'NOT_READY' });
    await closing;
  });
});

describe('the queries', () => {
  it('answer for orders, trades, fills, movements and batches, open and past', async () => {
    const { exchange } = await opened();
    for (const command of busy()) await exchange.submit(command);
    const { queries } = exchange;
    const first = queries.orderByClientId(1, 'first')!;
    expect(first).toMatchObject({ status: 'filled', filled: 5n });
    expect(queries.order(first.id)).toEqual(first);
    expect(queries.openOrders(2)).toMatchObject([{ remaining: 3n }, { label: 'low' }]);
    expect(queries.closedOrders(1, { limit: 10 })).toMatchObject({ results: [{ id: first.id }], next: null });
    const trades = queries.trades(BTC, { limit: 1 });
    expect(trades).toMatchObject({ results: [{ id: 2, size: 2n }], next: 2 });
    expect(queries.trades(BTC, { limit: 5, before: trades.next! })).toMatchObject({
      results: [{ id: 1, size: 5n }],
      next: null,
    });
    expect(queries.fills(3, { limit: 10 }).results.map(({ liquidity, size }) => [liquidity, size])).toEqual([
      ['taker', 2n],
      ['taker', 5n],
    ]);
    expect(queries.movements(1, { limit: 10 }).results).toMatchObject([
      { kind: 'deposit', amount: 100_000n * USD },
      { kind: 'register', entryTransaction: '0x1' },
    ]);
    expect(queries.positions(3)).toEqual([{ account: 3, instrument: BTC, size: -7n }]);
    expect(queries.account(3)).toMatchObject({ openOrders: 0, health: { equity: expect.any(BigInt) } });
    expect(queries.accountsOfOwner(2n)).toEqual([2]);
    expect(queries.market(BTC)).toMatchObject({ mark: BTC_MARK, openInterest: 7n, lastTrade: { id: 2 } });
    expect(() => queries.market(9)).toThrow(TenorError);
    expect(() => queries.account(9)).toThrow(TenorError);
    await exchange.close();
  });

  it('show every record the stage of its batch', async () => {
    const { exchange } = await opened();
    for (const command of busy()) await exchange.submit(command);
    const { queries } = exchange;
    const { batch } = queries.trades(BTC, { limit: 1 }).results[0]!;
    expect(queries.stage(null)).toBe('accepted');
    expect(queries.stage(batch)).toBe('batched');
    expect(queries.stage(batch + 1)).toBe('accepted');
    for (let number = 1; number <= batch; number++) {
      await exchange.submit(proved(number));
      await exchange.submit({
        type: 'batchSettled',
        time: START,
        number,
        transactionHash: '0x1',
        block: 1,
        gasUsed: 1,
      });
    }
    expect(queries.stage(batch)).toBe('settled');
    for (let number = 1; number <= batch; number++) await exchange.submit({ type: 'batchFinal', time: START, number });
    expect(queries.stage(batch)).toBe('final');
    expect(queries.batch(batch)).toMatchObject({ stage: 'final', number: batch });
    expect(queries.batches({ limit: 1 })).toMatchObject({ results: [{ number: batch }] });
    expect(queries.plan(batch)).toMatchObject({ number: batch });
    expect(queries.summary()).toMatchObject({ unprovedRows: 0, lastFinal: batch });
    await exchange.close();
  });
});

const proved = (number: number): Command => ({
  type: 'batchProved',
  time: START,
  number,
  circuit: 'dev',
  oldStateRoot: 1n,
  newStateRoot: 2n,
  constraints: 1,
  witnessMilliseconds: 1,
  proveMilliseconds: 1,
  dataBytes: 1,
  verificationKeyId: 'key',
});

type BinaryTable = import('lmdb').Database<Buffer, number>;

/** Changes a table behind the exchange's back. */
async function tamper(dataDir: string, name: string, change: (table: BinaryTable) => Promise<unknown>): Promise<void> {
  const root = openLmdb({ path: `${dataDir}/exchange.lmdb`, maxDbs: 16 });
  await change(root.openDB<Buffer, number>({ name, encoding: 'binary' }));
  await root.close();
}

/** The last record that a reader of the file sees. */
function durableTip(dataDir: string): { sequence: number } {
  const root = openLmdb({ path: `${dataDir}/exchange.lmdb`, maxDbs: 16 });
  const journal = root.openDB<Buffer, number>({ name: 'journal', encoding: 'binary' });
  const [sequence] = [...journal.getKeys({ reverse: true, limit: 1 })];
  return { sequence: sequence ?? 0 };
}

/** Ledgers whose second fill of a command breaks when armed, as a bug would. */
function withFault(fault: { armed: boolean }) {
  const breaking = (ledger: LedgerInterface): LedgerInterface => {
    let fills = 0;
    return new Proxy(ledger, {
      get(target, name) {
        if (name === 'beginCommand') fills = 0;
        if (name === 'applyFill' && fault.armed && ++fills === 2) {
          return () => {
            throw new TypeError('a bug');
          };
        }
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  };
  return { create: () => breaking(ledgers.create()), restore: (text: string) => breaking(ledgers.restore(text)) };
}

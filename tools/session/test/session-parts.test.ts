import { CIRCUIT_SIZES, genesisState, newAccount } from '@tenor/protocol';
import { AccountClient, ExchangeClient, type L1Client, TradingKey } from '@tenor/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LocalExchange } from '../../../packages/sdk/test/support/local-exchange.ts';
import type { ReplayReport } from '../../replay/replay-from-l1.ts';
import { Checks } from '../checks.ts';
import { OrderFlow } from '../order-flow.ts';
import type { Participant } from '../participants.ts';
import { verifyModes } from '../portfolio-hedge.ts';
import { recordedPrices } from '../recorded-prices.ts';
import { sessionOptions } from '../session-options.ts';
import { tradesAndFunding } from '../trade-records.ts';
import { owedWithin, verifyAccount, verifyWhole } from '../verify-state.ts';

const USD = 1_000_000n;
const size = CIRCUIT_SIZES.test;
const checks = () => new Checks(() => undefined);

describe('options', () => {
  test('have defaults and are checked', () => {
    expect(sessionOptions([])).toEqual({
      report: null,
      size: 'test',
      orders: 240,
      tradeEvery: 11,
      sealSeconds: 3,
      seed: 7,
      dataDirectory: null,
      crash: null,
    });
    expect(sessionOptions(['--report', 'a.json', '--size', 'dev', '--orders', '50'])).toMatchObject({
      report: 'a.json',
      size: 'dev',
      orders: 50,
    });
    for (const args of [
      ['--size', 'huge'],
      ['--orders', '3'],
      ['--orders', 'x'],
      ['--trade-every', '12'],
      ['--seal-seconds', '0'],
      ['--day', 'crash', '--trade-every', '21'],
      ['--seed', '-1'],
      ['--day', 'calm'],
      ['--day', '2025-10-10'],
      ['--day', 'crash', '--orders', '50'],
      ['--day', 'crash', '--settle', 'some'],
      ['--day', 'crash', '--seconds-per-tick', '61'],
      ['--settle', 'all'],
    ]) {
      expect(() => sessionOptions(args)).toThrow(expect.objectContaining({ name: 'INVALID_PARAMS' }));
    }
  });

  test('the replay of a violent day has options of its own', () => {
    expect(sessionOptions(['--day', '2025-01-19']).crash?.day).toBe('2025-01-19');
    expect(sessionOptions(['--day', 'crash']).crash).toEqual({
      day: '2025-02-03',
      secondsPerTick: null,
      settle: null,
      constraintSample: 36,
    });
    const chosen = ['--seconds-per-tick', '30', '--settle', 'all', '--constraints', '0'];
    expect(sessionOptions(['--day', 'crash', ...chosen]).crash).toEqual({
      day: '2025-02-03',
      secondsPerTick: 30,
      settle: 'all',
      constraintSample: 0,
    });
    expect(sessionOptions(['--day', 'crash', '--settle', '12']).crash?.settle).toBe(12);
  });

  test('a named folder without recordings is not taken for one', () => {
    expect(recordedPrices({ TENOR_DATA: '/nowhere' })).not.toBe('/nowhere');
  });
});

describe('checks', () => {
  test('nothing checked is not a success, and one failure is enough', () => {
    const some = checks();
    expect(some.ok).toBe(false);
    some.equal('one', 1n, 1n);
    expect(some.ok).toBe(true);
    some.equal('other', 1n, 2n);
    some.equal('third', 3, 3);
    expect(some.ok).toBe(false);
    expect(some.failures).toEqual(['other: 1 2 expected']);
  });
});

/** A state rebuilt from L1 with two opposite positions. */
function rebuilt() {
  const state = genesisState(size, 500_000);
  const first = newAccount(1, 1n, { x: 0n, y: 1n }, size.K);
  const second = newAccount(2, 2n, { x: 0n, y: 1n }, size.K);
  first.collateral = 100n * USD;
  second.collateral = 50n * USD;
  first.positions[0] = { instrument: 1, size: 5n, snapshot: 0n };
  second.positions[0] = { instrument: 1, size: -5n, snapshot: 0n };
  state.accounts.set(1, first).set(2, second);
  state.house.feePool = 3n;
  const report = { replay: { state }, replayedRoot: 9n, deposits: 7n, withdrawals: 2n } as unknown as ReplayReport;
  return { state, first, report };
}

describe('what the session compares', () => {
  test('what is owed counts accounts, their pending funding and the house', () => {
    const { state } = rebuilt();
    expect(owedWithin(state)).toBe(150n * USD + 3n);
    // Longs pay 3 µUSD a lot; the short side rounds down as well, so nothing can be owed twice.
    state.markets[0]!.indexLong = -(3n << 24n);
    state.markets[0]!.indexShort = -(3n << 24n) - 1n;
    expect(owedWithin(state)).toBe(150n * USD + 3n);
  });

  test.each([
    ['a root', { replayedRoot: 8n }],
    ['deposits', { deposits: 6n }],
    ['withdrawals', { withdrawals: 1n }],
  ])('%s that differ fail', (_, change) => {
    const { report } = rebuilt();
    const right = checks();
    verifyWhole(report, { deposited: 7n, withdrawn: 2n }, 9n, right);
    expect(right.failures).toEqual([]);
    const wrong = checks();
    verifyWhole({ ...report, ...change }, { deposited: 7n, withdrawn: 2n }, 9n, wrong);
    expect(wrong.failures.length).toBe(1);
  });

  test('a margin mode that nobody signed fails, and one that is missing', () => {
    const { state, first } = rebuilt();
    first.marginMode = 2;
    const failures = (id: number, marginMode: number): number => {
      const some = checks();
      verifyModes(state, [{ name: 'one', account: { account: id } as AccountClient, marginMode }], some);
      return some.failures.length;
    };
    expect([failures(1, 2), failures(2, 0)]).toEqual([0, 0]);
    expect([failures(1, 0), failures(1, 1), failures(2, 2), failures(3, 0)]).toEqual([1, 1, 1, 1]);
  });

  test('positions that do not cancel out fail', () => {
    const { report, first } = rebuilt();
    first.positions[0]!.size = 6n;
    const wrong = checks();
    verifyWhole(report, { deposited: 7n, withdrawn: 2n }, 9n, wrong);
    expect(wrong.failures.length).toBe(1);
  });
});

describe('on a real exchange', () => {
  const keys = [1, 2].map((byte) => new TradingKey(new Uint8Array(32).fill(byte)));
  let server: LocalExchange;
  const participants: Participant[] = [];

  beforeAll(async () => {
    server = await LocalExchange.start();
    for (const [i, key] of keys.entries()) {
      const owner = BigInt(i + 1);
      const account = await server.openAccount(key, 50_000n * USD, owner);
      const l1 = { owner: `0x${owner.toString(16).padStart(40, '0')}` } as L1Client;
      const client = await AccountClient.open(await ExchangeClient.connect(server.url), { account, key });
      participants.push({
        name: `trader ${i}`,
        l1,
        account: client,
        deposited: 50_000n * USD,
        withdrawn: 0n,
        marginMode: 0,
      });
    }
  });
  afterAll(async () => {
    for (const { account } of participants) account.exchange.close();
    await server?.remove();
  });

  test('the flow places what it was asked for, takes turns, and trades', async () => {
    const [first, second] = participants as [Participant, Participant];
    const { mark_price } = await first.account.exchange.ticker('BTC-PERP');
    const price = (share: number): string => Math.round(Number(mark_price) * share).toString();
    await first.account.place({ instrument: 'BTC-PERP', side: 'sell', price: price(1.001), size: '1' });
    const fill = await second.account.place({
      instrument: 'BTC-PERP',
      side: 'buy',
      price: price(1.02),
      size: '0.5',
      timeInForce: 'ioc',
    });
    expect(fill.fills.length).toBe(1);
    let told = 0;
    const flow = await new OrderFlow(participants, 3, 11).run(60, () => told++);
    expect(told).toBe(60);
    expect(flow.placed).toBeLessThanOrEqual(60);
    // What was not placed was refused; cancels of orders that had filled may be refused as well.
    expect(flow.placed + flow.refused).toBeGreaterThanOrEqual(60);
    expect(flow.placed).toBeGreaterThan(40);
    expect(flow.cancelled).toBeGreaterThan(0);
    expect(flow.receipts.length).toBe(flow.placed);
    for (const { account } of participants)
      expect((await account.orders({ open: false })).results.length).toBeGreaterThan(0);
  });

  test('an account that matches passes; one µUSD or one lot beside it does not', async () => {
    const [participant] = participants as [Participant];
    const { account } = participant;
    await account.cancelAll();
    const served = await account.state();
    const positions = await account.positions();
    const state = genesisState(size, 500_000);
    const own = newAccount(account.account, BigInt(participant.l1.owner), { x: 0n, y: 1n }, size.K);
    const scaleOf = (name: string) => account.exchange.instrument(name);
    own.collateral = BigInt(Math.round(Number(served.collateral) * 1e6));
    positions.forEach(({ instrument, size: text }, place) => {
      own.positions[place] = { instrument: scaleOf(instrument).id, size: scaleOf(instrument).lots(text), snapshot: 0n };
    });
    state.accounts.set(own.id, own);
    // On a slow machine the hour that is due has been paid by now, and fills alone do not tell the collateral any more.
    const { hadFunding } = await tradesAndFunding(account.exchange);
    const right = checks();
    await verifyAccount(participant, state, right, hadFunding);
    expect(right.failures).toEqual([]);
    own.collateral += 1n;
    const richer = checks();
    await verifyAccount(participant, state, richer, hadFunding);
    expect(richer.failures.length).toBe(hadFunding ? 1 : 2);
    own.collateral -= 1n;
    own.positions[0]!.size += 1n;
    const longer = checks();
    await verifyAccount(participant, state, longer, hadFunding);
    expect(longer.failures.length).toBe(2);
    const missing = checks();
    await verifyAccount(participant, genesisState(size, 500_000), missing, false);
    expect(missing.ok).toBe(false);
  });
});

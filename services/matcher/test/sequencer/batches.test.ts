import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/sequencer/commands.ts';
import { BTC_MARK, opening, order, START, signed, USD, Venue } from './venue.ts';

const seal: Command = { type: 'seal', time: START };
const proved = (number: number): Command => ({
  type: 'batchProved',
  time: START,
  number,
  circuit: 'dev',
  oldStateRoot: 1n,
  newStateRoot: 2n,
  constraints: 3,
  witnessMilliseconds: 4,
  proveMilliseconds: 5,
  dataBytes: 6,
  verificationKeyId: 'key',
});
const settled = (number: number, transactionHash = '0xaa'): Command => ({
  type: 'batchSettled',
  time: START,
  number,
  transactionHash,
  block: 7,
  gasUsed: 8,
});
const final = (number: number): Command => ({ type: 'batchFinal', time: START, number });

/** Two sealed batches: the entries, and one trade. */
function withBatches(): Venue {
  const venue = new Venue(2);
  venue.apply(seal);
  venue.apply(order(1));
  venue.apply(order(2, { side: 1 }));
  venue.apply(seal);
  return venue;
}

describe('batches', () => {
  it('are announced as they are sealed, with what is in them', () => {
    const venue = new Venue(2);
    const { events, plans } = venue.apply(seal);
    expect(plans).toHaveLength(1);
    expect(events).toMatchObject([
      { type: 'batch', batch: { number: 1, stage: 'sealed', entries: 4, visits: 2, trades: 0 } },
    ]);
    expect(venue.apply(seal)).toMatchObject({ events: [], plans: [] });
    venue.apply(order(1));
    const { events: traded } = venue.apply(order(2, { side: 1 }));
    for (const event of traded) {
      if (event.type === 'trade') expect(event.trade.batch).toBe(2);
      if (event.type === 'fill') expect(event.fill.batch).toBe(2);
    }
    expect(venue.apply(seal).events).toMatchObject([{ batch: { number: 2, rows: 2, trades: 1 } }]);
  });

  it('take a sweep of more makers than one batch holds', () => {
    const venue = new Venue(12);
    venue.apply(seal);
    for (let account = 1; account <= 11; account++) venue.apply(order(account, { side: 1, size: 1n }));
    const { events, plans, order: taker } = venue.apply(order(12, { size: 11n }));
    expect(taker).toMatchObject({ status: 'filled', filled: 11n });
    expect(plans.length).toBeGreaterThan(0);
    const inBatch = new Map<number, number>();
    for (const event of events) {
      if (event.type === 'trade') inBatch.set(event.trade.batch, (inBatch.get(event.trade.batch) ?? 0) + 1);
    }
    const sealed = events.flatMap((event) => (event.type === 'batch' ? [event.batch] : []));
    for (const batch of sealed.slice(1)) expect(batch.trades).toBe(inBatch.get(batch.number));
    // Each trade is in exactly the batch whose plan carries its maker's row.
    for (const plan of plans) expect(plan.rows.length - 1).toBe(inBatch.get(plan.number) ?? 0);
    expect([...inBatch.values()].reduce((sum, count) => sum + count)).toBe(11);
  });

  it('go from stage to stage in their order', () => {
    const venue = withBatches();
    expect(venue.refused(settled(2))).toBe('INVALID_PARAMS');
    expect(venue.refused(final(1))).toBe('INVALID_PARAMS');
    venue.apply(proved(2));
    venue.apply(proved(1));
    expect(venue.apply(settled(1)).events).toMatchObject([
      { batch: { stage: 'settled', l1Transaction: '0xaa', l1Block: 7 } },
    ]);
    expect(venue.apply(settled(1, '0xbb')).events).toMatchObject([{ batch: { l1Transaction: '0xbb' } }]);
    venue.apply(settled(2));
    expect(venue.refused(final(2))).toBe('INVALID_PARAMS');
    venue.apply(final(1));
    expect(venue.apply(final(2)).events).toMatchObject([
      { batch: { stage: 'final', proveMilliseconds: 5, l1GasUsed: 8 } },
    ]);
    expect(venue.state.batches.size).toBe(0);
    expect(venue.state.counters).toMatchObject({ lastSealed: 2, lastProved: 2, lastSettled: 2, lastFinal: 2 });
  });

  it('take a repeated report without an event', () => {
    const venue = withBatches();
    venue.apply(proved(1));
    expect(venue.apply(proved(1)).events).toEqual([]);
    venue.apply(settled(1));
    expect(venue.apply(settled(1)).events).toEqual([]);
    expect(venue.apply(proved(1)).events).toEqual([]);
    venue.apply(final(1));
    expect(venue.apply(final(1)).events).toEqual([]);
    expect(venue.apply(settled(1)).events).toEqual([]);
  });
});

describe('money', () => {
  it('moves between accounts of one owner and out to L1, and every movement names its batch', () => {
    const venue = new Venue();
    for (const command of opening(2, 1_000n * USD, () => 5n)) venue.apply(command);
    const transfer = signed({ kind: 'transfer', account: 1, instrument: 2, amount: 300n * USD });
    const { events } = venue.apply({ type: 'transfer', time: START, signed: transfer });
    expect(events.flatMap((event) => (event.type === 'movement' ? [event.movement] : []))).toMatchObject([
      { kind: 'transferOut', account: 1, counterparty: 2, amount: 300n * USD, batch: 1 },
      { kind: 'transferIn', account: 2, counterparty: 1, amount: 300n * USD, batch: 1 },
    ]);
    expect(events).toContainEqual(expect.objectContaining({ type: 'account', account: 2, collateral: 1_300n * USD }));
    const withdrawal = signed({ kind: 'withdraw', account: 2, amount: 1_300n * USD });
    venue.apply({ type: 'withdraw', time: START, signed: withdrawal });
    expect(venue.collateral(2)).toBe(0n);
    expect(venue.refused({ type: 'withdraw', time: START, signed: withdrawal })).toBe('SLOT_DEAD');
  });

  it('is paid between longs and shorts by a funding step', () => {
    const venue = new Venue(2);
    venue.apply(order(1));
    venue.apply(order(2, { side: 1 }));
    const time = START + 3_600_000;
    const reopened = venue.reopen(time);
    // Longs pay 0.01 % of the mark.
    const step = -(BTC_MARK / 10_000n) << 24n;
    const { events } = venue.apply({ type: 'fundingStep', time: reopened, step: { row: 0, step, hours: 1 } });
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'funding',
        funding: expect.objectContaining({ instrument: 1, step, mark: BTC_MARK }),
      }),
    );
    const paid = 10n * (BTC_MARK / 10_000n);
    const before = 100_000n * USD;
    // A rebate of 0.005 % and a fee of 0.05 % of $100.
    const [makerFee, takerFee] = [-5_000n, 50_000n];
    expect(venue.sequencer.ledger.health(1).equity).toBe(before - paid - makerFee);
    expect(venue.sequencer.ledger.health(2).equity).toBe(before + paid - takerFee);
  });
});

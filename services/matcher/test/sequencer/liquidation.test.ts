import type { Instruction } from '@tenor/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { expectWithinPenalty, LeveragedVenue, LOTS, liquidationOf, POOR } from './leveraged-venue.ts';
import { BTC_MARK, ETH, order, START, signed, USD } from './venue.ts';

const [OTHER, MAKER, KEEPER] = [2, 3, 4] as const;
/** 4 % lower: an account with $2,000 and 3,900 lots of $10 has $440 left of a maintenance margin of $936. */
const LOW = 9_600_000n;
/** 3 % lower: $830 are left of a maintenance margin of $945. */
const MILD = 9_700_000n;
let venue: LeveragedVenue;

/** POOR has bought from OTHER. */
beforeEach(() => {
  venue = new LeveragedVenue([LOTS, 0n, 0n], 200_000n * USD);
});

const byKeeper = (size: bigint, fields: Partial<Instruction> = {}) =>
  venue.offer(KEEPER, { size, limitPrice: MILD, ...fields });

describe('a liquidation by the book', () => {
  it('closes what brings the account to its buffer, and no more', () => {
    venue.moveTo(LOW);
    venue.bid(MAKER, LOW - 10_000n, 5_000n);
    const receipt = liquidationOf(venue.apply(venue.liquidation()));
    expectWithinPenalty(receipt);
    const { equity, initialMargin, maintenanceMargin } = venue.sequencer.ledger.health(POOR);
    expect(8n * equity).toBeGreaterThanOrEqual(9n * initialMargin - 8n);
    expect(8n * (equity - 40n * USD)).toBeLessThan(9n * initialMargin);
    expect(venue.position(POOR)).toBe(LOTS - receipt.lots);
    expect(venue.position(MAKER)).toBe(receipt.lots);
    expect(receipt).toMatchObject({ account: POOR, side: 1, keeper: null, insurance: 0n, mark: LOW, round: 2 });
    expect(receipt.after).toEqual({ equity, initialMargin, maintenanceMargin });
    expect(receipt.index).toEqual(venue.sequencer.ledger.currentRound!.index);
    expect(receipt.before.equity).toBeLessThan(receipt.before.maintenanceMargin);
    expect(venue.fund).toBe(receipt.fee);
    expect(receipt.fee).toBeGreaterThan(0n);
  });

  it('takes the best prices first, several orders at once', () => {
    venue.moveTo(LOW);
    venue.bid(MAKER, LOW - 20_000n, 5_000n);
    venue.bid(MAKER, LOW - 10_000n, 700n);
    venue.bid(MAKER, LOW - 15_000n, 300n);
    const { events } = venue.apply(venue.liquidation());
    const trades = events.flatMap((event) => (event.type === 'trade' ? [[event.trade.price, event.trade.size]] : []));
    expect(trades.slice(0, 2)).toEqual([
      [LOW - 10_000n, 700n],
      [LOW - 15_000n, 300n],
    ]);
    expect(trades).toHaveLength(3);
    const fills = events.filter((event) => event.type === 'fill' && event.fill.account === POOR);
    expect(fills).toHaveLength(3);
    expect(fills[0]).toMatchObject({ fill: { orderId: null, liquidity: 'liquidation', side: 1 } });
  });

  it('cancels the open orders of the account', () => {
    venue.apply(order(POOR, { side: 1, size: 100n, limitPrice: BTC_MARK + 100_000n, slot: 7, reduceOnly: true }));
    venue.moveTo(LOW);
    venue.bid(MAKER, LOW - 10_000n, 5_000n);
    const { events } = venue.apply(venue.liquidation());
    const own = events.filter((event) => event.type === 'order' && event.order.account === POOR);
    expect(own).toMatchObject([{ change: 'cancelled', order: { reason: 'liquidation' } }]);
    expect(venue.state.orders.count(POOR)).toBe(0);
  });

  it('passes over orders whose own rules refuse, and cancels them', () => {
    venue.moveTo(LOW);
    const weak = 2;
    venue.apply(order(weak, { size: 10n, limitPrice: LOW - 5_000n, slot: 9, reduceOnly: true }));
    venue.apply(order(KEEPER, { size: 30n, limitPrice: LOW - 6_000n, slot: 9 }));
    venue.apply({
      type: 'withdraw',
      time: START,
      signed: signed({ kind: 'withdraw', account: MAKER, amount: 1_000n * USD, slot: 700 }),
    });
    venue.bid(MAKER, LOW - 10_000n, 5_000n);
    const { events } = venue.apply(venue.liquidation());
    expect(events.filter(({ type }) => type === 'trade').length).toBeGreaterThanOrEqual(2);
  });

  it('counts no more for its fee than the penalty leaves of it', () => {
    venue.moveTo(MILD);
    // 1.2 % below the mark, of a penalty of 1.25 %
    venue.bid(MAKER, (MILD * 988n) / 1000n, 5_000n);
    const receipt = liquidationOf(venue.apply(venue.liquidation()));
    expectWithinPenalty(receipt);
    const { equity, initialMargin } = venue.sequencer.ledger.health(POOR);
    expect(8n * equity).toBeGreaterThanOrEqual(9n * initialMargin - 8n);
    expect(8n * (equity - 40n * USD)).toBeLessThan(9n * initialMargin);
  });

  it('leaves levels beyond the penalty alone', () => {
    venue.moveTo(LOW);
    venue.bid(MAKER, (LOW * 985n) / 1000n, 5_000n);
    expect(venue.refused(venue.liquidation())).toBe('NO_LIQUIDITY');
  });

  it('is refused while the account is healthy', () => {
    venue.bid(MAKER, BTC_MARK - 10_000n, 5_000n);
    expect(venue.refused(venue.liquidation())).toBe('NOT_LIQUIDATABLE');
    expect(venue.refused(venue.liquidation(99))).toBe('UNKNOWN_ACCOUNT');
    venue.moveTo(LOW);
    expect(venue.refused({ ...venue.liquidation(), instrument: ETH })).toBe('NO_POSITION');
  });

  it('lets the fund pay what the account lacks', () => {
    venue.entry({ kind: 'insure', amount: 5_000n * USD });
    venue.moveTo(9_700_000n);
    venue.moveTo(9_400_000n);
    const before = venue.equity(POOR);
    expect(before).toBeLessThan(0n);
    venue.bid(MAKER, 9_395_000n, 5_000n);
    const outcome = venue.apply(venue.liquidation());
    const receipt = liquidationOf(outcome);
    expect(receipt.lots).toBe(LOTS);
    expect(receipt.fee).toBe(0n);
    expect(receipt.insurance).toBe(-before + LOTS * 5_000n);
    expect(venue.equity(POOR)).toBe(0n);
    expect(venue.fund).toBe(5_000n * USD - receipt.insurance);
    expect(outcome.events.some((event) => event.type === 'movement' && event.movement.kind === 'insurance')).toBe(true);
  });

  it('leaves a debt to the winners that neither fund nor levy can pay', () => {
    venue.moveTo(9_700_000n);
    venue.moveTo(9_400_000n);
    venue.bid(MAKER, 9_395_000n, 5_000n);
    const { events } = venue.apply(venue.liquidation());
    expect(events.some(({ type }) => type === 'liquidation')).toBe(false);
    expect(events.some(({ type }) => type === 'deleveraging')).toBe(true);
    expect([POOR, OTHER, MAKER].map((account) => venue.position(account))).toEqual([0n, 0n, 0n]);
  });
});

describe('a liquidation by a keeper', () => {
  beforeEach(() => venue.moveTo(MILD));

  it('gives the keeper an eighth of the initial margin of a lot below the mark', () => {
    const outcome = venue.apply(byKeeper(5_000n));
    const receipt = liquidationOf(outcome);
    expectWithinPenalty(receipt);
    expect(receipt.keeper).toBe(KEEPER);
    const price = MILD - ((MILD * 52_429n) >> 23n);
    expect(receipt.quote).toBe(receipt.lots * price);
    expect(receipt.lots).toBeLessThan(LOTS);
    expect(outcome.order).toMatchObject({ account: KEEPER, filled: receipt.lots, status: 'cancelled' });
    expect(venue.position(KEEPER)).toBe(receipt.lots);
  });

  it('closes no more than the keeper offers', () => {
    expect(liquidationOf(venue.apply(byKeeper(10n))).lots).toBe(10n);
    expect(venue.apply(byKeeper(20n)).order).toMatchObject({ status: 'filled', filled: 20n });
  });

  it('is refused where the offer is wrong, and then leaves the orders of the account alone', () => {
    venue.apply(order(POOR, { side: 1, size: 100n, limitPrice: BTC_MARK + 100_000n, slot: 7, reduceOnly: true }));
    expect(venue.refused(byKeeper(10n, { limitPrice: MILD - 100_000n }))).toBe('LIMIT_PRICE');
    expect(venue.refused(byKeeper(10n, { side: 1 }))).toBe('NO_POSITION');
    expect(venue.refused(byKeeper(10n, { instrument: ETH, limitPrice: 3_000_000n }))).toBe('INVALID_PARAMS');
    expect(venue.refused(byKeeper(10n, { account: POOR }))).toBe('SELF_TRADE');
    expect(venue.refused({ ...byKeeper(10n), account: MAKER })).toBe('NOT_LIQUIDATABLE');
  });

  it('refuses the second of two keepers once the first has taken enough', () => {
    venue.apply(byKeeper(5_000n));
    expect(venue.refused(byKeeper(5_000n))).toBe('NOT_LIQUIDATABLE');
  });
});

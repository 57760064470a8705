import { levyCash } from '@tenor/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Deleveraging, Fill, Levy } from '../../src/sequencer/events.ts';
import type { Outcome } from '../../src/sequencer/sequencer.ts';
import { eventsOf, LeveragedVenue, LOTS, liquidationOf, POOR } from './leveraged-venue.ts';
import { BTC, BTC_MARK, order, USD } from './venue.ts';

const [BIG, SMALL, MAKER] = [2, 3, 4] as const;
/** 5 % lower: an account with $2,000 and 3,900 lots of $10 has a debt of about $150; 7.5 %: of about $925. */
const LOW = 9_450_000n;
const DEEP = 9_250_000n;
let venue: LeveragedVenue;

/** POOR has bought from BIG (two thirds) and SMALL. */
beforeEach(() => {
  venue = new LeveragedVenue([2_600n, 1_300n, 0n], 50_000n * USD);
});

const close = () => venue.apply(venue.liquidation());
const leviesOf = (outcome: Outcome): Levy[] => eventsOf(outcome, 'levy').map(({ levy }) => levy);
const receiptsOf = (outcome: Outcome): Deleveraging[] =>
  eventsOf(outcome, 'deleveraging').map(({ deleveraging }) => deleveraging);
const fillsOf = (outcome: Outcome): Fill[] => eventsOf(outcome, 'fill').map(({ fill }) => fill);

describe('a debt that the fund cannot pay', () => {
  it('is paid by a levy on the winners where the book takes the position', () => {
    venue.moveTo(LOW);
    venue.entry({ kind: 'insure', amount: 40n * USD });
    venue.bid(MAKER, LOW, 5_000n);
    const debt = -venue.equity(POOR);
    const before = [venue.equity(BIG), venue.equity(SMALL)] as const;
    const outcome = close();
    const receipt = liquidationOf(outcome);
    const [levy] = leviesOf(outcome);
    expect(receipt).toMatchObject({ lots: LOTS, insurance: debt });
    expect(receipt.levy >= debt - 40n * USD && receipt.levy < debt - 40n * USD + 2n).toBe(true);
    expect(levy).toMatchObject({ instrument: BTC, short: true, amount: receipt.levy });
    expect(levyCash(LOTS, levy!.step)).toBe(receipt.levy);
    expect(venue.equity(POOR)).toBe(0n);
    expect(venue.fund).toBeLessThan(2n);
    // in proportion to what they hold
    const paid = [before[0] - venue.equity(BIG), before[1] - venue.equity(SMALL)] as const;
    expect(paid[0] + paid[1]).toBeGreaterThanOrEqual(receipt.levy);
    expect(paid[0] - 2n * paid[1]).toBeLessThanOrEqual(1n);
    expect([venue.position(BIG), venue.position(SMALL)]).toEqual([-2_600n, -1_300n]);
  });

  it('is left to the fund while that can pay', () => {
    venue.moveTo(LOW);
    venue.entry({ kind: 'insure', amount: 400n * USD });
    expect(() => close()).toThrow(expect.objectContaining({ name: 'NO_LIQUIDITY' }));
    venue.bid(MAKER, LOW, 5_000n);
    const outcome = close();
    expect(liquidationOf(outcome)).toMatchObject({ levy: 0n });
    expect(leviesOf(outcome)).toEqual([]);
  });

  it('closes the position against the winners at the mark where nobody takes it', () => {
    venue.moveTo(LOW);
    const debt = -venue.equity(POOR);
    const outcome = close();
    const [receipt, ...more] = receiptsOf(outcome);
    expect(more).toEqual([]);
    expect(receipt).toMatchObject({ account: POOR, side: 1, lots: LOTS, price: LOW, mark: LOW, insurance: debt });
    expect(receipt!.counterparties).toEqual([
      { account: BIG, lots: 2_600n },
      { account: SMALL, lots: 1_300n },
    ]);
    expect([POOR, BIG, SMALL].map((id) => venue.position(id))).toEqual([0n, 0n, 0n]);
    expect(venue.equity(POOR)).toBe(0n);
    expect(venue.fund).toBeLessThan(2n);
    expect(
      fillsOf(outcome).map(({ account, side, liquidity, orderId }) => [account, side, liquidity, orderId]),
    ).toEqual([
      [POOR, 1, 'deleveraging', null],
      [BIG, 0, 'deleveraging', null],
      [POOR, 1, 'deleveraging', null],
      [SMALL, 0, 'deleveraging', null],
    ]);
  });

  it('beyond the highest levy is closed beyond the mark', () => {
    venue.moveTo(DEEP);
    const [debt, before] = [-venue.equity(POOR), venue.equity(BIG)];
    const outcome = close();
    const [receipt] = receiptsOf(outcome);
    const loss = receipt!.price - DEEP;
    expect(loss).toBeGreaterThan(0n);
    expect(receipt!.insurance + loss * LOTS - debt).toBeLessThan(LOTS);
    expect(venue.equity(POOR)).toBeGreaterThanOrEqual(0n);
    expect(before - venue.equity(BIG)).toBeGreaterThanOrEqual(loss * 2_600n);
    expect(leviesOf(outcome)[0]!.amount).toBe(receipt!.levy);
  });

  it('is closed beyond the mark too where only bids below it are left', () => {
    venue.moveTo(DEEP);
    venue.bid(MAKER, DEEP - 20_000n, 5_000n);
    expect(receiptsOf(close())).toHaveLength(1);
    expect(venue.position(MAKER)).toBe(0n);
  });

  it('takes the open orders of the debtor with it, and leaves winners only orders that still reduce', () => {
    venue.moveTo(LOW);
    venue.apply(order(POOR, { side: 1, size: 10n, limitPrice: BTC_MARK + 900_000n, slot: 7, reduceOnly: true }));
    venue.apply(order(BIG, { side: 0, size: 10n, limitPrice: LOW - 400_000n, slot: 8, reduceOnly: true }));
    const outcome = close();
    const cancelled = eventsOf(outcome, 'order').map(({ change, order: { account } }) => [change, account]);
    expect(cancelled).toContainEqual(['cancelled', POOR]);
    expect(cancelled).toContainEqual(['cancelled', BIG]);
  });

  it('leaves out a winner that has not its initial margin, and closes what the others hold', () => {
    const { ledger } = venue.sequencer;
    venue.moveTo(DEEP);
    // $1,203 of initial margin; nothing but a test writes into an account
    ledger.state.accounts.get(BIG)!.collateral -= venue.equity(BIG) - 1_300n * USD;
    const [receipt] = receiptsOf(close());
    expect(receipt!.counterparties).toEqual([{ account: SMALL, lots: receipt!.lots }]);
    expect(venue.position(BIG)).toBe(-2_600n);
    expect(venue.position(POOR)).toBe(LOTS - receipt!.lots);
    expect(receipt!.lots).toBeGreaterThan(0n);
  });

  it('takes as many batches as the winners need, of each the same part', () => {
    venue = new LeveragedVenue(
      Array.from({ length: 10 }, () => 390n),
      50_000n * USD,
    );
    venue.moveTo(DEEP);
    const outcome = close();
    const receipts = receiptsOf(outcome);
    expect(receipts.map(({ counterparties }) => counterparties.length)).toEqual([7, 3]);
    expect(receipts[1]!.batch).toBe(receipts[0]!.batch + 1);
    const lots = receipts.flatMap(({ counterparties }) => counterparties.map((one) => one.lots));
    expect(new Set(lots).size).toBe(1);
    expect(venue.position(POOR)).toBe(LOTS - 10n * lots[0]!);
    expect(venue.fund).toBeLessThan(2n);
  });
});

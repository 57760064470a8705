import { levyCash } from '@tenor/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LiquidateCommand } from '../../src/sequencer/commands.ts';
import type { Deleveraging, ExchangeEvent, Fill, Levy, Liquidation } from '../../src/sequencer/events.ts';
import type { Outcome } from '../../src/sequencer/sequencer.ts';
import { BTC, BTC_MARK, order, round, START, USD, Venue } from './venue.ts';

const [POOR, BIG, SMALL, MAKER] = [1, 2, 3, 4] as const;
const LOTS = 3_900n;
/** 5 % lower: an account with $2,000 and 3,900 lots of $10 has a debt of about $150; 7.5 %: of about $925. */
const LOW = 9_450_000n;
const DEEP = 9_250_000n;
let venue: Venue;
let rounds: number;
let slot: number;

/** POOR has bought from BIG (two thirds) and SMALL. */
beforeEach(() => {
  venue = new Venue(4, 2_000n * USD);
  [rounds, slot] = [1, 50];
  for (const account of [BIG, SMALL, MAKER]) entry({ kind: 'deposit', account, amount: 50_000n * USD });
  venue.apply(order(BIG, { side: 1, size: 2_600n }));
  venue.apply(order(SMALL, { side: 1, size: 1_300n }));
  venue.apply(order(POOR, { size: LOTS }));
});

function entry(
  content: { kind: 'deposit'; account: number; amount: bigint } | { kind: 'insure'; amount: bigint },
): void {
  const index = venue.state.counters.nextEntryIndex;
  venue.apply({ type: 'l1Entry', time: START, transactionHash: '0x9', block: 9, entry: { ...content, index } });
}

const moveTo = (btc: bigint): void => {
  rounds++;
  venue.apply({ type: 'oracleRound', time: START + rounds * 1000, round: round(rounds, START + rounds * 1000, btc) });
};
const close: LiquidateCommand = { type: 'liquidate', time: START, account: POOR, instrument: BTC, offer: null };
const bid = (price: bigint, size: bigint): void => {
  venue.apply(order(MAKER, { size, limitPrice: price, slot: slot++ }));
};
const equity = (account: number): bigint => venue.sequencer.ledger.health(account).equity;
const fund = (): bigint => venue.sequencer.ledger.state.house.insuranceFund;

function only<T extends ExchangeEvent['type']>({ events }: Outcome, type: T): Extract<ExchangeEvent, { type: T }>[] {
  return events.filter((event): event is Extract<ExchangeEvent, { type: T }> => event.type === type);
}
const liquidationOf = (outcome: Outcome): Liquidation => only(outcome, 'liquidation')[0]!.liquidation;
const leviesOf = (outcome: Outcome): Levy[] => only(outcome, 'levy').map(({ levy }) => levy);
const receiptsOf = (outcome: Outcome): Deleveraging[] =>
  only(outcome, 'deleveraging').map(({ deleveraging }) => deleveraging);
const fillsOf = (outcome: Outcome): Fill[] => only(outcome, 'fill').map(({ fill }) => fill);

describe('a debt that the fund cannot pay', () => {
  it('is paid by a levy on the winners where the book takes the position', () => {
    moveTo(LOW);
    entry({ kind: 'insure', amount: 40n * USD });
    bid(LOW, 5_000n);
    const debt = -equity(POOR);
    const before = [equity(BIG), equity(SMALL)] as const;
    const outcome = venue.apply(close);
    const receipt = liquidationOf(outcome);
    const [levy] = leviesOf(outcome);
    expect(receipt).toMatchObject({ lots: LOTS, insurance: debt });
    expect(receipt.levy >= debt - 40n * USD && receipt.levy < debt - 40n * USD + 2n).toBe(true);
    expect(levy).toMatchObject({ instrument: BTC, short: true, amount: receipt.levy });
    expect(levyCash(LOTS, levy!.step)).toBe(receipt.levy);
    expect(equity(POOR)).toBe(0n);
    expect(fund()).toBeLessThan(2n);
    // in proportion to what they hold
    const paid = [before[0] - equity(BIG), before[1] - equity(SMALL)] as const;
    expect(paid[0] + paid[1]).toBeGreaterThanOrEqual(receipt.levy);
    expect(paid[0] - 2n * paid[1]).toBeLessThanOrEqual(1n);
    expect([venue.position(BIG), venue.position(SMALL)]).toEqual([-2_600n, -1_300n]);
  });

  it('is left to the fund while that can pay', () => {
    moveTo(LOW);
    entry({ kind: 'insure', amount: 400n * USD });
    expect(() => venue.apply(close)).toThrow(expect.objectContaining({ name: 'NO_LIQUIDITY' }));
    bid(LOW, 5_000n);
    const outcome = venue.apply(close);
    expect(liquidationOf(outcome)).toMatchObject({ levy: 0n });
    expect(leviesOf(outcome)).toEqual([]);
  });

  it('closes the position against the winners at the mark where nobody takes it', () => {
    moveTo(LOW);
    const debt = -equity(POOR);
    const outcome = venue.apply(close);
    const [receipt, ...more] = receiptsOf(outcome);
    expect(more).toEqual([]);
    expect(receipt).toMatchObject({ account: POOR, side: 1, lots: LOTS, price: LOW, mark: LOW, insurance: debt });
    expect(receipt!.counterparties).toEqual([
      { account: BIG, lots: 2_600n },
      { account: SMALL, lots: 1_300n },
    ]);
    expect([POOR, BIG, SMALL].map((id) => venue.position(id))).toEqual([0n, 0n, 0n]);
    expect(equity(POOR)).toBe(0n);
    expect(fund()).toBeLessThan(2n);
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
    moveTo(DEEP);
    const [debt, before] = [-equity(POOR), equity(BIG)];
    const outcome = venue.apply(close);
    const [receipt] = receiptsOf(outcome);
    const loss = receipt!.price - DEEP;
    expect(loss).toBeGreaterThan(0n);
    expect(receipt!.insurance + loss * LOTS - debt).toBeLessThan(LOTS);
    expect(equity(POOR)).toBeGreaterThanOrEqual(0n);
    expect(before - equity(BIG)).toBeGreaterThanOrEqual(loss * 2_600n);
    expect(leviesOf(outcome)[0]!.amount).toBe(receipt!.levy);
  });

  it('is closed beyond the mark too where only bids below it are left', () => {
    moveTo(DEEP);
    bid(DEEP - 20_000n, 5_000n);
    expect(receiptsOf(venue.apply(close))).toHaveLength(1);
    expect(venue.position(MAKER)).toBe(0n);
  });

  it('takes the open orders of the debtor with it, and leaves winners only orders that still reduce', () => {
    moveTo(LOW);
    venue.apply(order(POOR, { side: 1, size: 10n, limitPrice: BTC_MARK + 900_000n, slot: 7, reduceOnly: true }));
    venue.apply(order(BIG, { side: 0, size: 10n, limitPrice: LOW - 400_000n, slot: 8, reduceOnly: true }));
    const outcome = venue.apply(close);
    const cancelled = only(outcome, 'order').map(({ change, order: { account } }) => [change, account]);
    expect(cancelled).toContainEqual(['cancelled', POOR]);
    expect(cancelled).toContainEqual(['cancelled', BIG]);
  });

  it('leaves out a winner that has not its initial margin, and closes what the others hold', () => {
    const { ledger } = venue.sequencer;
    moveTo(DEEP);
    // $1,203 of initial margin; nothing but a test writes into an account
    ledger.state.accounts.get(BIG)!.collateral -= equity(BIG) - 1_300n * USD;
    const [receipt] = receiptsOf(venue.apply(close));
    expect(receipt!.counterparties).toEqual([{ account: SMALL, lots: receipt!.lots }]);
    expect(venue.position(BIG)).toBe(-2_600n);
    expect(venue.position(POOR)).toBe(LOTS - receipt!.lots);
    expect(receipt!.lots).toBeGreaterThan(0n);
  });

  it('takes as many batches as the winners need, of each the same part', () => {
    const winners = Array.from({ length: 10 }, (_, i) => 2 + i);
    venue = new Venue(11, 2_000n * USD);
    rounds = 1;
    for (const account of winners) {
      entry({ kind: 'deposit', account, amount: 50_000n * USD });
      venue.apply(order(account, { side: 1, size: 390n }));
    }
    venue.apply(order(POOR, { size: LOTS }));
    moveTo(DEEP);
    const outcome = venue.apply(close);
    const receipts = receiptsOf(outcome);
    expect(receipts.map(({ counterparties }) => counterparties.length)).toEqual([7, 3]);
    expect(receipts[1]!.batch).toBe(receipts[0]!.batch + 1);
    const lots = receipts.flatMap(({ counterparties }) => counterparties.map((one) => one.lots));
    expect(new Set(lots).size).toBe(1);
    expect(venue.position(POOR)).toBe(LOTS - 10n * lots[0]!);
    expect(fund()).toBeLessThan(2n);
  });
});

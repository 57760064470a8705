import { describe, expect, it } from 'vitest';
import type { LiquidateCommand } from '../../src/sequencer/commands.ts';
import type { Liquidation } from '../../src/sequencer/events.ts';
import type { Outcome } from '../../src/sequencer/sequencer.ts';
import { DatedVenue, option } from './dated-venue.ts';
import { BTC_MARK, order, round, START, signed, USD } from './venue.ts';

const [CALL, ROW] = [3, 2];
const MARK = 300_000n;
const [POOR, RICH, KEEPER] = [1, 2, 3];

/** The first account holds lots of a call at its mark, long or short, and has a little more than it needs. */
function opened(held: bigint, deposit: bigint): DatedVenue {
  const venue = new DatedVenue(3, deposit);
  venue.list(option(CALL, 'call', BTC_MARK));
  venue.dated.set(ROW, MARK);
  venue.round();
  for (const account of [RICH, KEEPER]) {
    const index = venue.state.counters.nextEntryIndex;
    const entry = { kind: 'deposit', account, amount: 1_000_000n * USD, index } as const;
    venue.apply({ type: 'l1Entry', time: START, transactionHash: '0xb', block: 9, entry });
  }
  const size = held < 0n ? -held : held;
  const side = held > 0n ? 0 : 1;
  venue.apply(order(RICH, { instrument: CALL, side: side === 0 ? 1 : 0, limitPrice: MARK, size }));
  venue.apply(order(POOR, { instrument: CALL, side, limitPrice: MARK, size }));
  expect(venue.position(POOR, CALL)).toBe(held);
  return venue;
}

/** The index and the call's mark move; the perpetual follows. */
function move(venue: DatedVenue, index: bigint, mark: bigint): void {
  const number = venue.sequencer.ledger.currentRound!.round + 1;
  const time = venue.state.counters.time + 1000;
  const dated = new Map([[ROW, mark]]);
  venue.apply({
    type: 'oracleRound',
    time,
    round: round(number, time, index, undefined, { dated, listed: venue.listed }),
  });
}

const liquidate = (venue: DatedVenue, offer: LiquidateCommand['offer'] = null): LiquidateCommand => ({
  type: 'liquidate',
  time: venue.state.counters.time,
  account: POOR,
  instrument: CALL,
  offer,
});

function receiptOf({ events }: Outcome): Liquidation {
  const [receipt] = events.flatMap((event) => (event.type === 'liquidation' ? [event.liquidation] : []));
  return receipt!;
}

describe('the liquidation of a short option', () => {
  const LOTS = 1000n;

  it('goes through the book within the penalty of its own margin, and leaves the buffer', () => {
    const venue = opened(-LOTS, 2_000n * USD);
    expect(venue.refused(liquidate(venue))).toBe('NOT_LIQUIDATABLE');
    move(venue, 10_500_000n, 1_200_000n);
    venue.apply(order(RICH, { instrument: CALL, side: 1, limitPrice: 1_250_000n, size: LOTS, slot: 2 }));
    const receipt = receiptOf(venue.apply(liquidate(venue)));
    expect(receipt).toMatchObject({ account: POOR, side: 0, keeper: null, insurance: 0n, mark: 1_200_000n });
    expect(receipt.lots).toBeGreaterThan(0n);
    expect(receipt.lots).toBeLessThan(LOTS);
    const { equity, initialMargin } = venue.sequencer.ledger.health(POOR);
    expect(8n * equity).toBeGreaterThanOrEqual(9n * initialMargin - 8n);
    expect(venue.position(POOR, CALL)).toBe(receipt.lots - LOTS);
  });

  it('is taken over by a keeper at an eighth of the margin of a lot above the mark', () => {
    const venue = opened(-LOTS, 2_000n * USD);
    const [index, mark] = [10_500_000n, 1_200_000n];
    move(venue, index, mark);
    const { imRate } = option(CALL, 'call', BTC_MARK);
    const price = mark + ((imRate * index + (mark << 20n)) >> 23n);
    const offer = { kind: 'order', account: KEEPER, instrument: CALL, side: 1, size: LOTS, slot: 5 } as const;
    const at = (limitPrice: bigint) => signed({ ...offer, limitPrice, maxFeePerLot: 20_000n });
    const dear = (price / 100n) * 100n + 100n;
    expect(venue.refused(liquidate(venue, at(dear)))).toBe('LIMIT_PRICE');
    const receipt = receiptOf(venue.apply(liquidate(venue, at(dear - 100n))));
    expect(receipt).toMatchObject({ keeper: KEEPER, quote: receipt.lots * price });
  });
});

describe('the liquidation of a long option', () => {
  it('sells what was bought with money that is lost elsewhere, within a quarter of its value', () => {
    const LOTS = 1000n;
    const venue = opened(LOTS, 1_500n * USD);
    // Its premium is paid; what is left of the money is lost on a perpetual.
    venue.apply(order(RICH, { side: 0, size: 1_500n, slot: 3 }));
    venue.apply(order(POOR, { side: 1, size: 1_500n, slot: 3 }));
    for (const index of [10_200_000n, 10_400_000n, 10_600_000n]) move(venue, index, MARK);
    expect(venue.sequencer.ledger.health(POOR).freeCollateral).toBeLessThan(0n);
    venue.apply(order(RICH, { instrument: CALL, limitPrice: 200_000n, size: LOTS, slot: 4 }));
    expect(venue.refused(liquidate(venue))).toBe('NO_LIQUIDITY');
    venue.apply(order(RICH, { instrument: CALL, limitPrice: 290_000n, size: LOTS, slot: 5 }));
    const receipt = receiptOf(venue.apply(liquidate(venue)));
    expect(receipt).toMatchObject({ side: 1, keeper: null, quote: receipt.lots * 290_000n });
    // An eighth of the value of what was sold, as far as a quarter of it bears the worse price too.
    expect(receipt.fee).toBe((receipt.lots * MARK) / 8n);
  });
});

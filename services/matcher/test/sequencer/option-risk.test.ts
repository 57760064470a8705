import { describe, expect, it } from 'vitest';
import { fillFee } from '../../src/sequencer/fees.ts';
import { specificationOf } from '../../src/sequencer/instruments.ts';
import { smaller } from '../../src/sequencer/integers.ts';
import { DatedVenue, option } from './dated-venue.ts';
import { BTC_MARK, order, START, signed, USD } from './venue.ts';

const CALL = 3;
const ROW = 2;
const MARK = 300_000n;
const INDEX = BTC_MARK;
const terms = option(CALL, 'call', BTC_MARK);
/** µUSD of a lot at the index. */
const TAKER_FEE = (INDEX * 300n) / 1_000_000n;
/** Initial margin of a short lot at the money: 15 % of the index, and the mark; 2^-20 µUSD. */
const SHORT_MARGIN = terms.imRate * INDEX + (MARK << 20n);

function opened(deposit: bigint): DatedVenue {
  const venue = new DatedVenue(2, deposit);
  venue.list(terms);
  venue.dated.set(ROW, MARK);
  venue.round();
  return venue;
}

const bid = (limitPrice: bigint, size: bigint, slot = 1) => order(1, { instrument: CALL, limitPrice, size, slot });
const ask = (limitPrice: bigint, size: bigint, slot = 1) =>
  order(1, { instrument: CALL, side: 1, limitPrice, size, slot });

describe('what an order for an option needs', () => {
  it('is its premium and fee when it buys, at any price from one tick on', () => {
    for (const price of [100n, 100_000n, MARK, MARK + 100_000n]) {
      const needed = (lots: bigint) => lots * price + smaller(lots * TAKER_FEE, (lots * price) / 8n);
      let most = (10n * USD) / price;
      while (needed(most) > 10n * USD) most--;
      const venue = opened(10n * USD);
      expect(venue.refused(bid(price, most + 1n))).toBe('MARGIN');
      expect(venue.apply(bid(price, most)).order).toMatchObject({ status: 'open', remaining: most });
    }
  });

  it('counts the premiums of all bids', () => {
    const venue = opened(10n * USD);
    venue.apply(bid(50_000n, 100n, 1));
    venue.apply(bid(100_000n, 40n, 2));
    // $5 + $4 are spoken for.
    expect(venue.refused(bid(100_000n, 10n, 3))).toBe('MARGIN');
    venue.apply(bid(100_000n, 9n, 3));
  });

  it('holds the money that bids rely on', () => {
    const venue = opened(10n * USD);
    venue.apply(bid(100_000n, 40n));
    const out = (amount: bigint) => ({
      type: 'withdraw' as const,
      time: START,
      signed: signed({ kind: 'withdraw', account: 1, slot: 7, amount }),
    });
    expect(venue.refused(out(6n * USD + 1n))).toBe('INSUFFICIENT_FUNDS');
    venue.apply(out(6n * USD));
  });

  it('is the margin of a short when it sells, and nothing more for what it holds', () => {
    const lots = 10n;
    const needed = (lots * SHORT_MARGIN + (1n << 20n) - 1n) / (1n << 20n) + lots * TAKER_FEE;
    expect(opened(needed - 1n).refused(ask(MARK, lots))).toBe('MARGIN');
    expect(opened(needed).apply(ask(MARK, lots)).order).toMatchObject({ status: 'open' });
  });

  it('lets a bid fill that was allowed to rest', () => {
    const venue = opened(10n * USD);
    const lots = (10n * USD) / 103_000n;
    venue.apply(bid(100_000n, lots));
    const seller = order(2, { instrument: CALL, side: 1, limitPrice: 100_000n, size: 1n });
    expect(venue.apply(seller).order).toMatchObject({ status: 'filled' });
    expect(venue.state.orders.all()).toMatchObject([{ remaining: lots - 1n }]);
    expect(venue.position(1, CALL)).toBe(1n);
  });
});

describe('the fee of an option', () => {
  const specification = specificationOf(terms, ROW);
  const plenty = 1_000_000n;

  it('is a part of the index, and at most an eighth of the premium', () => {
    const at = (price: bigint) => ({ price, lots: 10n, index: INDEX });
    expect(fillFee(specification, 'taker', at(MARK), plenty)).toBe(10n * TAKER_FEE);
    expect(fillFee(specification, 'maker', at(MARK), plenty)).toBe((10n * TAKER_FEE) / 3n);
    expect(fillFee(specification, 'taker', at(1_000n), plenty)).toBe(1_250n);
    expect(fillFee(specification, 'taker', at(100n), plenty)).toBe(125n);
    expect(fillFee(specification, 'taker', at(MARK), 100n)).toBe(1_000n);
  });

  it('must be within the signed maximum at the limit price', () => {
    const venue = opened(1_000n * USD);
    const at = (limitPrice: bigint, maxFeePerLot: bigint, postOnly = false) =>
      order(1, { instrument: CALL, limitPrice, size: 1n, maxFeePerLot, postOnly });
    expect(venue.refused(at(100n, 12n))).toBe('FEE_LIMIT_TOO_LOW');
    venue.apply(at(100n, 13n));
    expect(venue.refused({ ...at(MARK, TAKER_FEE - 1n), time: START + 1 })).toBe('FEE_LIMIT_TOO_LOW');
    expect(venue.refused(at(MARK, TAKER_FEE / 3n - 1n, true))).toBe('FEE_LIMIT_TOO_LOW');
  });

  it('never exceeds what either side signed', () => {
    const venue = opened(1_000n * USD);
    venue.apply(order(1, { instrument: CALL, limitPrice: MARK, size: 4n, maxFeePerLot: TAKER_FEE }));
    // Signed for a premium of 1 000 µUSD a lot, filled at a better price.
    const { order: sold } = venue.apply(
      order(2, { instrument: CALL, side: 1, limitPrice: 1_000n, size: 4n, maxFeePerLot: 125n }),
    );
    expect(sold).toMatchObject({ status: 'filled', filledQuote: 4n * MARK, fee: 4n * 125n });
  });
});

describe('the grid of an option', () => {
  it('has its own tick, and a band around the mark that the index makes', () => {
    const venue = opened(100_000n * USD);
    expect(venue.refused(bid(110n, 1n))).toBe('OFF_TICK');
    expect(venue.refused(bid(0n, 1n))).toBe('PRICE_OUT_OF_RANGE');
    const width = (INDEX * terms.bandRate) >> 20n;
    const highest = ((MARK + width) / 100n) * 100n;
    expect(venue.refused(bid(highest + 100n, 1n))).toBe('PRICE_BAND');
    expect(venue.apply(bid(highest, 1n)).order).toMatchObject({ status: 'open' });
  });
});

import type { Market, MarketFigures, Position } from '@tenor/protocol';
import fc from 'fast-check';

/** A listed perpetual with these indices. */
export const market = (instrument: number, indexLong = 0n, indexShort = 0n): Market => ({
  instrument,
  kind: 1,
  underlying: 1,
  status: 1,
  strike: 0n,
  expiryHour: 0,
  imRate: 52_429n,
  slopeRate: 721n,
  bandRate: 52_429n,
  fundingCapRate: 671_088n,
  openInterestCap: 100_000_000n,
  indexLong,
  indexShort,
  openInterest: 0n,
  lastMark: 0n,
  lastFundingHour: 0,
});

const signed = (bits: bigint): fc.Arbitrary<bigint> => fc.bigInt({ min: 1n - 2n ** bits, max: 2n ** bits - 1n });
/** All magnitudes alike: as many small numbers as huge ones. */
const anyMagnitude = (bits: number): fc.Arbitrary<bigint> =>
  fc.integer({ min: 0, max: bits }).chain((width) => fc.bigInt({ min: 0n, max: 2n ** BigInt(width) - 1n }));

/** Any figures that fit the protocol's widths: mark < 2^36, im < 2^56, slope < 2^32. */
export const figures: fc.Arbitrary<MarketFigures> = fc
  .tuple(anyMagnitude(36), anyMagnitude(20), anyMagnitude(32))
  .map(([mark, imRate, slope]) => ({ mark, im: mark * imRate, slope }));

/** Cash indices of ordinary and of the largest size. */
export const cashIndex: fc.Arbitrary<bigint> = fc.oneof(
  signed(63n),
  signed(40n),
  fc.constantFrom(2n ** 63n - 1n, 1n - 2n ** 63n, 0n),
);

/** Up to `most` positions in instruments 1 to `instruments`, sizes up to 2^48 lots, each instrument once. */
export const positions = (instruments: number, most: number): fc.Arbitrary<Position[]> =>
  fc.uniqueArray(
    fc.record({
      instrument: fc.integer({ min: 1, max: instruments }),
      size: fc.tuple(anyMagnitude(48), fc.boolean()).map(([lots, long]) => (long ? lots : -lots)),
      snapshot: cashIndex,
    }),
    { selector: ({ instrument }) => instrument, maxLength: most },
  );

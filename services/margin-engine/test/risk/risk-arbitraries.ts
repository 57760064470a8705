import { type MarketFigures, type MarketTerms, marketFigures, type Position, SETTLED_FIGURES } from '@tenor/protocol';
import fc from 'fast-check';
import { future, option, perpetual } from '../support/terms.ts';

const signed = (bits: bigint): fc.Arbitrary<bigint> => fc.bigInt({ min: 1n - 2n ** bits, max: 2n ** bits - 1n });
/** All magnitudes alike: as many small numbers as huge ones. */
const anyMagnitude = (bits: number): fc.Arbitrary<bigint> =>
  fc.integer({ min: 0, max: bits }).chain((width) => fc.bigInt({ min: 0n, max: 2n ** BigInt(width) - 1n }));

const rate = anyMagnitude(20);
const terms: fc.Arbitrary<MarketTerms> = fc
  .record({
    kind: fc.constantFrom('perpetual', 'future', 'call', 'put'),
    strike: anyMagnitude(36),
    imRate: rate,
    floorRate: rate,
    slopeRate: anyMagnitude(20),
  })
  .map(({ kind, strike, imRate, floorRate, slopeRate }) => {
    if (kind === 'perpetual' || kind === 'future') {
      return { ...(kind === 'future' ? future(1, 1) : perpetual(1)), imRate, slopeRate };
    }
    return { ...option(1, kind === 'call' ? 'call' : 'put', strike, 1), imRate, floorRate };
  });

/**
 * Figures of all four kinds by the rules, at any mark and index price of 36 bits; of expired instruments; and any at all that fit the protocol's widths.
 */
export const figures: fc.Arbitrary<MarketFigures> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(terms, anyMagnitude(36), anyMagnitude(36))
      .map(([of, mark, index]) => marketFigures(of, mark, index)),
  },
  { weight: 1, arbitrary: fc.constant(SETTLED_FIGURES) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(anyMagnitude(36), anyMagnitude(56), anyMagnitude(57), anyMagnitude(32), fc.boolean())
      .map(([mark, im, mm, slope, isOption]) => ({ mark, im, mm, slope: isOption ? 0n : slope, option: isOption })),
  },
);

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

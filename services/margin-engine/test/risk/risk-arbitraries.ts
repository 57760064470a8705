import {
  isOption,
  type MarketTerms,
  type Position,
  SCENARIO_GRID,
  type ScenarioFigures,
  SETTLED_FIGURES,
  scenarioFigures,
} from '@tenor/protocol';
import fc from 'fast-check';
import { future, option, perpetual } from '../support/terms.ts';

const signed = (bits: bigint): fc.Arbitrary<bigint> => fc.bigInt({ min: 1n - 2n ** bits, max: 2n ** bits - 1n });
/** All magnitudes alike: as many small numbers as huge ones. */
const anyMagnitude = (bits: number): fc.Arbitrary<bigint> =>
  fc.integer({ min: 0, max: bits }).chain((width) => fc.bigInt({ min: 0n, max: 2n ** BigInt(width) - 1n }));

const rate = anyMagnitude(20);
const underlying = fc.integer({ min: 1, max: 2 });
const perScenario = <T>(each: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.array(each, { minLength: SCENARIO_GRID.length, maxLength: SCENARIO_GRID.length });
/** Tables of options: at any price, or one that moves little, so that what is long and what is short cancels. */
const tables = fc.oneof(
  perScenario(anyMagnitude(36)),
  fc
    .tuple(fc.bigInt({ min: 2n ** 34n, max: 2n ** 35n }), perScenario(fc.bigInt({ min: -9n, max: 9n })))
    .map(([price, moves]) => moves.map((move) => price + move)),
);
const terms: fc.Arbitrary<MarketTerms> = fc
  .record({
    kind: fc.constantFrom('perpetual', 'future', 'call', 'put'),
    strike: anyMagnitude(36),
    imRate: rate,
    floorRate: rate,
    slopeRate: anyMagnitude(20),
    underlying,
  })
  .map(({ kind, strike, imRate, floorRate, slopeRate, underlying: of }) => {
    if (kind === 'perpetual' || kind === 'future') {
      return { ...(kind === 'future' ? future(1, 1) : perpetual(1)), imRate, slopeRate, underlying: of };
    }
    return { ...option(1, kind === 'call' ? 'call' : 'put', strike, 1), imRate, floorRate, underlying: of };
  });

/**
 * Figures of all four kinds of two underlyings by the rules, at any mark, index price and table of 36 bits; of expired instruments; and any at all that fit the protocol's widths.
 */
export const figures: fc.Arbitrary<ScenarioFigures> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(terms, anyMagnitude(36), anyMagnitude(36), tables)
      .map(([of, mark, index, prices]) => scenarioFigures(of, mark, index, isOption(of) ? prices : [])),
  },
  { weight: 1, arbitrary: fc.constant(SETTLED_FIGURES) },
  {
    weight: 2,
    arbitrary: fc
      .record({
        mark: anyMagnitude(36),
        im: anyMagnitude(56),
        mm: anyMagnitude(57),
        slope: anyMagnitude(32),
        option: fc.boolean(),
        underlying,
        values: perScenario(signed(36n)),
      })
      .map((any) => (any.option ? { ...any, slope: 0n } : any)),
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

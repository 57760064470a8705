import {
  marketFigures,
  packScenarios,
  type ScenarioFigures,
  scenarioGains,
  scenarioValues,
  worstLoss,
} from '@tenor/protocol';
import fc from 'fast-check';
import { call, future, put } from '../../../test/scenario/dated.ts';
import { perpetual } from '../../../test/scenario/world.ts';

/**
 * One side of a visit: what the batch wires to the templates of portfolio margin. Positions are given by what a visit looks up of them.
 */
export const PORTFOLIO_SIDE = `
template PortfolioSide(K) {
    signal input mode, underlying[K], isOption[K], size[K], mark[K], im[K], mm[K], slope[K], word[K][3], loss, left[9], credited;
    signal output initialMargin, maintenanceMargin;
    component scope = ScenarioScope(K); scope.mode <== mode;
    component side = PortfolioMargin(K);
    component sign[K]; component holding[K];
    side.loss <== loss; side.left <== left; side.credited <== credited;
    for (var k = 0; k < K; k++) { scope.underlying[k] <== underlying[k]; }
    for (var k = 0; k < K; k++) {
        sign[k] = Sign(BITS_OPEN_INTEREST_CAP()); sign[k].in <== size[k];
        holding[k] = Holding(); holding[k].size <== size[k]; holding[k].ge <== sign[k].ge; holding[k].mark <== mark[k]; holding[k].slope <== slope[k];
        holding[k].im <== im[k]; holding[k].longIm <== im[k] + isOption[k] * ((1 << 20) * mark[k] - im[k]);
        holding[k].mm <== mm[k]; holding[k].longMm <== mm[k] + isOption[k] * ((1 << 21) * mark[k] - mm[k]);
        side.scoped[k] <== scope.scoped[k]; side.ge[k] <== sign[k].ge; side.isOption[k] <== isOption[k]; side.size[k] <== size[k]; side.abs[k] <== holding[k].abs;
        side.im[k] <== im[k]; side.lotMargin[k] <== holding[k].lotMargin; side.margin[k] <== holding[k].margin; side.maintenance[k] <== holding[k].maintenance;
        side.word[k] <== word[k]; _ <== holding[k].value;
    }
    initialMargin <== side.initialMargin; maintenanceMargin <== side.maintenanceMargin;
}`;

/** A position and the figures of its row. */
export interface HeldRow {
  readonly size: bigint;
  readonly figures: ScenarioFigures;
}

const bit = (condition: boolean): bigint => (condition ? 1n : 0n);

/** The honest inputs of PortfolioSide. */
export function portfolioInput(held: readonly HeldRow[], mode: number) {
  const scoped = held.filter(({ figures }) => figures.underlying === mode);
  const gains = scenarioGains(scoped.map(({ size, figures: { values } }) => ({ size, values })));
  const loss = worstLoss(gains);
  let short = 0n;
  let long = 0n;
  for (const { size, figures } of scoped) {
    const lots = size < 0n ? -size : size;
    short += lots * figures.im + lots * lots * figures.slope;
    if (figures.option && size > 0n) long += size * figures.mark;
  }
  const [optionValue, initial] = [long << 24n, (loss << 23n) + short];
  const of = (pick: (figures: ScenarioFigures) => bigint): bigint[] => held.map(({ figures }) => pick(figures));
  return {
    mode: BigInt(mode),
    underlying: of(({ underlying }) => BigInt(underlying)),
    isOption: of(({ option }) => bit(option)),
    size: held.map(({ size }) => size),
    mark: of(({ mark }) => mark),
    im: of(({ im }) => im),
    mm: of(({ mm }) => mm),
    slope: of(({ slope }) => slope),
    word: held.map(({ figures }) => packScenarios(figures.values)),
    loss,
    left: gains.map((gain) => loss + gain),
    credited: bit(optionValue > initial),
  };
}

const price = fc.bigInt({ min: 1n, max: (1n << 36n) - 1n });
const usual = fc.bigInt({ min: 1n, max: 20_000_000n });
const lots = fc.oneof(
  fc.bigInt({ min: -10_000n, max: 10_000n }),
  fc.bigInt({ min: 1n - (1n << 40n), max: (1n << 40n) - 1n }),
);
const TERMS = [
  (strike: bigint) => ({ ...perpetual(1), strike: strike * 0n }),
  (strike: bigint) => ({ ...future(3, 1, 500_000), strike: strike * 0n }),
  (strike: bigint) => call(4, 1, strike, 500_000),
  (strike: bigint) => put(5, 1, strike, 500_000),
];

/** Positions of `count` rows of every kind, of two underlyings, with scenario prices without any model. */
export const heldRows = (count: number) =>
  fc.oneof(usual, price).chain((index) =>
    fc.array(
      fc
        .record({
          make: fc.constantFrom(...TERMS),
          strike: fc.oneof(usual, price),
          underlying: fc.integer({ min: 1, max: 2 }),
          mark: fc.oneof(usual, price),
          table: fc.array(fc.oneof(usual, price), { minLength: 9, maxLength: 9 }),
          size: fc.oneof(lots, fc.constant(0n)),
        })
        .map(({ make, strike, underlying, mark, table, size }): HeldRow => {
          const terms = { ...make(strike), underlying, slopeRate: 3n };
          const figures = marketFigures(terms, mark, index);
          return { size, figures: { ...figures, underlying, values: scenarioValues(terms, mark, table) } };
        }),
      { minLength: count, maxLength: count },
    ),
  );

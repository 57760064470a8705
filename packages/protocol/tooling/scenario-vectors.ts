import {
  INSTRUMENT_KIND,
  isOption,
  type MarketTerms,
  marketFigures,
  packScenarios,
  payoff,
  portfolioMargin,
  SCENARIO_GRID,
  scenarioStep,
  scenarioValues,
} from '../src/index.ts';

const INDEX = 10_000_000n;
const { perpetual, future, call, put } = INSTRUMENT_KIND;

const terms = (instrument: number, kind: number, underlying: number, strike = 0n): MarketTerms => ({
  instrument,
  kind,
  underlying,
  status: 1,
  strike,
  expiryHour: kind === perpetual ? 0 : 498_632,
  imRate: kind === call || kind === put ? 157_287n : 52_429n,
  slopeRate: kind === call || kind === put ? 0n : 72n,
  bandRate: 104_858n,
  fundingCapRate: 0n,
  openInterestCap: 2n ** 40n - 1n,
  floorRate: kind === call || kind === put ? 104_858n : 0n,
});

/** Scenario prices of an option without a model: what it is worth in the money, and a time value that falls and rises with volatility. */
function table(of: MarketTerms, timeValue: bigint): bigint[] {
  if (!isOption(of)) return [];
  return SCENARIO_GRID.map(({ steps, volatility }) => {
    const price = INDEX + BigInt(steps) * scenarioStep(INDEX);
    return payoff(of, price) + (volatility === 'up' ? 2n * timeValue : timeValue / 2n);
  });
}

const MARKETS = [
  { of: terms(1, perpetual, 1), mark: INDEX, timeValue: 0n },
  { of: terms(3, future, 1), mark: INDEX + 54_321n, timeValue: 0n },
  { of: terms(4, call, 1, 10_500_000n), mark: 210_000n, timeValue: 210_000n },
  { of: terms(5, put, 1, 9_200_000n), mark: 90_001n, timeValue: 90_001n },
  { of: terms(6, call, 2, 2n ** 36n - 1n), mark: 1n, timeValue: 3n },
].map(({ of, mark, timeValue }) => ({ terms: of, mark, index: INDEX, prices: table(of, timeValue) }));

/** Signed lots of each market above. */
const PORTFOLIOS: readonly { readonly name: string; readonly mode: number; readonly sizes: readonly bigint[] }[] = [
  { name: 'nothing', mode: 1, sizes: [0n, 0n, 0n, 0n, 0n] },
  { name: 'standard margin', mode: 0, sizes: [-40n, 0n, -100n, 70n, 9n] },
  { name: 'short strangle', mode: 1, sizes: [0n, 0n, -100n, -100n, 0n] },
  { name: 'covered call', mode: 1, sizes: [100n, 0n, -100n, 0n, 0n] },
  { name: 'perpetual against future', mode: 1, sizes: [-5_000n, 5_000n, 0n, 0n, 0n] },
  { name: 'long options alone', mode: 1, sizes: [0n, 0n, 70n, 30n, 0n] },
  { name: 'two underlyings', mode: 1, sizes: [-40n, 0n, -100n, 70n, -1_000n] },
  { name: 'the other underlying', mode: 2, sizes: [-40n, 0n, -100n, 70n, 1_000n] },
  { name: 'the widest', mode: 1, sizes: [2n ** 40n - 1n, 0n, 1n - 2n ** 40n, 2n ** 40n - 1n, 1n - 2n ** 40n] },
];

/** Test vectors of portfolio margin: what market rows say in each scenario, and the margins of portfolios of them. */
export function scenarioVectors() {
  const rows = MARKETS.map((market) => {
    const values = scenarioValues(market.terms, market.mark, market.prices);
    return {
      ...market,
      ...marketFigures(market.terms, market.mark, market.index),
      values,
      words: packScenarios(values),
    };
  });
  const portfolios = PORTFOLIOS.map(({ name, mode, sizes }) => {
    const positions = rows.map((row, place) => ({
      instrument: row.terms.instrument,
      size: sizes[place]!,
      snapshot: 0n,
    }));
    const rowOf = (instrument: number) => rows.find((row) => row.terms.instrument === instrument)!;
    const figuresOf = (instrument: number) => ({
      ...rowOf(instrument),
      underlying: rowOf(instrument).terms.underlying,
    });
    return { name, mode, sizes, ...portfolioMargin(positions, figuresOf, mode) };
  });
  return { grid: SCENARIO_GRID, rows, portfolios };
}

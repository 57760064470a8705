import {
  MAINTENANCE_FRACTION_BITS,
  MARGIN_FRACTION_BITS,
  type PortfolioMargin,
  portfolioMargin,
  STANDARD_MODE,
} from '../../packages/protocol/src/index.ts';
import type { Leg } from './portfolios.ts';
import type { RecordedRow } from './recorded-rows.ts';

/** A portfolio in lots with its margins in both modes, µUSD, rounded up: what equity must be. */
export interface WeighedPortfolio {
  readonly rows: readonly RecordedRow[];
  readonly lots: readonly bigint[];
  readonly standard: bigint;
  readonly scenario: bigint;
  readonly scenarioMaintenance: bigint;
  readonly parts: PortfolioMargin;
  /** Gain, µUSD, when the price moves by a share of itself and every volatility is multiplied. */
  gainAfter(move: number, factorOf: (years: number) => number): number;
}

const up = (value: bigint, bits: bigint): bigint => (value + (1n << bits) - 1n) >> bits;

/** Sizes in coins become whole lots; the mode of the scenario margins is the underlying of the legs. */
export function weighPortfolio(legs: readonly Leg[], lotsOfCoin: bigint): WeighedPortfolio {
  const lots = legs.map(({ coins }) => BigInt(Math.round(coins * Number(lotsOfCoin))));
  const positions = lots.map((size, place) => ({ instrument: place + 1, size, snapshot: 0n }));
  const figuresOf = (instrument: number) => legs[instrument - 1]!.row.figures;
  const mode = legs[0]!.row.figures.underlying;
  const standard = portfolioMargin(positions, figuresOf, STANDARD_MODE);
  const parts = portfolioMargin(positions, figuresOf, mode);
  return {
    rows: legs.map(({ row }) => row),
    lots,
    standard: up(standard.margin, MARGIN_FRACTION_BITS),
    scenario: up(parts.margin, MARGIN_FRACTION_BITS),
    scenarioMaintenance: up(parts.maintenance, MAINTENANCE_FRACTION_BITS),
    parts,
    gainAfter: (move, factorOf) =>
      legs.reduce(
        (sum, { row }, i) =>
          sum + Number(lots[i]!) * (row.valueAfter(move, factorOf(row.years)) - Number(row.figures.mark)),
        0,
      ),
  };
}

import { TenorError } from '../errors.ts';
import { SCENARIO_GRID } from '../margin/scenario/grid.ts';
import { type ScenarioFigures, scenarioFigures } from '../margin/scenario/scenario-figures.ts';
import type { CashIndicesOf } from '../margin/settlement.ts';
import type { ExchangeState } from '../state/exchange-state.ts';
import type { Market, MarketTerms } from '../state/market.ts';
import type { OracleRound } from './plan.ts';

/** Looks up the margin figures of an instrument at one round. */
export type FiguresOf = (instrument: number) => ScenarioFigures;

/** An expired instrument has no value but the cash that its indices owe. */
export const SETTLED_FIGURES: ScenarioFigures = {
  mark: 0n,
  im: 0n,
  mm: 0n,
  slope: 0n,
  option: false,
  underlying: 0,
  values: SCENARIO_GRID.map(() => 0n),
};

/** The row number of an instrument; throws UNKNOWN_INSTRUMENT. */
export function rowOf(markets: readonly (Market | null)[], instrument: number): number {
  const row = markets.findIndex((market) => market?.instrument === instrument);
  if (row < 0) throw new TenorError('UNKNOWN_INSTRUMENT', { param: 'instrument' });
  return row;
}

/** Cash indices of listed and expired instruments; the lookup throws UNKNOWN_INSTRUMENT. */
export const cashIndicesOf =
  ({ markets, settled }: Pick<ExchangeState, 'markets' | 'settled'>): CashIndicesOf =>
  (instrument) =>
    settled.get(instrument) ?? markets[rowOf(markets, instrument)]!;

/** The index price of an instrument's underlying in a round, µUSD per lot. */
export const indexOf = (round: Pick<OracleRound, 'index'>, { underlying }: Pick<MarketTerms, 'underlying'>): bigint =>
  round.index[underlying - 1]!;

/** The mark of a market row, µUSD per lot; 0n where the round is of a time when another instrument or none was listed there. */
export const markOf = (round: OracleRound, { instrument }: Pick<MarketTerms, 'instrument'>, row: number): bigint =>
  round.instruments[row] === instrument ? round.marks[row]! : 0n;

/** The margin figures of a row at a round. */
export const figuresAt = (terms: MarketTerms, round: OracleRound, row: number): ScenarioFigures =>
  scenarioFigures(terms, markOf(round, terms, row), indexOf(round, terms), round.scenarioPrices[row]!);

/** Margin figures at a round, computed once per round and instrument; zero for an expired instrument. */
export class RoundFigures {
  readonly #state: Pick<ExchangeState, 'markets' | 'settled'>;
  readonly #known = new WeakMap<OracleRound, Map<number, ScenarioFigures>>();

  constructor(state: Pick<ExchangeState, 'markets' | 'settled'>) {
    this.#state = state;
  }

  at(round: OracleRound): FiguresOf {
    const figures = this.#known.get(round) ?? new Map<number, ScenarioFigures>();
    this.#known.set(round, figures);
    return (instrument) => {
      if (this.#state.settled.has(instrument)) return SETTLED_FIGURES;
      const known = figures.get(instrument);
      if (known) return known;
      const row = rowOf(this.#state.markets, instrument);
      const found = figuresAt(this.#state.markets[row]!, round, row);
      figures.set(instrument, found);
      return found;
    };
  }
}

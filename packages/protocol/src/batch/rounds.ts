import { TenorError } from '../errors.ts';
import { type MarketFigures, marketFigures } from '../margin/market-figures.ts';
import type { Market, MarketTerms } from '../state/market.ts';
import type { OracleRound } from './plan.ts';

/** Looks up the margin figures of an instrument at one round. */
export type FiguresOf = (instrument: number) => MarketFigures;

/** The row number of an instrument; throws UNKNOWN_INSTRUMENT. */
export function rowOf(markets: readonly (Market | null)[], instrument: number): number {
  const row = markets.findIndex((market) => market?.instrument === instrument);
  if (row < 0) throw new TenorError('UNKNOWN_INSTRUMENT', { param: 'instrument' });
  return row;
}

/** Margin figures at a round, computed once per round and instrument. */
export class RoundFigures {
  readonly #markets: readonly (MarketTerms | null)[];
  readonly #known = new WeakMap<OracleRound, Map<number, MarketFigures>>();

  constructor(markets: readonly (MarketTerms | null)[]) {
    this.#markets = markets;
  }

  at(round: OracleRound): FiguresOf {
    let figures = this.#known.get(round);
    if (!figures) {
      figures = new Map();
      this.#markets.forEach((market, row) => {
        if (market) figures!.set(market.instrument, marketFigures(market, round.marks[row]!));
      });
      this.#known.set(round, figures);
    }
    const known = figures;
    return (instrument) => {
      const found = known.get(instrument);
      if (!found) throw new TenorError('UNKNOWN_INSTRUMENT', { param: 'instrument' });
      return found;
    };
  }
}

import { MAINTENANCE_FRACTION_BITS, MARGIN_FRACTION_BITS, type MarketFigures, marketFigures } from '@tenor/protocol';
import { keeperPrice, neededLots, unclosed } from '../sequencer/liquidation-sizing.ts';
import type { AccountBelowMaintenance, ExchangeQueries } from '../sequencer/queries.ts';
import { usdText } from './decimal-text.ts';
import type { InstrumentDirectory } from './instrument-directory.ts';
import type { LiquidatableJson } from './schema/liquidation-records.ts';

const roundedUp = (value: bigint, bits: bigint): bigint => (value + (1n << bits) - 1n) >> bits;

/** What the price and the size of a take-over follow from. */
export interface TakeoverTerms {
  figuresOf(instrument: number): MarketFigures;
  /** A keeper's part of the penalty, parts per million. */
  readonly keeperSharePpm: number;
}

/** What can be taken over from one account at the marks of now, each position as if it were the first to be taken. */
export function liquidatableJson(
  { account, equity, margin, maintenance, positions }: AccountBelowMaintenance,
  instruments: InstrumentDirectory,
  { figuresOf, keeperSharePpm }: TakeoverTerms,
): LiquidatableJson {
  return {
    account,
    equity: usdText(equity),
    initial_margin: usdText(roundedUp(margin, MARGIN_FRACTION_BITS)),
    maintenance_margin: usdText(roundedUp(maintenance, MAINTENANCE_FRACTION_BITS)),
    positions: positions.map(({ instrument, size: held }) => {
      const { name, price, size } = instruments.byId(instrument);
      const terms = { figures: figuresOf(instrument), keeperSharePpm };
      const worth = keeperPrice(held, terms);
      return {
        instrument: name,
        side: held > 0n ? 'buy' : 'sell',
        size: size(held > 0n ? held : -held),
        needed: size(neededLots(unclosed({ equity, margin }, held), terms, worth)),
        keeper_price: price(worth),
        mark_price: price(terms.figures.mark),
      };
    }),
  };
}

/** Figures of instruments at the current round, each made once. Throws where there is no round. */
export function currentFigures(queries: ExchangeQueries): (instrument: number) => MarketFigures {
  const known = new Map<number, MarketFigures>();
  return (id) => {
    let figures = known.get(id);
    if (!figures) {
      const { instrument, mark, index } = queries.market(id);
      if (mark === null || index === null) throw new Error('there is no mark');
      figures = marketFigures(instrument.terms, mark, index);
      known.set(id, figures);
    }
    return figures;
  };
}

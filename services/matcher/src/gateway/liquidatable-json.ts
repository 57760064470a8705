import { MAINTENANCE_FRACTION_BITS, MARGIN_FRACTION_BITS, type MarketFigures, marketFigures } from '@tenor/protocol';
import { keeperPrice, neededLots } from '../sequencer/liquidation-sizing.ts';
import type { AccountBelowMaintenance, ExchangeQueries } from '../sequencer/queries.ts';
import { usdText } from './decimal-text.ts';
import type { InstrumentDirectory } from './instrument-directory.ts';
import type { LiquidatableJson } from './schema/liquidation-records.ts';

const roundedUp = (value: bigint, bits: bigint): bigint => (value + (1n << bits) - 1n) >> bits;

/** What can be taken over from one account at the marks of now, each position as if it were the first to be taken. */
export function liquidatableJson(
  { account, equity, margin, maintenance, positions }: AccountBelowMaintenance,
  instruments: InstrumentDirectory,
  figuresOf: (instrument: number) => MarketFigures,
): LiquidatableJson {
  return {
    account,
    equity: usdText(equity),
    initial_margin: usdText(roundedUp(margin, MARGIN_FRACTION_BITS)),
    maintenance_margin: usdText(roundedUp(maintenance, MAINTENANCE_FRACTION_BITS)),
    positions: positions.map(({ instrument, size: held }) => {
      const { name, price, size } = instruments.byId(instrument);
      const figures = figuresOf(instrument);
      const worth = keeperPrice(held, figures);
      return {
        instrument: name,
        side: held > 0n ? 'buy' : 'sell',
        size: size(held > 0n ? held : -held),
        needed: size(neededLots({ equity, margin, held }, figures, worth)),
        keeper_price: price(worth),
        mark_price: price(figures.mark),
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

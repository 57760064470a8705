import { type FiguresOf, MAINTENANCE_FRACTION_BITS, MARGIN_FRACTION_BITS } from '@tenor/protocol';
import { closingOrder } from '../sequencer/closing-leg.ts';
import { keeperPrice, neededLots, unclosed } from '../sequencer/liquidation-sizing.ts';
import type { AccountBelowMaintenance } from '../sequencer/queries.ts';
import { usdText } from './decimal-text.ts';
import type { InstrumentDirectory } from './instrument-directory.ts';
import type { LiquidatableJson } from './schema/liquidation-records.ts';

const roundedUp = (value: bigint, bits: bigint): bigint => (value + (1n << bits) - 1n) >> bits;

/** What the price and the size of a take-over follow from. */
export interface TakeoverTerms {
  readonly figuresOf: FiguresOf;
  /** A keeper's part of the penalty, parts per million. */
  readonly keeperSharePpm: number;
}

/**
 * What can be taken over from one account at the marks of now, each position as if it were the first to be taken, the one that frees most margin first. While
 * one frees margin, those that cover others are left out: the exchange would refuse them.
 */
export function liquidatableJson(
  { account, marginMode, equity, margin, maintenance, positions }: AccountBelowMaintenance,
  instruments: InstrumentDirectory,
  { figuresOf, keeperSharePpm }: TakeoverTerms,
): LiquidatableJson {
  const legs = closingOrder(positions, figuresOf, marginMode);
  const lowering = legs.filter(({ leg }) => leg.lowers);
  return {
    account,
    equity: usdText(equity),
    initial_margin: usdText(roundedUp(margin, MARGIN_FRACTION_BITS)),
    maintenance_margin: usdText(roundedUp(maintenance, MAINTENANCE_FRACTION_BITS)),
    positions: (lowering.length > 0 ? lowering : legs).map(({ instrument, leg }) => {
      const { name, price, size } = instruments.byId(instrument);
      const { held, figures } = leg;
      const terms = { leg, keeperSharePpm };
      const worth = keeperPrice(terms);
      return {
        instrument: name,
        side: held > 0n ? 'buy' : 'sell',
        size: size(held > 0n ? held : -held),
        needed: size(neededLots(unclosed({ equity, margin }, held), terms, worth)),
        keeper_price: price(worth),
        mark_price: price(figures.mark),
      };
    }),
  };
}

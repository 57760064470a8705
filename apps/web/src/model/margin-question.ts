import Decimal from 'decimal.js';
import type { OrderDraft } from './ticket.ts';
import type { Instrument, Side } from './types.ts';

/** What the exchange is asked: what an order, or a margin mode, would make of the account's margin. */
export interface MarginQuestion {
  readonly order: {
    readonly instrument: string;
    readonly side: Side;
    readonly size: string;
    /** USD per base unit, on the tick grid. */
    readonly price: string;
    readonly reduceOnly: boolean;
  } | null;
  /** A mode other than the account's own; null for that. */
  readonly marginMode: string | null;
}

/** Where the account would stand, in decimal USD. */
export interface MarginAnswer {
  readonly initialMarginNow: string;
  readonly initialMargin: string;
  readonly freeCollateral: string;
  /** The number of the error that the margin rules would refuse it with; null where they allow it. */
  readonly refusal: number | null;
}

/**
 * The question about an order at the price that it is expected to trade at (USD per base unit), which as the average of several is put on the tick grid:
 * against who trades.
 */
export function orderQuestion(
  { instrument, side, size, reduceOnly }: OrderDraft,
  expectedPrice: string,
  { tickSize }: Pick<Instrument, 'tickSize'>,
): MarginQuestion {
  const steps = new Decimal(expectedPrice).div(tickSize);
  const price = (side === 'buy' ? steps.ceil() : steps.floor()).times(tickSize).toFixed();
  return { order: { instrument, side, size, price, reduceOnly }, marginMode: null };
}

/** The question about taking a margin mode. */
export const modeQuestion = (marginMode: string): MarginQuestion => ({ order: null, marginMode });

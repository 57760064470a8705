import Decimal from 'decimal.js';
import { expiryPayoff, type OptionOrder } from './option-payoff.ts';

/** A point of a payoff diagram. */
export interface PayoffPoint {
  /** USD per base unit. */
  readonly price: number;
  /** USD earned at expiry, fee included. */
  readonly profit: number;
}

/** Half of the width of the diagram, as a part of its middle. */
const REACH = 0.3;

/**
 * What an option order has earned at expiry over the prices around the strike and the index: straight lines between the points. For pixels only.
 * @param index USD per base unit; null where it is not known
 */
export function payoffCurve(order: OptionOrder, breakEven: string, index: string | null): PayoffPoint[] {
  const strike = Number(order.strike);
  const marks = [strike, Number(breakEven), ...(index === null ? [] : [Number(index)])];
  const low = Math.max(0, Math.min(...marks) * (1 - REACH));
  const high = Math.max(...marks) * (1 + REACH);
  const inside = [strike, Number(breakEven)].filter((price) => price > low && price < high);
  return [low, ...inside.sort((a, b) => a - b), high].map((price) => ({ price, profit: profitAt(order, price) }));
}

function profitAt({ optionType, strike, side, price, size, fee }: OptionOrder, settlement: number): number {
  const paid = new Decimal(expiryPayoff(optionType, strike, String(settlement))).minus(price).times(size);
  return (side === 'buy' ? paid : paid.neg()).minus(fee).toNumber();
}

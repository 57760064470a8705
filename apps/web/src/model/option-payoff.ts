import Decimal from 'decimal.js';
import type { OptionType, Side } from './types.ts';

export interface OptionOrder {
  readonly optionType: OptionType;
  /** USD per base unit. */
  readonly strike: string;
  readonly side: Side;
  /** Premium, USD per base unit. */
  readonly price: string;
  /** Base units, above zero. */
  readonly size: string;
  /** USD. */
  readonly fee: string;
}

/** What an option order held to expiry can bring, in USD; null is without limit. */
export interface OptionOutcome {
  /** Paid (negative) or received at the trade, without the fee. */
  readonly premium: string;
  /** Underlying price at expiry, USD per base unit, at which the order has earned nothing and lost nothing. Never negative. */
  readonly breakEven: string;
  readonly maxLoss: string | null;
  readonly maxGain: string | null;
}

/** The outcome of an option order at expiry, fees included, without the position it may close. */
export function optionOutcome({ optionType, strike, side, price, size, fee }: OptionOrder): OptionOutcome {
  const premium = new Decimal(price).times(size);
  const buys = side === 'buy';
  const net = buys ? premium.plus(fee) : premium.minus(fee);
  const distance = net.div(size);
  const breakEven = optionType === 'call' ? new Decimal(strike).plus(distance) : new Decimal(strike).minus(distance);
  // Of what the option can pay, only a call's has no limit.
  const mostPaid = optionType === 'call' ? null : new Decimal(strike).times(size);
  const most = mostPaid === null ? null : mostPaid.minus(net).toFixed();
  return {
    premium: (buys ? premium.neg() : premium).toFixed(),
    breakEven: Decimal.max(breakEven, 0).toFixed(),
    maxLoss: buys ? net.toFixed() : most,
    maxGain: buys ? most : net.toFixed(),
  };
}

/** What one base unit pays at expiry at a settlement price, USD: a future its price, an option its value in the money. */
export function expiryPayoff(optionType: OptionType | null, strike: string | null, settlement: string): string {
  if (optionType === null || strike === null) return settlement;
  const value = optionType === 'call' ? new Decimal(settlement).minus(strike) : new Decimal(strike).minus(settlement);
  return Decimal.max(value, 0).toFixed();
}

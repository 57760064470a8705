import type { Side } from '@tenor/sdk';
import type { MarketTerms } from './market-terms.ts';
import { grossNotional, type OwnAccount } from './own-account.ts';
import { lotWorth, type Prices, positionMargin } from './position-margin.ts';

/** A position that can be taken over. Prices in µUSD per lot. */
export interface TakeoverChance extends Prices {
  readonly account: number;
  /** Side of the keeper's order. */
  readonly side: Side;
  readonly neededLots: bigint;
  readonly keeperPrice: bigint;
}

/** How much the keeper takes on. µUSD; options count with the price of their underlying. */
export interface OfferLimits {
  readonly perLiquidation: bigint;
  readonly totalPosition: bigint;
  /** Part of the free collateral that new positions may bind, ppm. */
  readonly marginSharePpm: bigint;
  /** How much worse than the keeper price seen an offer accepts, ppm; never worse than the mark seen. */
  readonly tolerancePpm: bigint;
}

export interface Offer {
  readonly account: number;
  readonly instrument: string;
  readonly side: Side;
  readonly lots: bigint;
  readonly limitTicks: bigint;
  /** What the lots are worth more than they cost at the keeper price seen, µUSD at the mark seen: the keeper's share of the penalty. */
  readonly reward: bigint;
}

export type OfferRefusal = 'own_account' | 'nothing_needed' | 'liquidation_cap' | 'position_cap' | 'margin';

const MILLION = 1_000_000n;
const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/**
 * The offer for a position that can be taken over: all that is needed, as far as the caps and the keeper's own margin allow; or why there is
 * none. Lots that only reduce a position of the keeper's own are free of the cap on positions and need no margin.
 */
export function planOffer(
  chance: TakeoverChance,
  terms: MarketTerms,
  own: OwnAccount,
  limits: OfferLimits,
): Offer | OfferRefusal {
  if (chance.account === own.account) return 'own_account';
  const wanted = smaller(chance.neededLots, terms.maxSizeLots);
  if (wanted < terms.minSizeLots) return 'nothing_needed';
  const refusal = (lots: bigint): OfferRefusal | null => refusalOf(lots, chance, terms, own, limits);
  // What is allowed is an interval from zero: the largest allowed number is found by halving.
  let [low, high] = [0n, wanted];
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (refusal(middle) === null) low = middle;
    else high = middle - 1n;
  }
  if (low < terms.minSizeLots) return refusal(terms.minSizeLots)!;
  return {
    account: chance.account,
    instrument: terms.instrument,
    side: chance.side,
    lots: low,
    limitTicks: limitTicksOf(chance, terms.tick, limits.tolerancePpm),
    reward: low * magnitude(chance.mark - chance.keeperPrice),
  };
}

function refusalOf(
  lots: bigint,
  chance: TakeoverChance,
  terms: MarketTerms,
  own: OwnAccount,
  limits: OfferLimits,
): OfferRefusal | null {
  const worth = lotWorth(terms, chance);
  if (lots * worth > limits.perLiquidation) return 'liquidation_cap';
  const held = own.holdings.get(terms.instrument)?.lots ?? 0n;
  const then = chance.side === 'buy' ? held + lots : held - lots;
  const total = grossNotional(own);
  const cap = larger(limits.totalPosition, total);
  if (total + (magnitude(then) - magnitude(held)) * worth > cap) return 'position_cap';
  const usable = own.freeCollateral > 0n ? (own.freeCollateral * limits.marginSharePpm) / MILLION : 0n;
  return positionMargin(then, terms, chance) - positionMargin(held, terms, chance) > usable ? 'margin' : null;
}

/** The signed worst price, on the tick: never better than the keeper price seen, or the offer would be refused for a rounding. */
function limitTicksOf({ side, keeperPrice, mark }: TakeoverChance, tick: bigint, tolerancePpm: bigint): bigint {
  if (side === 'buy') {
    const worst = smaller((keeperPrice * (MILLION + tolerancePpm)) / MILLION, mark);
    return (worst + tick - 1n) / tick;
  }
  return larger((keeperPrice * (MILLION - tolerancePpm)) / MILLION, mark) / tick;
}

import type { Shortfall } from '../batch/plan.ts';
import type { ErrorName } from '../errors.ts';
import { levyCap, levyCash } from '../margin/levy.ts';
import type { MarginState } from '../margin/margin-state.ts';
import type { MarketFigures } from '../margin/market-figures.ts';
import { LEVY_DUST } from '../parameters.ts';

/** One side's index moves by the levy: that of longs falls, that of shorts rises, since it is multiplied by a negative size. */
export function applyLevy(
  market: { indexLong: bigint; indexShort: bigint },
  { short, levyStep }: Pick<Shortfall, 'short' | 'levyStep'>,
): void {
  if (short) market.indexShort += levyStep;
  else market.indexLong -= levyStep;
}

/** Whether the winners pay no more than they may at these figures, and at no other price than the rule allows. */
function termsRefusal({ short, levyStep, deleverage }: Shortfall, figures: MarketFigures): ErrorName | null {
  const cap = levyCap(figures, short);
  if (levyStep < 0n || levyStep > cap) return 'LEVY_LIMIT';
  if (!deleverage || deleverage.price === figures.mark) return null;
  // The position with the debt is a long one where the winners are the shorts: they buy it back above the mark.
  const worse = short ? deleverage.price > figures.mark : deleverage.price < figures.mark;
  return worse && levyStep === cap ? null : 'DELEVERAGE_PRICE';
}

/**
 * Whether winners may pay for a debt. The insurance fund has paid what it can: it ends below LEVY_DUST. A levy is for an account that had a debt, which
 * the fund pays, and at most twice what is paid off of that debt, and rounding: closing it may cost as much again, and nobody gains more by a small
 * debt. Then cap and price.
 * @param before the account's settled old state
 * @param after its new state
 * @param insurance µUSD that the fund pays to it
 * @param openInterest lots of each side before the batch
 * @param fundAfter µUSD
 */
export function shortfallRefusal(
  shortfall: Shortfall,
  figures: MarketFigures,
  { before, after }: { readonly before: MarginState; readonly after: MarginState },
  amounts: { readonly insurance: bigint; readonly openInterest: bigint; readonly fundAfter: bigint },
): ErrorName | null {
  if (before.equity >= 0n) return 'NOT_BANKRUPT';
  if (amounts.fundAfter >= LEVY_DUST) return 'FUND_CAN_PAY';
  const terms = termsRefusal(shortfall, figures);
  if (terms) return terms;
  if (shortfall.levyStep === 0n) return null;
  if (amounts.insurance === 0n) return 'NOT_BANKRUPT';
  const paid = after.equity - before.equity;
  return levyCash(amounts.openInterest, shortfall.levyStep) < 2n * paid + LEVY_DUST ? null : 'LEVY_LIMIT';
}

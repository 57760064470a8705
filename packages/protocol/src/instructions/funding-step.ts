import type { Effects } from '../batch/effects.ts';
import type { FundingStep } from '../batch/plan.ts';
import { TenorError } from '../errors.ts';
import { isDated } from '../margin/market-figures.ts';
import { FUNDING_HOURS_BITS } from '../parameters.ts';
import type { Market } from '../state/market.ts';

const SECONDS_PER_HOUR = 3600;

/** Most one step may move the index, µUSD per lot × 2^24: cap per hour × mark × hours. */
export const fundingBound = (market: Market, mark: bigint, hours: number): bigint =>
  market.fundingCapRate * mark * BigInt(hours);

/** Whether a step keeps within its cap at this mark. */
export function fundingWithinCap(market: Market, mark: bigint, { step, hours }: FundingStep): boolean {
  const bound = fundingBound(market, mark, hours);
  return step <= bound && -step <= bound;
}

/** Funding of one perpetual for whole hours up to now. Throws FUNDING_REFUSED where it expires, is not due, too long or beyond the cap. */
export function fundingStep(market: Market, mark: bigint, funding: FundingStep, nowSeconds: number): Effects {
  const refuse = (detail: string): never => {
    throw new TenorError('FUNDING_REFUSED', { detail });
  };
  if (isDated(market)) refuse('not a perpetual');
  if (!Number.isInteger(funding.hours) || funding.hours < 1 || funding.hours >= 2 ** FUNDING_HOURS_BITS)
    refuse('hours');
  if ((market.lastFundingHour + funding.hours) * SECONDS_PER_HOUR > nowSeconds) refuse('not due');
  if (!fundingWithinCap(market, mark, funding)) refuse('beyond the cap');
  return { accounts: [], rows: [], fees: 0n, funding };
}

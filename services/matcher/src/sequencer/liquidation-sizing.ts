import {
  holding,
  insuredEquity,
  LEVY_DUST,
  LIQUIDATION_PENALTY_SHIFT,
  leastLevyStep,
  levyCap,
  levyCash,
  lotMargin,
  MARGIN_FRACTION_BITS,
  type MarginState,
  type MarketFigures,
} from '@tenor/protocol';
import { magnitude, smaller } from './integers.ts';

/** The keeper's discount and the fund's fee are half of the penalty bound each: 2^-3 of the initial margin of a lot. */
const REWARD = MARGIN_FRACTION_BITS + BigInt(LIQUIDATION_PENALTY_SHIFT) + 1n;
const PENALTY = MARGIN_FRACTION_BITS + BigInt(LIQUIDATION_PENALTY_SHIFT);
/** Equity is brought to 9 / 8 of the initial margin: a buffer, so that the next tick does not begin again. */
const TARGET = { equity: 8n, margin: 9n } as const;

/** An account in the middle of a liquidation: what was closed before is counted. */
export interface Progress {
  /** µUSD */
  readonly equity: bigint;
  /** Initial margin of everything, 2^-20 µUSD. */
  readonly margin: bigint;
  /** Signed lots of the position that is being closed. */
  readonly held: bigint;
}

/** µUSD per lot that a price is worse than the mark for whoever closes a position of this sign; negative where it is better. */
export const lossPerLot = (held: bigint, { mark }: MarketFigures, price: bigint): bigint =>
  held > 0n ? mark - price : price - mark;

/** Whether the rules bear this price: at most a quarter of the initial margin of a lot worse than the mark. */
export const priceWithinPenalty = (held: bigint, figures: MarketFigures, price: bigint): boolean =>
  lossPerLot(held, figures, price) << PENALTY <= lotMargin(held, figures);

/** The price at which a keeper takes over: an eighth of the initial margin of a lot better than the mark, rounded for the account. */
export const keeperPrice = (held: bigint, figures: MarketFigures): bigint => {
  const reward = lotMargin(held, figures) >> REWARD;
  return held > 0n ? figures.mark - reward : figures.mark + reward;
};

/** The least lots that bring the account to its target at this price, fee included; all of them where that is not enough. */
export function neededLots(progress: Progress, figures: MarketFigures, price: bigint): bigint {
  let [low, high] = [0n, magnitude(progress.held)];
  while (low < high) {
    const middle = (low + high) / 2n;
    if (reachesTarget(progress, figures, price, middle)) high = middle;
    else low = middle + 1n;
  }
  return high;
}

function reachesTarget(progress: Progress, figures: MarketFigures, price: bigint, lots: bigint): boolean {
  const { equity, margin } = close(progress, figures, price, lots);
  const afterFee = (equity << REWARD) - lots * lotMargin(progress.held, figures);
  return (afterFee >> (BigInt(LIQUIDATION_PENALTY_SHIFT) + 1n)) * TARGET.equity >= margin * TARGET.margin;
}

/** The account after closing these lots at a price, before any fee. */
export function close(
  { equity, margin, held }: Progress,
  figures: MarketFigures,
  price: bigint,
  lots: bigint,
): Progress {
  const left = held > 0n ? held - lots : held + lots;
  return {
    equity: equity - lots * lossPerLot(held, figures, price),
    margin: margin - holding(held, figures).margin + holding(left, figures).margin,
    held: left,
  };
}

/** The money of one market's winners and of the fund. */
export interface Payers {
  /** µUSD in the insurance fund. */
  readonly fund: bigint;
  /** Lots of each side. */
  readonly openInterest: bigint;
}

/**
 * Fee, insurance and levy of a liquidation: the fee is an eighth of the initial margin of the closed lots, as far as the penalty bound and the equity
 * that is left bear it; insurance pays what the equity lacks, the debt's share of what stays open apart, where the fund has it or, for a debt, the
 * winners may be levied for what it has not.
 * @param held signed lots before the liquidation
 * @param closed the account after closing, without fee and insurance
 */
export function feeAndInsurance(
  { held, ...before }: MarginState & Pick<Progress, 'held'>,
  closed: Progress,
  figures: MarketFigures,
  payers: Payers,
): { fee: bigint; insurance: bigint; levyStep: bigint } {
  const { equity } = closed;
  const owed = insuredEquity(before, closed.margin);
  const lacking = owed - equity;
  if (lacking > 0n) {
    const levyStep = levyFor(payers, lacking, owed - before.equity, levyCap(figures, held > 0n));
    return levyStep === null ? { fee: 0n, insurance: 0n, levyStep: 0n } : { fee: 0n, insurance: lacking, levyStep };
  }
  const margin = (magnitude(held) - magnitude(closed.held)) * lotMargin(held, figures);
  const bound = (margin >> PENALTY) - (before.equity - equity);
  const fee = smaller(margin >> REWARD, smaller(bound, equity));
  return { fee: fee > 0n ? fee : 0n, insurance: 0n, levyStep: 0n };
}

/** The least levy with which the fund pays; null where that is beyond the cap, or more than twice what is paid off of a debt. */
function levyFor({ fund, openInterest }: Payers, insurance: bigint, paid: bigint, cap: bigint): bigint | null {
  const step = leastLevyStep(openInterest, insurance - fund);
  if (step === 0n) return step;
  return step <= cap && paid > 0n && levyCash(openInterest, step) < 2n * paid + LEVY_DUST ? step : null;
}

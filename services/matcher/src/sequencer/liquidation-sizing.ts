import {
  HOLDING_MARGIN_BITS,
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
import { leastWhere } from './bisect.ts';
import type { ClosingLeg } from './closing-leg.ts';
import { larger, magnitude, smaller } from './integers.ts';
import { keeperReward, penaltyFee } from './penalty-split.ts';

const PENALTY = HOLDING_MARGIN_BITS + BigInt(LIQUIDATION_PENALTY_SHIFT);
/** Equity is brought to 9 / 8 of the initial margin: a buffer, so that the next tick does not begin again. */
const TARGET = { equity: 8n, margin: 9n } as const;

/** What is closed, at which figures, and how the penalty is split. */
export interface ClosingTerms {
  readonly leg: ClosingLeg;
  /** A keeper's part, parts per million. */
  readonly keeperSharePpm: number;
}

/** An account in the middle of a liquidation: what was closed before is counted. */
export interface Progress {
  /** µUSD, before any fee. */
  readonly equity: bigint;
  /** Initial margin of everything, 2^-24 µUSD. */
  readonly margin: bigint;
  /** Signed lots of the position that is being closed. */
  readonly held: bigint;
  /**
   * Initial margin that closing has freed, 2^-20 µUSD, as far as it is that of the closed lots: a hedge frees less, and its penalty is the less. And
   * what the prices cost against the mark, µUSD.
   */
  readonly closed: { readonly margin: bigint; readonly cost: bigint };
}

/** An account before anything of a position of these signed lots is closed. */
export const unclosed = ({ equity, margin }: Pick<MarginState, 'equity' | 'margin'>, held: bigint): Progress => ({
  equity,
  margin,
  held,
  closed: { margin: 0n, cost: 0n },
});

/** µUSD per lot that a price is worse than the mark for whoever closes a position of this sign; negative where it is better. */
const lossPerLot = (held: bigint, { mark }: MarketFigures, price: bigint): bigint =>
  held > 0n ? mark - price : price - mark;

/** Whether the rules bear this price: at most a quarter of the initial margin of a lot worse than the mark. */
export const priceWithinPenalty = (held: bigint, figures: MarketFigures, price: bigint): boolean =>
  lossPerLot(held, figures, price) << PENALTY <= lotMargin(held, figures);

/** The price at which a keeper takes over: better than the mark by its share of the penalty of a lot, rounded for the account. */
export const keeperPrice = ({ leg, keeperSharePpm }: ClosingTerms): bigint => {
  const { held, figures } = leg;
  const reward = keeperReward(lotMargin(held, figures), keeperSharePpm);
  return held > 0n ? figures.mark - reward : figures.mark + reward;
};

/**
 * The least lots that bring the account to its target at this price, fee included; where none do, all as far as the leg is to be closed. What the
 * account has above its target is concave in the lots, for its margin is convex.
 */
export function neededLots(progress: Progress, terms: ClosingTerms, price: bigint): bigint {
  const { leg } = terms;
  const most = magnitude(progress.held - leg.end);
  const surplus = (lots: bigint): bigint => aboveTarget(close(progress, leg, price, lots), terms);
  const reached = (lots: bigint): boolean => surplus(lots) >= 0n;
  if (most === 0n || reached(most)) return leastWhere(most, reached);
  // The last lots of a hedge may cost more than they free.
  const peak = leastWhere(most, (lots) => surplus(lots + 1n) <= surplus(lots));
  return reached(peak) ? leastWhere(peak, reached) : most;
}

/** How far an account is above its target with the fee paid, eight times its equity in 2^-24 µUSD; negative below it. */
function aboveTarget(progress: Progress, terms: ClosingTerms): bigint {
  const equity = progress.equity - feeOf(progress, terms);
  return (equity << MARGIN_FRACTION_BITS) * TARGET.equity - progress.margin * TARGET.margin;
}

/** The fund's share of what was closed, µUSD. */
const feeOf = ({ closed }: Progress, { keeperSharePpm }: ClosingTerms): bigint =>
  penaltyFee(closed.margin, closed.cost, keeperSharePpm);

/** The account after closing these lots at a price, before any fee. */
export function close(before: Progress, leg: ClosingLeg, price: bigint, lots: bigint): Progress {
  const { equity, held, closed } = before;
  const left = held > 0n ? held - lots : held + lots;
  const cost = lots * lossPerLot(held, leg.figures, price);
  const margin = leg.marginOf(left);
  const freed = (before.margin - margin) >> (MARGIN_FRACTION_BITS - HOLDING_MARGIN_BITS);
  const penalised = smaller(lots * lotMargin(held, leg.figures), larger(freed, 0n));
  return {
    equity: equity - cost,
    margin,
    held: left,
    closed: { margin: closed.margin + penalised, cost: closed.cost + cost },
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
 * Fee, insurance and levy of a liquidation: the fee is the fund's share of the penalty, as far as the prices and the equity that is left bear it;
 * insurance pays what the equity lacks, the debt's share of what stays open apart, where the fund has it or, for a debt, the winners may be
 * levied for what it has not.
 * @param held signed lots before the liquidation
 * @param closed the account after closing, without fee and insurance
 */
export function feeAndInsurance(
  { held, ...before }: MarginState & Pick<Progress, 'held'>,
  closed: Progress,
  terms: ClosingTerms,
  payers: Payers,
): { fee: bigint; insurance: bigint; levyStep: bigint } {
  const { equity } = closed;
  const owed = insuredEquity(before, closed.margin);
  const lacking = owed - equity;
  if (lacking > 0n) {
    const cap = levyCap(terms.leg.figures, held > 0n);
    const levyStep = levyFor(payers, lacking, owed - before.equity, cap);
    return levyStep === null ? { fee: 0n, insurance: 0n, levyStep: 0n } : { fee: 0n, insurance: lacking, levyStep };
  }
  const fee = smaller(feeOf(closed, terms), equity);
  return { fee: fee > 0n ? fee : 0n, insurance: 0n, levyStep: 0n };
}

/** The least levy with which the fund pays; null where that is beyond the cap, or more than twice what is paid off of a debt. */
function levyFor({ fund, openInterest }: Payers, insurance: bigint, paid: bigint, cap: bigint): bigint | null {
  const step = leastLevyStep(openInterest, insurance - fund);
  if (step === 0n) return step;
  return step <= cap && paid > 0n && levyCash(openInterest, step) < 2n * paid + LEVY_DUST ? step : null;
}

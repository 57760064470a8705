import {
  holding,
  MARGIN_FRACTION_BITS,
  type MarginState,
  type MarketFigures,
  type Position,
  type Risk,
} from '@tenor/protocol';
import type { BookLevel } from '../funding/impact-price.ts';
import type { LiquidationParameters } from './liquidation-parameters.ts';

/** Eighths of a margin integer: 2^-23 µUSD. */
const EIGHTHS_SHIFT = MARGIN_FRACTION_BITS + 3n;

/** A position that may be closed, within its account. */
export interface ClosablePosition {
  /** The whole account as it stands. */
  readonly account: MarginState;
  /** Whether the account holds nothing else. */
  readonly alone: boolean;
  readonly position: Position;
  readonly figures: MarketFigures;
  /** Opposing levels that may be used, best first. */
  readonly levels: readonly BookLevel[];
}

/** What closing a number of lots comes to. */
export interface ClosingOutcome {
  readonly lots: bigint;
  /** µUSD that change hands for the lots: expected average price × lots. */
  readonly quote: bigint;
  /** Price of the worst level used, µUSD per lot. */
  readonly limitPrice: bigint;
  /** µUSD. */
  readonly fee: bigint;
  /** µUSD: value lost against the mark plus fee; negative where prices are better than the mark. */
  readonly cost: bigint;
  /** µUSD that the insurance fund has to pay so that the equity is zero. */
  readonly insurance: bigint;
  /** The account afterwards, insurance not counted. */
  readonly after: MarginState;
}

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** The levels no worse than mark ∓ the cost bound of one lot, against a position of this sign. `levels` has the best price first. */
export function usableLevels(
  levels: readonly BookLevel[],
  size: bigint,
  { mark, im }: MarketFigures,
  { costEighths }: LiquidationParameters,
): BookLevel[] {
  const lost = (price: bigint): bigint => (size > 0n ? mark - price : price - mark);
  const worse = levels.findIndex(({ price }) => lost(price) << EIGHTHS_SHIFT > im * costEighths);
  return levels.slice(0, worse < 0 ? levels.length : worse).filter((level) => level.size > 0n);
}

/** Most lots of the position that the levels can close. */
export const closableLots = ({ position: { size }, levels }: ClosablePosition): bigint =>
  smaller(
    size < 0n ? -size : size,
    levels.reduce((sum, level) => sum + level.size, 0n),
  );

/** Trades `lots` lots into the levels, the first ones first: what is exchanged, and the last price. They must be deep enough. */
function sweep(levels: readonly BookLevel[], lots: bigint): Pick<ClosingOutcome, 'quote' | 'limitPrice'> {
  let left = lots;
  let quote = 0n;
  for (const { price, size } of levels) {
    const taken = smaller(left, size);
    quote += taken * price;
    left -= taken;
    if (left === 0n) return { quote, limitPrice: price };
  }
  throw new RangeError('The book is not deep enough.');
}

/**
 * The outcome of closing `lots` (1 to the size of the position) at the levels given. The fee is its share of the initial margin,
 * rounded down, but never more than the cost bound leaves, nor more than the equity: it never makes a debt.
 */
export function closingOutcome(
  { account, position, figures, levels }: ClosablePosition,
  lots: bigint,
  { feeEighths, costEighths }: LiquidationParameters,
): ClosingOutcome {
  const { size } = position;
  const sign = size > 0n ? 1n : -1n;
  const swept = sweep(levels, lots);
  const lost = sign * (lots * figures.mark - swept.quote);
  const closedMargin = lots * figures.im;
  const equity = account.equity - lost;
  const costLeft = ((closedMargin * costEighths) >> EIGHTHS_SHIFT) - lost;
  const fee = smaller((closedMargin * feeEighths) >> EIGHTHS_SHIFT, smaller(costLeft, larger(equity, 0n)));
  const before: Risk = holding(size, figures);
  const rest = holding(size - sign * lots, figures);
  const after = { equity: equity - fee, margin: account.margin - before.margin + rest.margin };
  return { lots, ...swept, fee, cost: lost + fee, insurance: larger(-after.equity, 0n), after };
}

/** Whether the equity is the initial margin and the buffer, or more. */
export const reachesTarget = (
  { after }: ClosingOutcome,
  { bufferEighths }: Pick<LiquidationParameters, 'bufferEighths'>,
): boolean => after.equity << EIGHTHS_SHIFT >= after.margin * (8n + bufferEighths);

/** Whether no more is closed than needed: the equity is at most the initial margin, its ceiling share and the slack. */
export const withinCeiling = (
  { after }: ClosingOutcome,
  { ceilingEighths, slack }: Pick<LiquidationParameters, 'ceilingEighths' | 'slack'>,
): boolean => (after.equity - slack) << EIGHTHS_SHIFT <= after.margin * (8n + ceilingEighths);

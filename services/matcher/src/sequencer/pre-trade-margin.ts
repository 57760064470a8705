import { HOLDING_MARGIN_BITS, holding, MARGIN_FRACTION_BITS, sizeOf, TenorError } from '@tenor/protocol';
import { larger } from './integers.ts';
import type { Order } from './order.ts';
import { type WorkedPosition, worstPortfolioMargin } from './portfolio-worst-case.ts';
import type { Transition } from './transition.ts';

/** What an order may still do to its account. */
export type WorkingOrder = Pick<Order, 'id' | 'account' | 'instrument' | 'side' | 'price' | 'remaining' | 'reduceOnly'>;

/** What an account's orders in one instrument could do if they filled. */
interface Exposure {
  /** Lots. */
  bought: bigint;
  sold: bigint;
  /** µUSD that filling at limits beyond the mark would lose at once. */
  loss: bigint;
  /** µUSD that bids below the mark would win at once by filling; counted for options only. */
  gain: bigint;
}

/** What an account would need if its open orders filled in the worst way. */
export interface WorstCase {
  /**
   * Initial margin, 2^-24 µUSD: of each instrument's largest possible position, and of those that are margined together what worstPortfolioMargin says.
   * What bids for an option would win is taken off the margin of the position that they make: bought, it needs its premium, for its margin is its mark
   * and its value is counted.
   */
  readonly margin: bigint;
  /** µUSD */
  readonly loss: bigint;
}

/** Equity with which an account carries the worst case, µUSD: its margin rounded up, and its loss. */
const carryingEquity = ({ margin, loss }: WorstCase): bigint => -(-margin >> MARGIN_FRACTION_BITS) + loss;

/** The exposure of each instrument, by market row. Reduce-only orders cannot make a position larger. */
function exposures(t: Transition, orders: readonly WorkingOrder[], replaced: number): Exposure[] {
  const { marks } = t.round();
  const byRow = marks.map((): Exposure => ({ bought: 0n, sold: 0n, loss: 0n, gain: 0n }));
  for (const order of orders) {
    if (order.id !== replaced && !order.reduceOnly) addOrder(t, byRow, order);
  }
  return byRow;
}

function addOrder(
  t: Transition,
  byRow: readonly Exposure[],
  { instrument, side, price, remaining }: WorkingOrder,
): void {
  const exposure = byRow[t.instrument(instrument).row]!;
  const { mark, option } = t.figures(instrument);
  if (side === 0) exposure.bought += remaining;
  else exposure.sold += remaining;
  const beyond = side === 0 ? price - mark : mark - price;
  if (beyond > 0n) exposure.loss += beyond * remaining;
  else if (option && side === 0) exposure.gain -= beyond * remaining;
}

function worstCase(t: Transition, account: number, byRow: readonly Exposure[], newMode?: number): WorstCase {
  const { accounts, markets } = t.ledger.state;
  const holder = accounts.get(account)!;
  const mode = newMode ?? holder.marginMode;
  const together: WorkedPosition[] = [];
  let margin = 0n;
  let loss = 0n;
  markets.forEach((market, row) => {
    if (!market) return;
    const { bought, sold, loss: beyond, gain } = byRow[row]!;
    const held = sizeOf(holder, market.instrument);
    if (held === 0n && bought === 0n && sold === 0n) return;
    loss += beyond;
    if (market.underlying === mode) {
      together.push({ instrument: market.instrument, held, bought, sold, gain });
      return;
    }
    const figures = t.figures(market.instrument);
    const afterBids = holding(held + bought, figures).margin - (gain << HOLDING_MARGIN_BITS);
    margin += larger(afterBids, holding(held - sold, figures).margin);
  });
  const alone = margin << (MARGIN_FRACTION_BITS - HOLDING_MARGIN_BITS);
  return { margin: alone + worstPortfolioMargin(together, (id) => t.figures(id), mode), loss };
}

/** An order beside those that are open, and what it is judged with. */
interface AddedOrder {
  /** µUSD that it would cost at most. */
  readonly fee: bigint;
  /** Id of the order that it replaces, 0 for none. */
  readonly replaced?: number;
  /** The mode that the account is taken to be in, its own unless given. */
  readonly marginMode?: number;
}

/**
 * Refuses an order that the account could not carry if this and its other open orders filled. An order that cannot enlarge
 * the largest possible position is exempt. Throws MARGIN.
 */
export function requireMargin(t: Transition, order: WorkingOrder, { fee, replaced, marginMode }: AddedOrder): void {
  if (order.reduceOnly) return;
  const byRow = exposures(t, t.state.orders.of(order.account), replaced ?? 0);
  const before = worstCase(t, order.account, byRow, marginMode);
  addOrder(t, byRow, order);
  const after = worstCase(t, order.account, byRow, marginMode);
  if (after.margin <= before.margin) return;
  if (t.ledger.health(order.account).equity < carryingEquity(after) + fee) {
    throw new TenorError('MARGIN', { party: 'taker' });
  }
}

/** Refuses to let money go that the account's open orders rely on. Throws INSUFFICIENT_FUNDS. */
export function requireFunds(t: Transition, account: number, amount: bigint): void {
  const orders = t.state.orders.of(account);
  if (orders.length === 0) return;
  if (t.ledger.health(account).equity < equityToCarry(t, account, orders) + amount) {
    throw new TenorError('INSUFFICIENT_FUNDS', { param: 'amount', detail: 'open orders need margin' });
  }
}

/** Refuses a margin mode in which the account could not carry its open orders. Throws MARGIN. */
export function requireOrdersCarried(t: Transition, account: number, mode: number): void {
  const orders = t.state.orders.of(account);
  if (orders.length === 0) return;
  if (t.ledger.health(account).equity < equityToCarry(t, account, orders, mode)) {
    const detail = 'the open orders need more margin in this mode: cancel some, or deposit';
    throw new TenorError('MARGIN', { param: 'instruction.instrument', party: 'taker', detail });
  }
}

/**
 * Equity that an account must have to carry its positions and these orders, µUSD: the initial margin of the worst case, and what filling beyond the mark
 * loses.
 * @param marginMode the mode that the account is taken to be in, its own unless given
 */
export const equityToCarry = (
  t: Transition,
  account: number,
  orders: readonly WorkingOrder[],
  marginMode?: number,
): bigint => carryingEquity(worstCase(t, account, exposures(t, orders, 0), marginMode));

import { type Account, allowedChange, marginState, type Position, TenorError } from '@tenor/protocol';
import { feeWithoutRebate, fillFee, type Liquidity } from './fees.ts';
import { larger, magnitude, smaller } from './integers.ts';
import { accepts } from './matching.ts';
import type { Order } from './order.ts';
import { mayOnlyReduce, tradableLots } from './reduce-only.ts';
import type { Transition } from './transition.ts';
import { openPositions } from './unsettled-positions.ts';

type Incoming = Pick<Order, 'account' | 'instrument' | 'side' | 'price' | 'remaining' | 'stp' | 'signed'>;

/** Resting orders an incoming one would meet, best first, without those that have expired. Changes nothing. */
function* crossing(t: Transition, { instrument, side, price }: Incoming): Generator<Order> {
  const book = t.state.orders.book(instrument);
  for (let id = book.first(side === 0 ? 1 : 0); id !== 0; id = book.after(id)) {
    const maker = t.state.orders.get(id)!;
    if (!accepts(side, price, maker.price)) return;
    if (maker.signed.instruction.expiry >= t.nowSeconds) yield maker;
  }
}

/** Throws POST_ONLY_WOULD_CROSS where the order would trade at once. */
export function requireNoCrossing(t: Transition, order: Incoming): void {
  for (const _ of crossing(t, order)) throw new TenorError('POST_ONLY_WOULD_CROSS', { param: 'limit_price' });
}

/** What the fills counted so far would do to one account. */
interface Preview {
  readonly cash: bigint;
  readonly lots: bigint;
}

/**
 * Throws FILL_OR_KILL unless resting orders that can really trade cover the order: in the band, not its own, and of accounts
 * that may take their side, as the order's own account may take the other.
 */
export function requireLiquidity(t: Transition, order: Incoming): void {
  const { low, high } = t.band(order.instrument);
  const previews = new Map<number, Preview>();
  let missing = order.remaining;
  for (const maker of crossing(t, order)) {
    if (maker.account === order.account) {
      if (order.stp !== 'expire_maker') break;
      continue;
    }
    if (maker.price < low || maker.price > high) continue;
    // Several orders of one account that may only reduce share the position that they reduce.
    const counted = mayOnlyReduce(t, maker) ? magnitude(previews.get(maker.account)?.lots ?? 0n) : 0n;
    const lots = larger(smaller(tradableLots(t, maker, counted), missing), 0n);
    if (lots === 0n || !bears(t, previews, maker, { price: maker.price, lots, liquidity: 'maker' })) continue;
    if (!bears(t, previews, order, { price: maker.price, lots, liquidity: 'taker' })) break;
    missing -= lots;
    if (missing === 0n) return;
  }
  throw new TenorError('FILL_OR_KILL', { param: 'size' });
}

/** Whether an order's account may trade these lots on top of the ones counted before; counts them if so. */
function bears(
  t: Transition,
  previews: Map<number, Preview>,
  { account: id, side, instrument, signed }: Incoming,
  { price, lots, liquidity }: { readonly price: bigint; readonly lots: bigint; readonly liquidity: Liquidity },
): boolean {
  const account = t.ledger.state.accounts.get(id)!;
  const sign = side === 0 ? 1n : -1n;
  const filled = { price, lots, index: t.index(instrument) };
  const specification = t.instrument(instrument);
  const { maxFeePerLot } = signed.instruction;
  const fee =
    liquidity === 'maker'
      ? feeWithoutRebate(specification, filled, maxFeePerLot)
      : fillFee(specification, liquidity, filled, maxFeePerLot);
  const before = previews.get(id) ?? { cash: 0n, lots: 0n };
  const after = { cash: before.cash - sign * lots * price - fee, lots: before.lots + sign * lots };
  if (!allowed(t, account, instrument, before, after)) return false;
  previews.set(id, after);
  return true;
}

function allowed(t: Transition, account: Account, instrument: number, before: Preview, after: Preview): boolean {
  const { equity } = t.ledger.health(account.id);
  const figuresOf = (id: number) => t.figures(id);
  const positions = openPositions(t.ledger.state, account);
  const { marginMode } = account;
  const settledCollateral = equity - marginState({ collateral: 0n, marginMode, positions }, figuresOf).equity;
  const state = ({ cash, lots }: Preview) => {
    const after = withLots(positions, instrument, lots);
    return marginState({ collateral: settledCollateral + cash, marginMode, positions: after }, figuresOf);
  };
  return allowedChange(state(before), state(after), false) !== null;
}

const withLots = (positions: readonly Position[], instrument: number, lots: bigint): Position[] => {
  const others = positions.filter((position) => position.instrument !== instrument);
  const size = (positions.find((position) => position.instrument === instrument)?.size ?? 0n) + lots;
  return [...others, { instrument, size, snapshot: 0n }];
};

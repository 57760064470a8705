import {
  type Account,
  allowedChange,
  marginState,
  marketFigures,
  type Position,
  portfolioRisk,
  priceBand,
  TenorError,
} from '@tenor/protocol';
import { fillFee } from './fees.ts';
import { smaller } from './integers.ts';
import { accepts } from './matching.ts';
import type { Order } from './order.ts';
import { tradableLots } from './reduce-only.ts';
import type { Transition } from './transition.ts';

type Incoming = Pick<Order, 'account' | 'instrument' | 'side' | 'price' | 'remaining' | 'stp'>;

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

/** What the fills counted so far would do to one resting account. */
interface Preview {
  cash: bigint;
  lots: bigint;
}

/**
 * Throws FILL_OR_KILL unless resting orders that can really trade cover the order: in the band, not its own, and of accounts
 * that may take their side.
 */
export function requireLiquidity(t: Transition, order: Incoming): void {
  const specification = t.instrument(order.instrument);
  const { low, high } = priceBand(specification.terms, t.round().marks[specification.row]!);
  const previews = new Map<number, Preview>();
  let missing = order.remaining;
  for (const maker of crossing(t, order)) {
    if (maker.account === order.account) {
      if (order.stp !== 'expire_maker') break;
      continue;
    }
    if (maker.price < low || maker.price > high) continue;
    const lots = smaller(tradableLots(t, maker), missing);
    const fee = fillFee(maker.price, lots, specification.makerFeeRate, maker.signed.instruction.maxFeePerLot);
    if (!bears(t, previews, maker, lots, fee)) continue;
    missing -= lots;
    if (missing === 0n) return;
  }
  throw new TenorError('FILL_OR_KILL', { param: 'size' });
}

/** Whether the maker's account may take these lots on top of the ones counted before; counts them if so. */
function bears(t: Transition, previews: Map<number, Preview>, maker: Order, lots: bigint, fee: bigint): boolean {
  const account = t.ledger.state.accounts.get(maker.account)!;
  const sign = maker.side === 0 ? 1n : -1n;
  const before = previews.get(maker.account) ?? { cash: 0n, lots: 0n };
  const after = { cash: before.cash - sign * lots * maker.price - fee, lots: before.lots + sign * lots };
  if (!allowed(t, account, maker.instrument, before, after)) return false;
  previews.set(maker.account, after);
  return true;
}

function allowed(t: Transition, account: Account, instrument: number, before: Preview, after: Preview): boolean {
  const { equity } = t.ledger.health(account.id);
  const { marks } = t.round();
  const { markets } = t.ledger.state;
  const figuresOf = (id: number) => {
    const row = markets.findIndex((market) => market?.instrument === id);
    return marketFigures(markets[row]!, marks[row]!);
  };
  const settledCollateral = equity - portfolioRisk(account.positions, figuresOf).value;
  const state = ({ cash, lots }: Preview) =>
    marginState(
      { collateral: settledCollateral + cash, positions: withLots(account.positions, instrument, lots) },
      figuresOf,
    );
  return allowedChange(state(before), state(after), false) !== null;
}

const withLots = (positions: readonly Position[], instrument: number, lots: bigint): Position[] => {
  const others = positions.filter((position) => position.size !== 0n && position.instrument !== instrument);
  const size = (positions.find((position) => position.instrument === instrument)?.size ?? 0n) + lots;
  return [...others, { instrument, size, snapshot: 0n }];
};

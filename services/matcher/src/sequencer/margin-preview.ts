import type { AccountEffect, AccountHealth, ErrorName } from '@tenor/protocol';
import { TenorError } from '@tenor/protocol';
import { checkGrid } from './admission.ts';
import { feePerLot, fillFee } from './fees.ts';
import { smaller } from './integers.ts';
import { requireTrading } from './market-gate.ts';
import { equityToCarry, requireMargin, requireOrdersCarried, type WorkingOrder } from './pre-trade-margin.ts';
import { reducibleLots } from './reduce-only.ts';
import type { Transition } from './transition.ts';

/** An order as far as margin is concerned. */
export interface PreviewedOrder {
  readonly instrument: number;
  /** 0 buys, 1 sells. */
  readonly side: 0 | 1;
  /** µUSD per lot. */
  readonly price: bigint;
  readonly lots: bigint;
  readonly reduceOnly: boolean;
}

/** An order, a margin mode or an order in another mode. */
export interface MarginPreviewRequest {
  readonly account: number;
  readonly order: PreviewedOrder | null;
  /** The mode that the account would be in; null for the one it is in. */
  readonly marginMode: number | null;
}

/** What the margin rules would make of it. */
export interface MarginPreview {
  readonly now: AccountHealth;
  /** Once the whole order has filled at its price and the taker fee is paid, in the mode that was asked about. */
  readonly after: AccountHealth;
  /** Equity that the account would have to have to carry this and its open orders, µUSD. */
  readonly worstCase: bigint;
  /** The error of the margin rules; null where they allow it. */
  readonly refusal: TenorError | null;
}

/**
 * Previews an order or a margin mode by the very functions that judge them; changes nothing. Whatever else may refuse an order (its band, its slot,
 * nobody to trade with) is not looked at. Throws what ExchangeQueries says.
 */
export function previewMargin(t: Transition, { account, order, marginMode }: MarginPreviewRequest): MarginPreview {
  const holder = t.ledger.state.accounts.get(account);
  if (!holder) throw new TenorError('UNKNOWN_ACCOUNT', { param: 'account' });
  t.round();
  const now = t.ledger.health(account);
  const mode = marginMode ?? holder.marginMode;
  const taking = order && mode === holder.marginMode ? null : modeTaken(t, account, mode);
  if (!order) return { now, after: taking!.after, worstCase: taking!.worstCase, refusal: taking!.refusal };
  const filled = orderFilled(t, account, order, mode);
  return { now, ...filled, refusal: taking?.refusal ?? filled.refusal };
}

type Previewed = Omit<MarginPreview, 'now'>;

/** The account takes a mode: the guard of its open orders first, then the rule for the change, as the instruction meets them. */
function modeTaken(t: Transition, account: number, mode: number): Previewed {
  const effect: AccountEffect = { account, cash: 0n, marginMode: mode };
  const { after, refusal } = t.ledger.preview(effect);
  return {
    after,
    worstCase: equityToCarry(t, account, t.state.orders.of(account), mode),
    refusal: refused(() => requireOrdersCarried(t, account, mode)) ?? errorOf(refusal),
  };
}

/** An account in a mode places an order: the guard first, then the rule for the fill of all of it at its price. */
function orderFilled(t: Transition, account: number, order: PreviewedOrder, mode: number): Previewed {
  const { instrument, side, price } = order;
  const specification = t.instrument(instrument);
  requireTrading(t, specification);
  checkGrid(specification, { limitPrice: price, size: order.lots }, 'price');
  t.mark(instrument);
  const lots = workingLots(t, account, order);
  const index = t.index(instrument);
  const fee = fillFee(specification, 'taker', { price, lots, index }, feePerLot(specification, 'taker', price, index));
  const working: WorkingOrder = { ...order, id: t.engineSeq + 1, account, remaining: lots };
  const signedLots = side === 0 ? lots : -lots;
  const effect: AccountEffect = {
    account,
    cash: -signedLots * price - fee,
    trade: { instrument, lots: signedLots },
  };
  const { after, refusal } = t.ledger.preview(effect, mode);
  return {
    after,
    worstCase: equityToCarry(t, account, [...t.state.orders.of(account), working], mode) + fee,
    refusal: refused(() => requireMargin(t, working, { fee, marginMode: mode })) ?? errorOf(refusal),
  };
}

/** Lots that the order could work: a reduce-only one no more than there is to reduce. Throws REDUCE_ONLY where that is nothing. */
function workingLots(t: Transition, account: number, { instrument, side, lots, reduceOnly }: PreviewedOrder): bigint {
  if (!reduceOnly) return lots;
  const reducible = reducibleLots(t, { account, instrument, side });
  if (reducible === 0n) throw new TenorError('REDUCE_ONLY', { param: 'reduce_only' });
  return smaller(lots, reducible);
}

/** As the sequencer refuses an order whose fill the rules do not allow. */
const errorOf = (refusal: ErrorName | null): TenorError | null =>
  refusal && new TenorError(refusal, { party: 'taker' });

/** The refusal of a margin guard, null where it lets pass. */
function refused(guard: () => void): TenorError | null {
  try {
    guard();
    return null;
  } catch (error) {
    if (error instanceof TenorError && error.name === 'MARGIN') return error;
    throw error;
  }
}

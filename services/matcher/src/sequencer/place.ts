import { type SignedInstruction, TenorError } from '@tenor/protocol';
import { admit } from './admission.ts';
import { cancelReasonOf } from './cancel-reason.ts';
import { signedText } from './client-ids.ts';
import type { PlaceCommand } from './commands.ts';
import { fillFee } from './fees.ts';
import { smaller } from './integers.ts';
import { requireLiquidity, requireNoCrossing } from './liquidity.ts';
import { requireReducing } from './market-gate.ts';
import { match } from './matching.ts';
import type { Order } from './order.ts';
import { requireMargin } from './pre-trade-margin.ts';
import { reducibleLots } from './reduce-only.ts';
import type { Transition } from './transition.ts';

/** Open orders that one account may have. */
export const MAX_OPEN_ORDERS = 256;

/** Whether what does not fill at once stays in the book. */
const rests = ({ orderType, timeInForce }: Pick<PlaceCommand, 'orderType' | 'timeInForce'>): boolean =>
  orderType === 'limit' && (timeInForce === 'gtc' || timeInForce === 'gtt');

/** Places an order. Throws the rule that refuses it; returns the order as it stands after matching. */
export function place(t: Transition, command: PlaceCommand): Order {
  const { instruction } = command.signed;
  admit(t, command.signed, command.orderType);
  if (t.state.orders.inSlot(instruction.account, instruction.slot)) {
    throw new TenorError('SLOT_IN_USE', { param: 'slot' });
  }
  if (instruction.postOnly && !rests(command)) {
    throw new TenorError('INVALID_PARAMS', {
      param: 'time_in_force',
      detail: 'a post-only order must be able to rest',
    });
  }
  if (rests(command) && t.state.orders.count(instruction.account) >= MAX_OPEN_ORDERS) {
    throw new TenorError('TOO_MANY_ORDERS', { retryable: true });
  }
  const order = newOrder(t, command);
  requireReducing(t, order);
  requireRisk(t, order);
  if (order.postOnly) requireNoCrossing(t, order);
  if (order.timeInForce === 'fok') requireLiquidity(t, order);
  t.emit({ type: 'order', change: 'accepted', order });
  const placed = work(t, order, rests(command));
  if (command.clientId !== null) {
    const use = { order: order.id, message: signedText(command.signed), time: t.time };
    t.state.clientIds.add(order.account, command.clientId, use, (id) => t.state.orders.get(id) !== null);
  }
  t.changed = true;
  return placed;
}

/** The margin that an order needs before it may trade or rest. */
export function requireRisk(t: Transition, order: Order, replaced = 0): void {
  const { instrument, price, remaining, signed } = order;
  const filled = { price, lots: remaining, index: t.index(instrument) };
  const fee = fillFee(t.instrument(instrument), 'taker', filled, signed.instruction.maxFeePerLot);
  requireMargin(t, order, { fee, replaced });
}

/** Matches a new order and lets what is left rest or go. Throws where it is refused before anything happened. */
export function work(t: Transition, order: Order, mayRest: boolean): Order {
  t.workingOrder = order.id;
  const { order: after, stop } = match(t, order);
  t.workingOrder = 0;
  if (stop && !t.changed) throw stop;
  if (after.remaining === 0n && after.filled > 0n) return finishFilled(t, after);
  if (stop) return t.cancel(after, cancelReasonOf(stop.name));
  if (after.remaining === 0n) return t.cancel(after, 'reduce_only');
  if (!mayRest) return t.cancel(after, 'ioc_remainder');
  return rest(t, after);
}

/** A reduce-only order whose position went before its last lots counts as filled. */
function finishFilled(t: Transition, order: Order): Order {
  t.takeOff(order.id);
  if (order.status === 'filled') return order;
  const filled = t.changedOrder(order, { status: 'filled' });
  t.emit({ type: 'order', change: 'filled', order: filled });
  return filled;
}

function rest(t: Transition, order: Order): Order {
  const open = t.changedOrder(order, {});
  if (t.state.orders.get(order.id)) t.updateResting(open);
  else t.addResting(open);
  t.emit({ type: 'order', change: 'open', order: open });
  return open;
}

/** The record of an order that is about to work. */
export function newOrder(
  t: Transition,
  command: Pick<PlaceCommand, 'signed' | 'orderType' | 'timeInForce' | 'stp' | 'clientId' | 'label'>,
): Order {
  const { signed, orderType, timeInForce, stp, clientId, label } = command;
  const { account, instrument, side, postOnly, reduceOnly, limitPrice } = signed.instruction;
  const filledBefore = t.ledger.filledOf(signed.instruction);
  const size = workingLots(t, signed, filledBefore);
  return {
    id: t.engineSeq,
    account,
    instrument,
    side,
    signed,
    orderType,
    timeInForce: orderType === 'market' && timeInForce !== 'fok' ? 'ioc' : timeInForce,
    stp,
    postOnly,
    reduceOnly,
    clientId,
    label,
    price: limitPrice,
    size,
    filledBefore,
    filled: 0n,
    remaining: size,
    filledQuote: 0n,
    fee: 0n,
    status: 'open',
    reason: null,
    createdAt: t.time,
    updatedAt: t.time,
    engineSeq: t.engineSeq,
    batch: null,
  };
}

/** Lots that a signed order may still work: what its slot has not filled, and no more than a reduce-only one can reduce. */
export function workingLots(t: Transition, { instruction }: SignedInstruction, used: bigint): bigint {
  const lots = instruction.size - used;
  if (lots <= 0n) throw new TenorError('OVERFILL', { param: 'size' });
  if (!instruction.reduceOnly) return lots;
  const reducible = reducibleLots(t, instruction);
  if (reducible === 0n) throw new TenorError('REDUCE_ONLY', { param: 'reduce_only' });
  return smaller(lots, reducible);
}

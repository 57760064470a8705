import { TenorError } from '@tenor/protocol';
import { admit } from './admission.ts';
import type { EditCommand } from './commands.ts';
import { requireNoCrossing } from './liquidity.ts';
import { requireReducing } from './market-gate.ts';
import type { Order } from './order.ts';
import { requireRisk, work, workingLots } from './place.ts';
import type { Transition } from './transition.ts';

/**
 * Gives an open order its next revision. It keeps its id; at the same price a smaller size keeps its priority too.
 * The signed size is the new total with all that has filled.
 */
export function edit(t: Transition, { orderId, signed }: EditCommand): Order {
  const order = t.state.orders.get(orderId);
  if (!order || order.account !== signed.instruction.account)
    throw new TenorError('ORDER_NOT_FOUND', { param: 'order_id' });
  admit(t, signed, 'limit');
  requireSameOrder(order, signed.instruction);
  const price = signed.instruction.limitPrice;
  const remaining = workingLots(t, signed, order.filledBefore + order.filled);
  const edited = t.changedOrder(order, { signed, price, remaining, size: order.filled + remaining });
  requireReducing(t, edited);
  if (price === order.price && remaining <= order.remaining) {
    t.updateResting(edited);
    t.changed = true;
    t.emit({ type: 'order', change: 'edited', order: edited });
    return edited;
  }
  requireRisk(t, edited, order.id);
  if (edited.postOnly) requireNoCrossing(t, edited);
  t.emit({ type: 'order', change: 'edited', order: edited });
  const placed = work(t, edited, true);
  t.changed = true;
  return placed;
}

function requireSameOrder(order: Order, next: Order['signed']['instruction']): void {
  const { instruction } = order.signed;
  for (const name of ['instrument', 'side', 'slot', 'generation', 'reduceOnly', 'postOnly'] as const) {
    if (instruction[name] !== next[name]) {
      throw new TenorError('INVALID_PARAMS', {
        param: name,
        detail: 'an edit keeps everything but price, size and fee',
      });
    }
  }
  if (next.revision <= instruction.revision) throw new TenorError('SLOT_DEAD', { param: 'revision' });
}

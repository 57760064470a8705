import { TenorError } from '@tenor/protocol';
import { signer } from './admission.ts';
import type { CancelAllCommand, CancelCommand, CancelForGoodCommand } from './commands.ts';
import type { Order } from './order.ts';
import type { Transition } from './transition.ts';

/** Takes one order off the book. Throws ORDER_NOT_FOUND, also for another account's order. */
export function cancel(t: Transition, { account, orderId }: CancelCommand): Order {
  const order = t.state.orders.get(orderId);
  if (!order || order.account !== account) throw new TenorError('ORDER_NOT_FOUND', { param: 'order_id' });
  return t.cancel(order, 'user');
}

/** Takes an account's orders off the book; the signed form goes through the ledger and covers them all. Never refused without a signature. */
export function cancelAll(t: Transition, command: CancelAllCommand): void {
  const { account, instrument, label, signed } = command;
  if (!t.ledger.state.accounts.has(account)) throw new TenorError('UNKNOWN_ACCOUNT', { param: 'account' });
  if (signed) {
    if (instrument !== null || label !== null || signed.instruction.account !== account) {
      throw new TenorError('INVALID_PARAMS', {
        param: 'signed',
        detail: 'a signed cancel-all covers its whole account',
      });
    }
    signer(t, signed, 'cancelAll');
    t.round();
    t.onLedger((ledger) => ledger.applyOneShot(signed));
    t.touchAccount(account);
  }
  for (const order of t.state.orders.of(account)) {
    const matches =
      (instrument === null || order.instrument === instrument) && (label === null || order.label === label);
    if (matches) t.cancel(order, 'cancel_all');
  }
}

/** Kills a slot up to a generation for good, and takes the order in it off the book. */
export function cancelForGood(t: Transition, { signed }: CancelForGoodCommand): void {
  signer(t, signed, 'cancel');
  t.round();
  t.onLedger((ledger) => ledger.applyOneShot(signed));
  const { account, slot, generation } = signed.instruction;
  t.touchAccount(account);
  const order = t.state.orders.inSlot(account, slot);
  if (order && order.signed.instruction.generation <= generation) t.cancel(order, 'cancel_for_good');
}

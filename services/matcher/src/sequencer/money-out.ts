import { type SignedInstruction, TenorError } from '@tenor/protocol';
import { signer } from './admission.ts';
import type { TransferCommand, WithdrawCommand } from './commands.ts';
import type { Movement } from './events.ts';
import { requireValuedPositions } from './market-gate.ts';
import { requireFunds } from './pre-trade-margin.ts';
import type { Transition } from './transition.ts';

/** Takes money to L1 for the account's owner. */
export function withdraw(t: Transition, { signed }: WithdrawCommand): void {
  const { account, amount } = signed.instruction;
  signer(t, signed, 'withdraw');
  moveOut(t, signed);
  emitMovement(t, { kind: 'withdrawal', account, counterparty: null, amount });
}

/** Moves money to another account of the same owner. */
export function transfer(t: Transition, { signed }: TransferCommand): void {
  const { account, instrument: receiver, amount } = signed.instruction;
  signer(t, signed, 'transfer');
  moveOut(t, signed);
  emitMovement(t, { kind: 'transferOut', account, counterparty: receiver, amount });
  emitMovement(t, { kind: 'transferIn', account: receiver, counterparty: account, amount });
}

function moveOut(t: Transition, signed: SignedInstruction): void {
  const { account, slot, amount } = signed.instruction;
  // The one-shot instruction would kill the order that still uses the slot.
  if (t.state.orders.inSlot(account, slot)) throw new TenorError('SLOT_IN_USE', { param: 'slot' });
  t.round();
  requireValuedPositions(t, t.ledger.state.accounts.get(account)!);
  requireFunds(t, account, amount);
  t.onLedger((ledger) => ledger.applyOneShot(signed));
}

function emitMovement(t: Transition, part: Pick<Movement, 'kind' | 'account' | 'counterparty' | 'amount'>): void {
  t.touchAccount(part.account);
  t.emit({
    type: 'movement',
    movement: {
      id: `${t.engineSeq}-${part.account}`,
      ...part,
      time: t.time,
      engineSeq: t.engineSeq,
      batch: t.openBatch,
      entryTransaction: null,
    },
  });
}

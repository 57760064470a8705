import { TenorError } from '@tenor/protocol';
import { signer } from './admission.ts';
import type { MarginModeCommand } from './commands.ts';
import { requireValuedPositions } from './market-gate.ts';
import { requireOrdersCarried } from './pre-trade-margin.ts';
import type { Transition } from './transition.ts';

/**
 * Gives an account the margin mode that it signed for; its open orders stay. Throws SLOT_IN_USE, STALE_MARKS, MARGIN where the account has not the full
 * initial margin of the new mode or its open orders would need more, or the rule of the instruction that refuses.
 */
export function marginMode(t: Transition, { signed }: MarginModeCommand): void {
  const { account, slot, instrument: mode } = signed.instruction;
  const holder = signer(t, signed, 'marginMode');
  if (t.state.orders.inSlot(account, slot)) throw new TenorError('SLOT_IN_USE', { param: 'slot' });
  t.round();
  requireValuedPositions(t, holder);
  t.ledger.checkInstruction(signed.instruction);
  requireOrdersCarried(t, account, mode);
  t.onLedger((ledger) => ledger.applyOneShot(signed));
  t.touchAccount(account);
}

import type { Effects, RuleContext } from '../batch/effects.ts';
import { checkInstruction } from './check-instruction.ts';
import { oneShotRow, spentSlot } from './one-shot.ts';
import type { SignedInstruction } from './signed-instruction.ts';

/** Kills whatever was signed for this slot up to and including this generation, for good. */
export function cancel(context: RuleContext, signed: SignedInstruction): Effects {
  const { instruction } = signed;
  checkInstruction(context.account(instruction.account), instruction, context.nowSeconds);
  return {
    accounts: [{ account: instruction.account, cash: 0n, slot: spentSlot(instruction) }],
    rows: [oneShotRow(signed)],
    fees: 0n,
  };
}

import type { Effects, RuleContext } from '../batch/effects.ts';
import { checkInstruction } from './check-instruction.ts';
import { oneShotRow, spentSlot } from './one-shot.ts';
import type { SignedInstruction } from './signed-instruction.ts';

/** Kills everything the account signed with a lower generation, in every slot, for good. */
export function cancelAll(context: RuleContext, signed: SignedInstruction): Effects {
  const { instruction } = signed;
  checkInstruction(context.account(instruction.account), instruction, context.nowSeconds);
  return {
    accounts: [
      { account: instruction.account, cash: 0n, minGeneration: instruction.generation, slot: spentSlot(instruction) },
    ],
    rows: [oneShotRow(signed)],
    fees: 0n,
  };
}

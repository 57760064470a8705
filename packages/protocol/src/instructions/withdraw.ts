import type { Effects, RuleContext } from '../batch/effects.ts';
import { checkInstruction } from './check-instruction.ts';
import { oneShotRow, spentSlot } from './one-shot.ts';
import type { SignedInstruction } from './signed-instruction.ts';

/** Money to the account's L1 owner. The margin rule then demands full initial margin at the last epoch. */
export function withdraw(context: RuleContext, signed: SignedInstruction): Effects {
  const { instruction } = signed;
  checkInstruction(context.account(instruction.account), instruction, context.nowSeconds);
  return {
    accounts: [
      {
        account: instruction.account,
        cash: -instruction.amount,
        out: instruction.amount,
        slot: spentSlot(instruction),
      },
    ],
    rows: [oneShotRow(signed)],
    fees: 0n,
  };
}

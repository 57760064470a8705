import type { Effects, RuleContext } from '../batch/effects.ts';
import { TenorError } from '../errors.ts';
import { checkInstruction } from './check-instruction.ts';
import { oneShotRow, spentSlot } from './one-shot.ts';
import type { SignedInstruction } from './signed-instruction.ts';

/** Money to another account of the same owner (`instrument` names the receiver). Throws SELF_TRANSFER, NOT_OWNER, UNKNOWN_ACCOUNT. */
export function transfer(context: RuleContext, signed: SignedInstruction): Effects {
  const { instruction } = signed;
  const sender = context.account(instruction.account);
  checkInstruction(sender, instruction, context.nowSeconds);
  if (instruction.instrument === instruction.account) throw new TenorError('SELF_TRANSFER', { param: 'receiver' });
  if (context.account(instruction.instrument).owner !== sender.owner)
    throw new TenorError('NOT_OWNER', { param: 'receiver' });
  return {
    accounts: [
      { account: instruction.account, cash: -instruction.amount, moves: 1, slot: spentSlot(instruction) },
      { account: instruction.instrument, cash: instruction.amount },
    ],
    rows: [oneShotRow(signed)],
    fees: 0n,
  };
}

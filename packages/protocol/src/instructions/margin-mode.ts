import type { Effects, RuleContext } from '../batch/effects.ts';
import { TenorError } from '../errors.ts';
import { checkInstruction } from './check-instruction.ts';
import { oneShotRow, spentSlot } from './one-shot.ts';
import type { SignedInstruction } from './signed-instruction.ts';

/**
 * The account takes a margin mode: STANDARD_MODE, or the number of the underlying whose positions are margined together. The margin rule then demands the
 * full initial margin of the new mode at the last epoch. Throws INVALID_PARAMS for an underlying that there is not.
 */
export function marginMode(context: RuleContext, signed: SignedInstruction): Effects {
  const { instruction } = signed;
  const { account, instrument: mode } = instruction;
  checkInstruction(context.account(account), instruction, context.nowSeconds);
  if (mode > context.underlyings) {
    const detail = `there are underlyings 1 to ${context.underlyings}`;
    throw new TenorError('INVALID_PARAMS', { param: 'instrument', detail });
  }
  return {
    accounts: [{ account, cash: 0n, marginMode: mode, slot: spentSlot(instruction) }],
    rows: [oneShotRow(signed)],
    fees: 0n,
  };
}

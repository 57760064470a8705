import { packInstruction } from '../codec/instruction-words.ts';
import { TenorError } from '../errors.ts';
import { BITS, INSTRUCTION_LIFETIME_SECONDS } from '../parameters.ts';
import type { Account, Slot } from '../state/account.ts';
import type { Instruction } from './signed-instruction.ts';

const NOTIONAL_LIMIT = 1n << BigInt(BITS.notional);

/** Lots already filled of this instruction: what its slot holds for its generation. */
export function carriedOf(slot: Slot | undefined, generation: bigint): bigint {
  return slot && slot.generation === generation ? slot.filled : 0n;
}

/**
 * Checks everything about an instruction that needs no market: fields, life time, slot, generation.
 * Throws EXPIRED, EXPIRY_TOO_FAR, GENERATION_DEAD, SLOT_DEAD, NOTIONAL_TOO_LARGE, AMOUNT_OUT_OF_RANGE, SIZE_OUT_OF_RANGE or a field's error.
 * @param nowSeconds Unix seconds
 */
export function checkInstruction(account: Account, instruction: Instruction, nowSeconds: number): void {
  packInstruction(instruction);
  if (instruction.expiry < nowSeconds) throw new TenorError('EXPIRED', { param: 'expiry' });
  if (instruction.expiry > nowSeconds + INSTRUCTION_LIFETIME_SECONDS) {
    throw new TenorError('EXPIRY_TOO_FAR', { param: 'expiry' });
  }
  if (instruction.generation < account.minGeneration) throw new TenorError('GENERATION_DEAD', { param: 'generation' });
  checkSlot(account.slots.get(instruction.slot), instruction);
  if (instruction.kind === 'order') {
    if (instruction.size === 0n) throw new TenorError('SIZE_OUT_OF_RANGE', { param: 'size' });
    if (instruction.size * instruction.limitPrice >= NOTIONAL_LIMIT)
      throw new TenorError('NOTIONAL_TOO_LARGE', { param: 'size' });
  }
  if ((instruction.kind === 'withdraw' || instruction.kind === 'transfer') && instruction.amount <= 0n) {
    throw new TenorError('AMOUNT_OUT_OF_RANGE', { param: 'amount' });
  }
}

/** A higher generation starts afresh; an order may continue at the same one, at the same or a later revision; all else is dead. */
function checkSlot(slot: Slot | undefined, instruction: Instruction): void {
  if (!slot || instruction.generation > slot.generation) return;
  const continues =
    instruction.kind === 'order' && instruction.generation === slot.generation && instruction.revision >= slot.revision;
  if (!continues) throw new TenorError('SLOT_DEAD', { param: 'generation' });
}

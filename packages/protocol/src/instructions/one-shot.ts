import type { RowEffect } from '../batch/effects.ts';
import { BITS } from '../parameters.ts';
import type { Slot } from '../state/account.ts';
import type { Instruction, SignedInstruction } from './signed-instruction.ts';

const FILLED_MAXIMUM = (1n << BigInt(BITS.filled)) - 1n;

/** What a one-shot instruction leaves in its slot: nothing of that generation can ever be used again. */
export const spentSlot = (
  instruction: Pick<Instruction, 'slot' | 'generation' | 'revision'>,
): { number: number; after: Slot } => ({
  number: instruction.slot,
  after: { generation: instruction.generation, revision: instruction.revision, filled: FILLED_MAXIMUM },
});

/** The row of a one-shot instruction: it trades nothing. */
export const oneShotRow = (signed: SignedInstruction): RowEffect => ({ signed, base: 0n, quote: 0n, fee: 0n });

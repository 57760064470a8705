import type { Instruction, InstructionKind, SignedInstruction } from './signed-instruction.ts';

/** What a row of a batch does: a signed instruction, or the closing of a position that nobody signs. */
export type RowInstruction = Omit<Instruction, 'kind'> & {
  readonly kind: InstructionKind | 'liquidate' | 'deleverage';
};

/** Where a row comes from. The signature of a row that nobody signs is only in the shape of one. */
export type RowSource = Omit<SignedInstruction, 'instruction'> & { readonly instruction: RowInstruction };

/** Whether the row closes a position without a signature of its account. */
export const isUnsigned = ({ kind }: Pick<RowInstruction, 'kind'>): boolean =>
  kind === 'liquidate' || kind === 'deleverage';

/** Whether the instruction trades lots for cash. */
export const isTrade = (instruction: Pick<RowInstruction, 'kind'>): boolean =>
  instruction.kind === 'order' || isUnsigned(instruction);

/** Whether the instruction may only make an existing position smaller. */
export const mustReduce = (instruction: Pick<RowInstruction, 'kind' | 'reduceOnly'>): boolean =>
  isUnsigned(instruction) || (instruction.kind === 'order' && instruction.reduceOnly);

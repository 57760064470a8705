import type { Instruction, InstructionKind, SignedInstruction } from './signed-instruction.ts';

/** What a row of a batch does: a signed instruction, or the closing of a position that nobody signs. */
export type RowInstruction = Omit<Instruction, 'kind'> & { readonly kind: InstructionKind | 'liquidate' };

/** Where a row comes from. The signature of a liquidation is only in the shape of one. */
export type RowSource = Omit<SignedInstruction, 'instruction'> & { readonly instruction: RowInstruction };

/** Whether the instruction trades lots for cash. */
export const isTrade = ({ kind }: Pick<RowInstruction, 'kind'>): boolean => kind === 'order' || kind === 'liquidate';

/** Whether the instruction may only make an existing position smaller. */
export const mustReduce = ({ kind, reduceOnly }: Pick<RowInstruction, 'kind' | 'reduceOnly'>): boolean =>
  kind === 'liquidate' || (kind === 'order' && reduceOnly);

import { type InstructionKind, type SignedInstruction, TenorError } from '@tenor/protocol';
import { decodeSignedInstruction } from '../instruction-json.ts';
import type { SignedInstructionJson } from '../schema/signed-instruction.ts';

/**
 * The signed instruction of a request, if it is of the kind that the method takes and of the session's own account.
 * Throws INVALID_PARAMS otherwise.
 */
export function signedParams(params: SignedInstructionJson, kind: InstructionKind, account: number): SignedInstruction {
  const signed = decodeSignedInstruction(params);
  if (signed.instruction.kind !== kind) {
    throw new TenorError('INVALID_PARAMS', { param: 'instruction.kind', detail: `this method takes ${kind}` });
  }
  if (signed.instruction.account !== account) {
    throw new TenorError('INVALID_PARAMS', { param: 'instruction.account', detail: 'not the account of the session' });
  }
  return signed;
}

/** The same where the signature may be left away as a whole: null then. */
export function maybeSignedParams(
  params: Partial<SignedInstructionJson>,
  kind: InstructionKind,
  account: number,
): SignedInstruction | null {
  const { instruction, signature, key } = params;
  if (!instruction && !signature && !key) return null;
  if (!instruction || !signature || !key) {
    throw new TenorError('INVALID_PARAMS', {
      param: 'instruction',
      detail: 'instruction, signature and key come together',
    });
  }
  return signedParams({ instruction, signature, key }, kind, account);
}

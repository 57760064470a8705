import {
  type ErrorData,
  type ErrorName,
  instructionMessage,
  type SignedInstruction,
  TenorError,
  verify,
} from '@tenor/protocol';

/** Why a signed instruction is refused, as plain data that crosses threads; null when its signature holds. */
export type SignatureVerdict = { readonly name: ErrorName; readonly data: ErrorData } | null;

/**
 * Packs the instruction (which checks every field's width) and verifies its signature over the exchange's domain.
 * That the key is one of the account's is asked by the ledger, which knows the account.
 */
export function checkSignature(domain: bigint, { instruction, signature, key }: SignedInstruction): SignatureVerdict {
  try {
    return verify(instructionMessage(domain, instruction), signature, key)
      ? null
      : { name: 'INVALID_SIGNATURE', data: {} };
  } catch (thrown) {
    if (thrown instanceof TenorError) return { name: thrown.name, data: thrown.data };
    throw thrown;
  }
}

import type { Signature, SignedInstruction } from '@tenor/protocol';
import type { SignatureJson, SignedJson } from '../api-types.ts';

export const signatureJson = ({ R8, S }: Signature): SignatureJson => ({
  R8: [String(R8.x), String(R8.y)],
  S: String(S),
});

/** A signed instruction as the API takes it. */
export function signedInstructionJson({ instruction, signature, key }: SignedInstruction): SignedJson {
  return {
    instruction: {
      kind: instruction.kind,
      account: String(instruction.account),
      instrument: String(instruction.instrument),
      side: instruction.side === 0 ? '0' : '1',
      reduce_only: instruction.reduceOnly,
      post_only: instruction.postOnly,
      slot: String(instruction.slot),
      generation: String(instruction.generation),
      revision: String(instruction.revision),
      expiry: String(instruction.expiry),
      size: String(instruction.size),
      limit_price: String(instruction.limitPrice),
      max_fee_per_lot: String(instruction.maxFeePerLot),
      amount: String(instruction.amount),
    },
    signature: signatureJson(signature),
    key: [String(key.x), String(key.y)],
  };
}

import { type Instruction, type SignedInstruction, TenorError } from '@tenor/protocol';
import type { SignedInstructionJson } from './schema/signed-instruction.ts';

/** Anything wider cannot be in range; the exact width of each field is checked when the instruction is packed. */
function smallInteger(param: string, digits: string): number {
  const value = Number(digits);
  if (!Number.isSafeInteger(value)) throw new TenorError('INVALID_PARAMS', { param, detail: 'out of range' });
  return value;
}

/** The signed instruction of a request. Throws INVALID_PARAMS for an integer no field can hold. */
export function decodeSignedInstruction({ instruction, signature, key }: SignedInstructionJson): SignedInstruction {
  const number = (field: 'account' | 'instrument' | 'slot' | 'revision' | 'expiry') =>
    smallInteger(`instruction.${field}`, instruction[field]);
  return {
    instruction: {
      kind: instruction.kind,
      account: number('account'),
      instrument: number('instrument'),
      side: instruction.side === '0' ? 0 : 1,
      reduceOnly: instruction.reduce_only,
      postOnly: instruction.post_only,
      slot: number('slot'),
      generation: BigInt(instruction.generation),
      revision: number('revision'),
      expiry: number('expiry'),
      size: BigInt(instruction.size),
      limitPrice: BigInt(instruction.limit_price),
      maxFeePerLot: BigInt(instruction.max_fee_per_lot),
      amount: BigInt(instruction.amount),
    },
    signature: {
      R8: { x: BigInt(signature.R8[0]), y: BigInt(signature.R8[1]) },
      S: BigInt(signature.S),
    },
    key: { x: BigInt(key[0]), y: BigInt(key[1]) },
  };
}

const encodeInstruction = (instruction: Instruction): SignedInstructionJson['instruction'] => ({
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
});

/** The same as JSON: what a client sends. */
export const encodeSignedInstruction = ({ instruction, signature, key }: SignedInstruction): SignedInstructionJson => ({
  instruction: encodeInstruction(instruction),
  signature: { R8: [String(signature.R8.x), String(signature.R8.y)], S: String(signature.S) },
  key: [String(key.x), String(key.y)],
});

import { poseidon } from '../crypto/poseidon.ts';
import { TenorError } from '../errors.ts';
import type { Instruction, InstructionKind } from '../instructions/signed-instruction.ts';
import { BITS, INSTRUCTION_KIND, SLOTS } from '../parameters.ts';
import { checkedBits, packWord, unpackWord } from './bit-layout.ts';

/** The two words of a signed instruction. */
export interface InstructionWords {
  readonly w0: bigint;
  readonly w1: bigint;
}

export const INSTRUCTION_W0 = {
  kind: [4, 0],
  account: [BITS.accountField, 4],
  instrument: [BITS.instrument, 36],
  side: [1, 68],
  reduceOnly: [1, 69],
  postOnly: [1, 70],
  slot: [BITS.slot, 71],
  generation: [BITS.generation, 81],
  revision: [BITS.revision, 117],
  expiry: [BITS.time, 131],
} as const;

export const INSTRUCTION_W1 = {
  size: [BITS.lots, 0],
  limitPrice: [BITS.price, 32],
  maxFeePerLot: [BITS.maxFeePerLot, 68],
} as const;

const VALUE_BITS = BITS.lots + BITS.price;
const KINDS = Object.entries(INSTRUCTION_KIND) as [InstructionKind, number][];

const refuse = (param: string, detail: string): never => {
  throw new TenorError('INVALID_PARAMS', { param, detail });
};

/** Fields a kind does not use must be zero, so that every instruction has exactly one form. */
function requireCanonical(instruction: Instruction): void {
  const { kind } = instruction;
  const mustBeZero: Record<string, bigint | number | boolean> = {};
  if (kind === 'order') mustBeZero.amount = instruction.amount;
  else {
    const { side, reduceOnly, postOnly, size, limitPrice, maxFeePerLot } = instruction;
    Object.assign(mustBeZero, { side, reduceOnly, postOnly, size, limitPrice, maxFeePerLot });
    if (kind !== 'transfer' && kind !== 'marginMode') mustBeZero.instrument = instruction.instrument;
    if (kind !== 'transfer' && kind !== 'withdraw') mustBeZero.amount = instruction.amount;
  }
  for (const [name, value] of Object.entries(mustBeZero)) {
    if (value !== false && BigInt(value) !== 0n) refuse(name, `${name} has no meaning in a ${kind} and must be 0`);
  }
  if (kind === 'marginMode') checkedBits('instrument', instruction.instrument, BITS.marginMode);
  if (instruction.slot >= SLOTS) throw new TenorError('INVALID_SLOT', { param: 'slot' });
}

/** Packs an instruction; throws INVALID_PARAMS (INVALID_SLOT) for a field out of range or without meaning in its kind. */
export function packInstruction(instruction: Instruction): InstructionWords {
  const kind = INSTRUCTION_KIND[instruction.kind] ?? refuse('kind', 'there is no such kind');
  requireCanonical(instruction);
  const w0 = packWord(INSTRUCTION_W0, {
    kind,
    account: instruction.account,
    instrument: instruction.instrument,
    side: instruction.side,
    reduceOnly: Number(instruction.reduceOnly),
    postOnly: Number(instruction.postOnly),
    slot: instruction.slot,
    generation: instruction.generation,
    revision: instruction.revision,
    expiry: instruction.expiry,
  });
  if (instruction.kind !== 'order') return { w0, w1: checkedBits('amount', instruction.amount, BITS.amount) };
  const { size, limitPrice, maxFeePerLot } = instruction;
  return { w0, w1: packWord(INSTRUCTION_W1, { size, limitPrice, maxFeePerLot }) };
}

/** The instruction of two words; throws INVALID_PARAMS (INVALID_SLOT) when `packInstruction` would not give these words. */
export function unpackInstruction({ w0, w1 }: InstructionWords): Instruction {
  const head = unpackWord(INSTRUCTION_W0, w0);
  const tail = unpackWord(INSTRUCTION_W1, w1);
  const kind = KINDS.find(([, number]) => BigInt(number) === head.kind)?.[0] ?? refuse('kind', 'there is no such kind');
  const isOrder = kind === 'order';
  const instruction: Instruction = {
    kind,
    account: Number(head.account),
    instrument: Number(head.instrument),
    side: head.side === 0n ? 0 : 1,
    reduceOnly: head.reduceOnly === 1n,
    postOnly: head.postOnly === 1n,
    slot: Number(head.slot),
    generation: head.generation,
    revision: Number(head.revision),
    expiry: Number(head.expiry),
    size: isOrder ? tail.size : 0n,
    limitPrice: isOrder ? tail.limitPrice : 0n,
    maxFeePerLot: tail.maxFeePerLot,
    amount: isOrder ? 0n : checkedBits('amount', w1 & ((1n << BigInt(VALUE_BITS)) - 1n), BITS.amount),
  };
  requireCanonical(instruction);
  return instruction;
}

/** What the signer of an instruction signs: H(domain, w0, w1). */
export function instructionMessage(domain: bigint, instruction: Instruction): bigint {
  const { w0, w1 } = packInstruction(instruction);
  return poseidon([domain, w0, w1]);
}

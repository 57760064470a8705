import type { PublicKey } from '../state/account.ts';

export type InstructionKind = 'order' | 'withdraw' | 'transfer' | 'cancel' | 'cancelAll' | 'marginMode';

/** What a trader signs (packing: docs/protocol/formats.md). */
export interface Instruction {
  readonly kind: InstructionKind;
  readonly account: number;
  /** Instrument of an order, receiver account of a transfer, the margin mode that the account takes, else 0. */
  readonly instrument: number;
  /** 0 buys, 1 sells. */
  readonly side: 0 | 1;
  readonly reduceOnly: boolean;
  readonly postOnly: boolean;
  /** 0–767. */
  readonly slot: number;
  /** A 10 ms clock, 36 bits. */
  readonly generation: bigint;
  readonly revision: number;
  /** Unix seconds. */
  readonly expiry: number;
  /** Lots (order), over all revisions of the generation. */
  readonly size: bigint;
  /** µUSD per lot: the worst price the signer accepts. */
  readonly limitPrice: bigint;
  /** µUSD per lot filled. */
  readonly maxFeePerLot: bigint;
  /** µUSD of a withdrawal or transfer, else 0. Packed in the bits of size and limit price. */
  readonly amount: bigint;
}

/** EdDSA-Poseidon signature as circomlib verifies it. */
export interface Signature {
  readonly R8: PublicKey;
  readonly S: bigint;
}

export interface SignedInstruction {
  readonly instruction: Instruction;
  readonly signature: Signature;
  readonly key: PublicKey;
}

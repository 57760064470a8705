import { INSTRUCTION_LIFETIME_SECONDS, type Instruction } from '@tenor/protocol';
import type { Side } from '../api-types.ts';
import type { InstrumentScale } from '../instrument-scale.ts';

/** What places an instruction among all others of its account. */
export interface InstructionPlace {
  readonly account: number;
  readonly slot: number;
  readonly generation: bigint;
  /** 0 for a new order; each edit has the next one. */
  readonly revision?: number;
}

/** An order in the integers of its instrument. */
export interface OrderTerms {
  readonly side: Side;
  /** The worst price, in ticks. */
  readonly limitTicks: bigint;
  /** Lots over all revisions. */
  readonly lots: bigint;
  readonly reduceOnly?: boolean;
  readonly postOnly?: boolean;
  /** Unix seconds. */
  readonly expiry: number;
  /** µUSD per lot; the default leaves room for the taker fee. */
  readonly maxFeePerLot?: bigint;
}

/** A little less than the longest life time, so that a clock ahead of the exchange's does no harm. */
export const LONGEST_EXPIRY_SECONDS = INSTRUCTION_LIFETIME_SECONDS - 3600;

const empty = {
  instrument: 0,
  side: 0,
  reduceOnly: false,
  postOnly: false,
  revision: 0,
  size: 0n,
  limitPrice: 0n,
  maxFeePerLot: 0n,
  amount: 0n,
} as const;

/** The instruction of an order. Throws SIZE_OUT_OF_RANGE or PRICE_OUT_OF_RANGE. */
export function orderInstruction(scale: InstrumentScale, place: InstructionPlace, terms: OrderTerms): Instruction {
  scale.check(terms.limitTicks, terms.lots);
  return {
    ...empty,
    kind: 'order',
    account: place.account,
    slot: place.slot,
    generation: place.generation,
    revision: place.revision ?? 0,
    instrument: scale.id,
    side: terms.side === 'buy' ? 0 : 1,
    reduceOnly: terms.reduceOnly ?? false,
    postOnly: terms.postOnly ?? false,
    expiry: terms.expiry,
    size: terms.lots,
    limitPrice: scale.microUsdPerLot(terms.limitTicks),
    maxFeePerLot: terms.maxFeePerLot ?? scale.defaultMaxFeePerLot(terms.limitTicks),
  };
}

/** A withdrawal of `amount` µUSD to the owner of the account on L1. */
export const withdrawInstruction = (place: InstructionPlace, amount: bigint, expiry: number): Instruction => ({
  ...empty,
  ...place,
  revision: 0,
  kind: 'withdraw',
  amount,
  expiry,
});

/** A transfer of `amount` µUSD to another account of the same owner. */
export const transferInstruction = (
  place: InstructionPlace,
  receiver: number,
  amount: bigint,
  expiry: number,
): Instruction => ({ ...empty, ...place, revision: 0, kind: 'transfer', instrument: receiver, amount, expiry });

/** Gives the account a margin mode: 0 for standard margin, or the number of the underlying whose positions are margined together. */
export const marginModeInstruction = (place: InstructionPlace, mode: number, expiry: number): Instruction => ({
  ...empty,
  ...place,
  revision: 0,
  kind: 'marginMode',
  instrument: mode,
  expiry,
});

/** Kills whatever was signed for the slot up to this generation (`cancel`) or everything older (`cancelAll`), on L1 too. */
export const killInstruction = (
  kind: 'cancel' | 'cancelAll',
  place: InstructionPlace,
  expiry: number,
): Instruction => ({
  ...empty,
  ...place,
  revision: 0,
  kind,
  expiry,
});

import type { AccountEffect, RowEffect, RuleContext } from '../batch/effects.ts';
import type { Fill } from '../batch/ledger-interface.ts';
import { type ErrorName, TenorError } from '../errors.ts';
import { BITS } from '../parameters.ts';
import type { Account } from '../state/account.ts';
import { sizeOf } from '../state/places.ts';
import { carriedOf, checkInstruction } from './check-instruction.ts';
import type { SignedInstruction } from './signed-instruction.ts';

const FEE_RANGE = 1n << BigInt(BITS.fee);

/** The side of one signed order in a trade. Throws with `data.party` where its rules refuse. */
export function orderSide(
  context: RuleContext,
  fill: Pick<Fill, 'instrument' | 'size' | 'price'>,
  signed: SignedInstruction,
  fee: bigint,
  party: 'taker' | 'maker',
): { effect: AccountEffect; row: RowEffect } {
  const { instruction } = signed;
  const refuse = (name: ErrorName, param: string): never => {
    throw new TenorError(name, { param, party });
  };
  if (instruction.kind !== 'order' || instruction.instrument !== fill.instrument)
    refuse('INVALID_PARAMS', 'instrument');
  const account = context.account(instruction.account);
  try {
    checkInstruction(account, instruction, context.nowSeconds);
  } catch (error) {
    if (error instanceof TenorError) throw new TenorError(error.name, { ...error.data, party });
    throw error;
  }
  const worse = instruction.side === 0 ? fill.price > instruction.limitPrice : fill.price < instruction.limitPrice;
  if (worse) refuse('LIMIT_PRICE', 'price');
  const outOfRange = fee >= FEE_RANGE || fee < -FEE_RANGE;
  if (outOfRange || fee > instruction.maxFeePerLot * fill.size) refuse('FEE_LIMIT', 'fee');
  const carried = carriedOf(account.slots.get(instruction.slot), instruction.generation);
  if (carried + fill.size > instruction.size) refuse('OVERFILL', 'size');
  if (instruction.reduceOnly && !reduces(account, instruction.instrument, instruction.side, fill.size))
    refuse('REDUCE_ONLY', 'size');
  const quote = fill.size * fill.price;
  const sign = instruction.side === 0 ? 1n : -1n;
  return {
    effect: {
      account: instruction.account,
      cash: -sign * quote - fee,
      trade: { instrument: fill.instrument, lots: sign * fill.size },
      slot: {
        number: instruction.slot,
        after: { generation: instruction.generation, revision: instruction.revision, filled: carried + fill.size },
      },
    },
    row: { signed, base: fill.size, quote, fee },
  };
}

/** Whether `lots` on this side only reduce the account's position. */
export function reduces(account: Account, instrument: number, side: 0 | 1, lots: bigint): boolean {
  const held = sizeOf(account, instrument);
  return side === 0 ? held < 0n && lots <= -held : held > 0n && lots <= held;
}

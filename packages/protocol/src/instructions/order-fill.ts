import type { AccountEffect, Effects, RowEffect, RuleContext } from '../batch/effects.ts';
import type { Fill } from '../batch/ledger-interface.ts';
import { type ErrorName, TenorError } from '../errors.ts';
import { priceBand } from '../margin/market-figures.ts';
import type { Account } from '../state/account.ts';
import type { Market } from '../state/market.ts';
import { sizeOf } from '../state/places.ts';
import { carriedOf, checkInstruction } from './check-instruction.ts';
import type { SignedInstruction } from './signed-instruction.ts';

type Party = 'taker' | 'maker';

/** One trade of two signed orders. Throws with `data.party` naming the side whose rules refuse. */
export function orderFill(context: RuleContext, market: Market, mark: bigint, fill: Fill): Effects {
  const { taker, maker } = fill;
  if (taker.instruction.account === maker.instruction.account) throw new TenorError('SELF_TRADE', { party: 'taker' });
  if (taker.instruction.side === maker.instruction.side)
    throw new TenorError('INVALID_PARAMS', { param: 'side', party: 'taker' });
  if (fill.size <= 0n) throw new TenorError('SIZE_OUT_OF_RANGE', { param: 'size', party: 'taker' });
  const { low, high } = priceBand(market, mark);
  if (fill.price < low || fill.price > high) throw new TenorError('PRICE_BAND', { param: 'price', party: 'taker' });
  const sides = [
    side(context, fill, taker, fill.takerFee, 'taker'),
    side(context, fill, maker, fill.makerFee, 'maker'),
  ];
  return {
    accounts: sides.map(({ effect }) => effect),
    rows: sides.map(({ row }) => row),
    fees: fill.takerFee + fill.makerFee,
  };
}

function side(
  context: RuleContext,
  fill: Fill,
  signed: SignedInstruction,
  fee: bigint,
  party: Party,
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
  if (fee < 0n || fee > instruction.maxFeePerLot * fill.size) refuse('FEE_LIMIT', 'fee');
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

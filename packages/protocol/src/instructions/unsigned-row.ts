import type { RowEffect } from '../batch/effects.ts';
import { BASE_POINT } from '../crypto/field.ts';
import type { Account } from '../state/account.ts';
import type { RowSource } from './row-source.ts';

/** What stands in the place of a signature where none is asked for: points on the curve. */
const UNSIGNED = { R8: BASE_POINT, S: 1n } as const;

/**
 * The row of a position that is closed without a signature. It names no slot; its limit and fee bound are its own result, since nobody signed any.
 * @param sign 1 where it buys, −1 where it sells
 */
export function unsignedRow(
  kind: 'liquidate' | 'deleverage',
  account: Account,
  instrument: number,
  result: Pick<RowEffect, 'base' | 'quote' | 'fee'>,
  sign: bigint,
): RowEffect {
  const signed: RowSource = {
    instruction: {
      kind,
      account: account.id,
      instrument,
      side: sign > 0n ? 0 : 1,
      reduceOnly: true,
      postOnly: false,
      slot: 0,
      generation: account.minGeneration,
      revision: 0,
      expiry: 0,
      size: 0n,
      limitPrice: 0n,
      maxFeePerLot: 0n,
      amount: 0n,
    },
    signature: UNSIGNED,
    key: account.key,
  };
  return { signed, ...result };
}

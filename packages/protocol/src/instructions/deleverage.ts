import type { AccountEffect, Effects, PricedRow, RowEffect, RuleContext } from '../batch/effects.ts';
import type { Deleverage } from '../batch/ledger-interface.ts';
import { TenorError } from '../errors.ts';
import { deleveragedLots } from '../margin/deleveraging.ts';
import { levyCash } from '../margin/levy.ts';
import { BITS } from '../parameters.ts';
import type { Market } from '../state/market.ts';
import { sizeOf } from '../state/places.ts';
import { hasExpired } from './expire.ts';
import { unsignedRow } from './unsigned-row.ts';

const INSURANCE_LIMIT = 1n << BigInt(BITS.insurance);
const NOTIONAL_LIMIT = 1n << BigInt(BITS.notional);
const LOTS_LIMIT = 1n << BigInt(BITS.lots);
const RATIO_MOST = 1n << BigInt(BITS.deleverageRatio);

/**
 * Closes lots of a position of an account with a debt against the same part of each counterparty's position, at one price and without a signature or
 * a fee. Here: who holds what, sizes and ranges; whether the debt, the price and the losses are what they may be are the rules of margins.
 * Throws NO_POSITION, SELF_TRADE, INVALID_PARAMS, SIZE_OUT_OF_RANGE, AMOUNT_OUT_OF_RANGE, EXPIRED_INSTRUMENT; `party` maker is a counterparty.
 */
export function deleverage(context: RuleContext, market: Market, round: PricedRow, wish: Deleverage): Effects {
  const { instrument, price, ratio, insurance, levyStep } = wish;
  requireRanges(wish);
  if (hasExpired(market, context.nowSeconds)) throw new TenorError('EXPIRED_INSTRUMENT', { param: 'instrument' });
  const account = context.account(wish.account);
  const held = sizeOf(account, instrument);
  const sign = held > 0n ? -1n : 1n;
  const parties = wish.counterparties.map((id) => {
    const party = context.account(id);
    const size = sizeOf(party, instrument);
    if (size === 0n || size > 0n === held > 0n) throw new TenorError('NO_POSITION', { party: 'maker' });
    return { party, lots: deleveragedLots(size, ratio) };
  });
  const total = parties.reduce((sum, { lots }) => sum + lots, 0n);
  if (held === 0n || total > (held > 0n ? held : -held)) throw new TenorError('NO_POSITION', { param: 'instrument' });
  if (total >= LOTS_LIMIT || total * price >= NOTIONAL_LIMIT)
    throw new TenorError('SIZE_OUT_OF_RANGE', { param: 'ratio' });
  const sides = [
    { party: account, lots: total, sign, insurance },
    ...parties.map((one) => ({ ...one, sign: -sign, insurance: null })),
  ].map(({ party, lots, sign: way, insurance: paid }): { effect: AccountEffect; row: RowEffect } => ({
    effect: {
      account: party.id,
      cash: -way * lots * price + (paid ?? 0n),
      trade: { instrument, lots: way * lots },
      deleveraged: true,
      ...(paid === null ? {} : { insurance: paid }),
    },
    row: unsignedRow('deleverage', party, instrument, { base: lots, quote: lots * price, fee: 0n }, way),
  }));
  return {
    accounts: sides.map(({ effect }) => effect),
    rows: sides.map(({ row }) => row),
    fees: 0n,
    fund: levyCash(market.openInterest, levyStep) - insurance,
    shortfall: { row: round.row, short: held > 0n, account: account.id, levyStep, deleverage: { price, ratio } },
  };
}

function requireRanges({ account, counterparties, price, ratio, insurance, levyStep }: Deleverage): void {
  if (counterparties.length === 0) throw new TenorError('INVALID_PARAMS', { param: 'counterparties' });
  if (new Set([account, ...counterparties]).size !== counterparties.length + 1)
    throw new TenorError('SELF_TRADE', { party: 'maker' });
  if (ratio < 1n || ratio > RATIO_MOST) throw new TenorError('INVALID_PARAMS', { param: 'ratio' });
  if (price < 0n) throw new TenorError('DELEVERAGE_PRICE', { param: 'price' });
  if (levyStep < 0n) throw new TenorError('LEVY_LIMIT', { param: 'levyStep' });
  if (insurance < 0n || insurance >= INSURANCE_LIMIT)
    throw new TenorError('AMOUNT_OUT_OF_RANGE', { param: 'insurance' });
}

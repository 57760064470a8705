import type { Effects, PricedRow, RuleContext } from '../batch/effects.ts';
import type { Liquidation } from '../batch/ledger-interface.ts';
import { TenorError } from '../errors.ts';
import { levyCash } from '../margin/levy.ts';
import { priceBand } from '../margin/market-figures.ts';
import { BITS } from '../parameters.ts';
import type { Market } from '../state/market.ts';
import { sizeOf } from '../state/places.ts';
import { hasExpired } from './expire.ts';
import { orderSide } from './order-side.ts';
import type { SignedInstruction } from './signed-instruction.ts';
import { unsignedRow } from './unsigned-row.ts';

const INSURANCE_LIMIT = 1n << BigInt(BITS.insurance);
const FEE_PER_LOT_MOST = (1n << BigInt(BITS.maxFeePerLot)) - 1n;

/**
 * Closes lots of a position of an account below its maintenance margin against signed orders. Here: sides, sizes, prices and the orders' own
 * rules; whether the account may be closed, at this cost and this far, is the liquidation rule (margin/liquidation.ts).
 * Throws NO_POSITION, SELF_TRADE, SIZE_OUT_OF_RANGE, PRICE_BAND, AMOUNT_OUT_OF_RANGE, or an order's refusal with `party` maker.
 */
export function liquidate(context: RuleContext, market: Market, round: PricedRow, liquidation: Liquidation): Effects {
  const { instrument, fills, fee, insurance, levyStep = 0n } = liquidation;
  const account = context.account(liquidation.account);
  const held = sizeOf(account, instrument);
  const sign = held > 0n ? -1n : 1n;
  const lots = fills.reduce((sum, { size }) => sum + size, 0n);
  if (held === 0n || lots > (held > 0n ? held : -held)) throw new TenorError('NO_POSITION', { param: 'instrument' });
  if (lots === 0n) throw new TenorError('SIZE_OUT_OF_RANGE', { param: 'size' });
  if (fee < 0n || fee > FEE_PER_LOT_MOST * lots) throw new TenorError('AMOUNT_OUT_OF_RANGE', { param: 'fee' });
  if (insurance < 0n || insurance >= INSURANCE_LIMIT)
    throw new TenorError('AMOUNT_OUT_OF_RANGE', { param: 'insurance' });
  requireDistinct(liquidation);
  if (hasExpired(market, context.nowSeconds)) throw new TenorError('EXPIRED_INSTRUMENT', { param: 'instrument' });
  const { low, high } = priceBand(market, round.mark, round.index);
  const sides = fills.map(({ maker, size, price, makerFee }) => {
    if (size <= 0n) throw new TenorError('SIZE_OUT_OF_RANGE', { param: 'size', party: 'maker' });
    if (price < low || price > high) throw new TenorError('PRICE_BAND', { param: 'price', party: 'maker' });
    if (maker.instruction.side === (sign > 0n ? 0 : 1))
      throw new TenorError('INVALID_PARAMS', { param: 'side', party: 'maker' });
    return orderSide(context, { instrument, size, price }, maker, makerFee, 'maker');
  });
  const quote = fills.reduce((sum, { size, price }) => sum + size * price, 0n);
  return {
    accounts: [
      {
        account: account.id,
        cash: -sign * quote - fee + insurance,
        trade: { instrument, lots: sign * lots },
        insurance,
      },
      ...sides.map(({ effect }) => effect),
    ],
    rows: [
      unsignedRow('liquidate', account, instrument, { base: lots, quote, fee }, sign),
      ...sides.map(({ row }) => row),
    ],
    fees: fills.reduce((sum, { makerFee }) => sum + makerFee, 0n),
    fund: fee - insurance + levyCash(market.openInterest, levyStep),
    ...(levyStep === 0n
      ? {}
      : { shortfall: { row: round.row, short: held > 0n, account: account.id, levyStep, deleverage: null } }),
  };
}

/**
 * Nobody takes his own position, no order comes twice, and of two orders of one account none is reduce-only: each order is judged on the
 * account as it stands.
 */
function requireDistinct({ account, fills }: Liquidation): void {
  const seen = new Map<number, SignedInstruction[]>();
  for (const { maker } of fills) {
    const { account: party, reduceOnly, slot } = maker.instruction;
    const others = seen.get(party) ?? [];
    const clash = others.some(({ instruction: o }) => o.slot === slot || o.reduceOnly || reduceOnly);
    if (party === account || clash) throw new TenorError('SELF_TRADE', { party: 'maker' });
    seen.set(party, [...others, maker]);
  }
}

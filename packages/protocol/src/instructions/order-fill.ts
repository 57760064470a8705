import type { Effects, PricedRow, RuleContext } from '../batch/effects.ts';
import type { Fill } from '../batch/ledger-interface.ts';
import { TenorError } from '../errors.ts';
import { priceBand } from '../margin/market-figures.ts';
import type { Market } from '../state/market.ts';
import { hasExpired } from './expire.ts';
import { orderSide } from './order-side.ts';

/** One trade of two signed orders. Throws with `data.party` naming the side whose rules refuse. */
export function orderFill(context: RuleContext, market: Market, round: PricedRow, fill: Fill): Effects {
  const { taker, maker } = fill;
  if (taker.instruction.account === maker.instruction.account) throw new TenorError('SELF_TRADE', { party: 'taker' });
  if (taker.instruction.side === maker.instruction.side)
    throw new TenorError('INVALID_PARAMS', { param: 'side', party: 'taker' });
  if (fill.size <= 0n) throw new TenorError('SIZE_OUT_OF_RANGE', { param: 'size', party: 'taker' });
  if (hasExpired(market, context.nowSeconds)) throw new TenorError('EXPIRED_INSTRUMENT', { party: 'taker' });
  if (round.mark <= 0n) throw new TenorError('NO_MARK', { party: 'taker', retryable: true });
  const { low, high } = priceBand(market, round.mark, round.index);
  if (fill.price < low || fill.price > high) throw new TenorError('PRICE_BAND', { param: 'price', party: 'taker' });
  const sides = [
    orderSide(context, fill, taker, fill.takerFee, 'taker'),
    orderSide(context, fill, maker, fill.makerFee, 'maker'),
  ];
  return {
    accounts: sides.map(({ effect }) => effect),
    rows: sides.map(({ row }) => row),
    fees: fill.takerFee + fill.makerFee,
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, type ExchangeClient, type InstrumentScale, type Side } from '@tenor/sdk';
import type { OpenMember } from './crash-accounts.ts';
import { lotsOf } from './population.ts';

const ATTEMPTS = 8;
const PAUSE_MILLISECONDS = 700;
const MILLION = 1_000_000n;
/** How far through the mark a member trades to get in, ppm of the index; the margin of an order is counted at its limit, so that much less leverage is possible. */
const SLIPPAGE_PPM = 4_000n;

/** What got a member into its position. */
export interface Entered {
  readonly orders: number;
  /** Lots filled. */
  readonly filled: bigint;
}

/** Mark and index in ticks of the instrument. */
const pricesOf = async (
  exchange: ExchangeClient,
  scale: InstrumentScale,
): Promise<{ mark: bigint; index: bigint } | null> => {
  const { mark_price, index_price } = await exchange.ticker(scale.name);
  if (mark_price === null || index_price === null) return null;
  return { mark: scale.ticksBelow(mark_price), index: scale.ticksBelow(index_price) };
};

/** The worst price to trade at: the slippage is a part of the index, and of options too. */
function limitOf(scale: InstrumentScale, side: Side, { mark, index }: { mark: bigint; index: bigint }): bigint {
  const slip = (index * SLIPPAGE_PPM) / MILLION;
  const limit = side === 'buy' ? mark + slip : mark - slip;
  if (limit < scale.minPriceTicks) return scale.minPriceTicks;
  return limit;
}

/** Trades a member into its position with market orders, as far as the market and its margin let it. A refusal is part of the story and tried again. */
export async function enter({ member, account }: OpenMember): Promise<Entered> {
  const { exchange } = account;
  const scale = exchange.instrument(member.instrument);
  let orders = 0;
  let filled = 0n;
  let wanted: bigint | null = null;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const prices = await pricesOf(exchange, scale);
    if (prices !== null) {
      // An option gives credit of its underlying, not of its premium.
      const unit = scale.isOption ? prices.index : prices.mark;
      wanted ??= lotsOf(member, scale.microUsdPerLot(unit));
      try {
        const { fills } = await account.placeInTicks({
          instrument: scale.name,
          side: member.side,
          type: 'market',
          timeInForce: 'ioc',
          limitTicks: limitOf(scale, member.side, prices),
          lots: wanted - filled,
        });
        orders++;
        filled += fills.reduce((sum, { size }) => sum + scale.lots(size), 0n);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
      }
      if (filled >= wanted) break;
    }
    await sleep(PAUSE_MILLISECONDS);
  }
  return { orders, filled };
}

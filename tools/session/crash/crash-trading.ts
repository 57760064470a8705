import { setTimeout as sleep } from 'node:timers/promises';
import { STANDARD_MODE } from '@tenor/protocol';
import {
  type AccountClient,
  ApiError,
  type ExchangeClient,
  type InstrumentScale,
  marginModeName,
  type Side,
} from '@tenor/sdk';
import type { OpenMember } from './crash-accounts.ts';
import { lotsOf, type Member } from './population.ts';

const ATTEMPTS = 8;
const PAUSE_MILLISECONDS = 700;
const MILLION = 1_000_000n;
/** How far through the mark a member trades to get in, ppm of the index; the margin of an order is counted at its limit, so that much less leverage is possible. */
const SLIPPAGE_PPM = 4_000n;

/** What got a member into its position. */
export interface Entered {
  readonly orders: number;
  /** Lots filled of the first leg. */
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

/** Trades into one position with market orders, as far as the market and the margin let it. A refusal is part of the story and tried again. */
async function tradeInto(
  account: AccountClient,
  { instrument, side }: Pick<Member, 'instrument' | 'side'>,
  lotsAt: (microUsdPerLot: bigint) => bigint,
): Promise<Entered> {
  const { exchange } = account;
  const scale = exchange.instrument(instrument);
  let orders = 0;
  let filled = 0n;
  let wanted: bigint | null = null;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const prices = await pricesOf(exchange, scale);
    if (prices !== null) {
      // An option gives credit of its underlying, not of its premium.
      wanted ??= lotsAt(scale.microUsdPerLot(scale.isOption ? prices.index : prices.mark));
      if (filled >= wanted) break;
      try {
        const { fills } = await account.placeInTicks({
          instrument: scale.name,
          side,
          type: 'market',
          timeInForce: 'ioc',
          limitTicks: limitOf(scale, side, prices),
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

/** Gives a member its margin mode and trades it into its first leg and then into its hedges, which are of the lots that it got. */
export async function enter({ member, account }: OpenMember): Promise<Entered> {
  if (member.marginMode !== STANDARD_MODE)
    await account.setMarginMode(marginModeName(member.marginMode, account.exchange.instruments));
  const first = await tradeInto(account, member, (price) => lotsOf(member, price));
  let { orders } = first;
  for (const hedge of member.hedges) {
    const lots = (first.filled * hedge.tenths) / 10n;
    orders += (await tradeInto(account, hedge, () => lots)).orders;
  }
  return { orders, filled: first.filled };
}

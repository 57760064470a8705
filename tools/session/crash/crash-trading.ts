import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, type ExchangeClient, type InstrumentScale } from '@tenor/sdk';
import type { OpenMember } from './crash-accounts.ts';
import { lotsOf } from './population.ts';

const ATTEMPTS = 8;
const PAUSE_MILLISECONDS = 700;
const MILLION = 1_000_000n;
/** How far through the mark a member trades to get in, ppm; the margin of an order is counted at its limit, so that much less leverage is possible. */
const SLIPPAGE_PPM = 4_000n;

/** What got a member into its position. */
export interface Entered {
  readonly orders: number;
  /** Lots filled. */
  readonly filled: bigint;
}

const markTicks = async (exchange: ExchangeClient, scale: InstrumentScale): Promise<bigint | null> => {
  const { mark_price } = await exchange.ticker(scale.name);
  return mark_price === null ? null : scale.ticksBelow(mark_price);
};

/** Trades a member into its position with market orders, as far as the market and its margin let it. A refusal is part of the story and tried again. */
export async function enter({ member, account }: OpenMember): Promise<Entered> {
  const { exchange } = account;
  const scale = exchange.instrument(member.instrument);
  let orders = 0;
  let filled = 0n;
  let wanted: bigint | null = null;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const mark = await markTicks(exchange, scale);
    if (mark !== null) {
      wanted ??= lotsOf(member, scale.microUsdPerLot(mark));
      const slip = member.side === 'buy' ? MILLION + SLIPPAGE_PPM : MILLION - SLIPPAGE_PPM;
      try {
        const { fills } = await account.placeInTicks({
          instrument: scale.name,
          side: member.side,
          type: 'market',
          timeInForce: 'ioc',
          limitTicks: (mark * slip) / MILLION,
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

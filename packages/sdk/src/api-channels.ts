import type { AccountJson, FillJson, OrderJson, PositionJson } from './api-account-types.ts';
import type { BatchSummaryJson } from './api-batch-types.ts';
import type { DeleveragingJson, LiquidationJson } from './api-liquidation-types.ts';
import type { LevelJson, TickerJson, TradeJson } from './api-market-types.ts';
import type { ChainOptionJson, InstrumentNewsJson } from './api-option-types.ts';

/**
 * What every message of a channel carries. The first is a snapshot (`prev_seq` null); in each later one `prev_seq` is the
 * `seq` of the one before. A gap means: subscribe again.
 */
export interface Envelope {
  type: 'snapshot' | 'change' | 'checksum' | 'resync';
  seq: number;
  prev_seq: number | null;
  engine_seq: number;
  time: number;
}

export type BookMessage = Envelope & { bids: LevelJson[]; asks: LevelJson[]; checksum?: number };

/** Message of each channel by the first part of its name. */
export interface ApiChannels {
  book: BookMessage;
  bbo: Envelope & { bid: LevelJson | null; ask: LevelJson | null };
  trades: Envelope & { trades: TradeJson[] };
  ticker: Envelope & { ticker: TickerJson };
  instruments: Envelope & { instruments: InstrumentNewsJson[] };
  /** `chain.{BASE}.{DDMMMYY}`: every option of one expiry. */
  chain: Envelope & {
    base: string;
    expiration_timestamp: number;
    index_price: string | null;
    options: ChainOptionJson[];
  };
  finality: Envelope & { batches: BatchSummaryJson[] };
  liquidations: Envelope & { liquidations: LiquidationJson[] };
  deleveragings: Envelope & { deleveragings: DeleveragingJson[] };
  orders: Envelope & { orders: OrderJson[] };
  fills: Envelope & { fills: FillJson[] };
  positions: Envelope & { positions: PositionJson[] };
  account: Envelope & { account: AccountJson };
}
export type ChannelKind = keyof ApiChannels;

const PRIVATE_CHANNELS = ['orders', 'fills', 'positions', 'account'] as const;
export type PrivateChannel = (typeof PRIVATE_CHANNELS)[number];

/** Whether a channel needs a session. */
export const isPrivateChannel = (channel: string): channel is PrivateChannel =>
  (PRIVATE_CHANNELS as readonly string[]).includes(channel);

/** The typed message of a channel name such as `book.BTC-PERP.raw`. */
export type ChannelMessage<C extends string> = C extends `${infer K extends ChannelKind}.${string}`
  ? ApiChannels[K]
  : C extends ChannelKind
    ? ApiChannels[C]
    : Envelope;

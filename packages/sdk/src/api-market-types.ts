import type { GreeksJson, OptionType } from './api-option-types.ts';
import type { Finality, Side } from './api-types.ts';

export type InstrumentKind = 'perpetual' | 'future' | 'option';

export interface InstrumentJson {
  name: string;
  id: number;
  kind: InstrumentKind;
  /** The asset whose index it follows, such as BTC. */
  base: string;
  underlying: string;
  /** What a signed margin mode names the underlying by. */
  underlying_id: number;
  quote: string;
  status: 'trading' | 'halted';
  lot_size: string;
  tick_size: string;
  min_size: string;
  max_size: string;
  min_price: string;
  max_price: string;
  max_notional: string;
  micro_usd_per_lot_per_usd: string;
  taker_fee_rate: string;
  maker_fee_rate: string;
  initial_margin_rate: string;
  maintenance_margin_rate: string;
  margin_slope_per_usd: string;
  price_band_rate: string;
  funding_cap_rate_per_hour: string;
  open_interest_cap: string;
  market_row: number;
  /** When a dated instrument stops trading and settles. */
  expiration_timestamp?: number;
  /** Options only, as is everything below. */
  option_type?: OptionType;
  /** USD for one unit of the base. */
  strike?: string;
  /** Least initial margin rate of a short option. */
  margin_floor_rate?: string;
}

export interface TickerJson {
  instrument: string;
  time: number;
  engine_seq: number;
  mark_price: string | null;
  index_price: string | null;
  last_price: string | null;
  best_bid: string | null;
  best_bid_size: string | null;
  best_ask: string | null;
  best_ask_size: string | null;
  high_24h: string | null;
  low_24h: string | null;
  open_24h: string | null;
  volume_24h: string;
  turnover_24h: string;
  open_interest: string;
  funding_rate: string | null;
  /** null where nothing is funded: dated instruments. */
  next_funding_time: number | null;
  oracle_round: number | null;
  /** Options only: volatility of the mark, per cent a year. */
  mark_iv?: string | null;
  /** Options only. */
  greeks?: GreeksJson | null;
}

/** Price and absolute size; size 0 removes the level. */
export type LevelJson = [price: string, size: string];

export interface OrderBookJson {
  instrument: string;
  seq: number;
  engine_seq: number;
  time: number;
  bids: LevelJson[];
  asks: LevelJson[];
  checksum: number;
}

export interface TradeJson extends Finality {
  trade_id: string;
  instrument: string;
  price: string;
  size: string;
  side: Side;
  time: number;
  engine_seq: number;
}

export interface CandleJson {
  time: number;
  open: string;
  high: string;
  low: string;
  close: string;
  volume: string;
  turnover: string;
  trades: number;
}

export interface FundingJson {
  instrument: string;
  time: number;
  hours: number;
  rate: string;
  cash_index_step: string;
  engine_seq: number;
}

export interface PublicAccountJson {
  account: number;
  owner: string;
  key: [x: string, y: string];
  engine_seq: number;
}

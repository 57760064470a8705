import { type Static, Type } from 'typebox';
import {
  Count,
  closedObject,
  DecimalString,
  finalityFields,
  InstrumentName,
  IntegerString,
  Milliseconds,
  nullable,
  optional,
  SequenceNumber,
  Side,
} from './primitives.ts';

export const InstrumentKind = Type.Enum(['perpetual', 'future', 'option']);
/** The asset that an instrument follows, such as BTC. */
export const Base = Type.String({ pattern: '^[A-Z0-9]{1,16}$', description: 'Underlying, such as BTC' });

/** What kind of instrument it is, and of which series. */
const series = {
  kind: InstrumentKind,
  base: Base,
  expiration_timestamp: optional(Milliseconds),
  option_type: optional(Type.Enum(['call', 'put'])),
  strike: optional(DecimalString),
};
const SeriesSchema = closedObject(series);
export type SeriesJson = Static<typeof SeriesSchema>;

/** One listed instrument, with everything a client needs to round, sign and check offline. */
export const InstrumentSchema = closedObject({
  name: InstrumentName,
  id: Type.Integer({ minimum: 1, maximum: 0xffff_ffff }),
  ...series,
  underlying: Type.String(),
  underlying_id: Type.Integer({ minimum: 1, maximum: 255, description: 'What a signed margin mode names it by' }),
  quote: Type.String(),
  status: Type.Enum(['trading', 'halted']),
  lot_size: DecimalString,
  tick_size: DecimalString,
  min_size: DecimalString,
  max_size: DecimalString,
  min_price: DecimalString,
  max_price: DecimalString,
  max_notional: DecimalString,
  micro_usd_per_lot_per_usd: DecimalString,
  taker_fee_rate: DecimalString,
  maker_fee_rate: DecimalString,
  initial_margin_rate: DecimalString,
  maintenance_margin_rate: DecimalString,
  margin_slope_per_usd: DecimalString,
  price_band_rate: DecimalString,
  funding_cap_rate_per_hour: DecimalString,
  open_interest_cap: DecimalString,
  market_row: Count,
  margin_floor_rate: optional(DecimalString),
});
export type InstrumentJson = Static<typeof InstrumentSchema>;

const Price = nullable(DecimalString);
export const TickerSchema = closedObject({
  instrument: InstrumentName,
  time: Milliseconds,
  engine_seq: SequenceNumber,
  mark_price: Price,
  index_price: Price,
  last_price: Price,
  best_bid: Price,
  best_bid_size: Price,
  best_ask: Price,
  best_ask_size: Price,
  high_24h: Price,
  low_24h: Price,
  open_24h: Price,
  volume_24h: DecimalString,
  turnover_24h: DecimalString,
  open_interest: DecimalString,
  funding_rate: Price,
  next_funding_time: nullable(Milliseconds),
  oracle_round: nullable(Count),
  mark_iv: optional(Price),
  greeks: optional(
    nullable(closedObject({ delta: DecimalString, gamma: DecimalString, vega: DecimalString, theta: DecimalString })),
  ),
});
export type TickerJson = Static<typeof TickerSchema>;

/** One series of an option chain. */
export const ChainOptionSchema = closedObject({
  instrument: InstrumentName,
  strike: DecimalString,
  option_type: Type.Enum(['call', 'put']),
  best_bid: Price,
  best_ask: Price,
  mark_price: Price,
  mark_iv: Price,
  delta: Price,
  open_interest: DecimalString,
});
export type ChainOptionJson = Static<typeof ChainOptionSchema>;

/** An instrument that has appeared or gone. */
export const InstrumentNewsSchema = closedObject({
  instrument: InstrumentName,
  state: Type.Enum(['listed', 'expired']),
  ...series,
  settlement_price: optional(DecimalString),
});
export type InstrumentNewsJson = Static<typeof InstrumentNewsSchema>;

/** What an expired instrument settled at; `payoff` is what one unit of it paid. */
export const SettlementSchema = closedObject({
  instrument: InstrumentName,
  kind: InstrumentKind,
  base: Base,
  expiration_timestamp: Milliseconds,
  option_type: optional(Type.Enum(['call', 'put'])),
  strike: optional(DecimalString),
  settlement_price: DecimalString,
  payoff: optional(DecimalString),
  time: optional(Milliseconds),
});
export type SettlementJson = Static<typeof SettlementSchema>;

const Level = Type.Tuple([DecimalString, DecimalString], { description: 'price, absolute size (0 removes the level)' });
export const OrderBookSchema = closedObject({
  instrument: InstrumentName,
  seq: SequenceNumber,
  engine_seq: SequenceNumber,
  time: Milliseconds,
  bids: Type.Array(Level),
  asks: Type.Array(Level),
  checksum: Type.Integer({ minimum: 0, maximum: 0xffff_ffff }),
});
export type OrderBookJson = Static<typeof OrderBookSchema>;

export const TradeSchema = closedObject({
  trade_id: Type.String(),
  instrument: InstrumentName,
  price: DecimalString,
  size: DecimalString,
  side: Side,
  time: Milliseconds,
  engine_seq: SequenceNumber,
  ...finalityFields,
});
export type TradeJson = Static<typeof TradeSchema>;

export const CandleSchema = closedObject({
  time: Milliseconds,
  open: DecimalString,
  high: DecimalString,
  low: DecimalString,
  close: DecimalString,
  volume: DecimalString,
  turnover: DecimalString,
  trades: Count,
});
export type CandleJson = Static<typeof CandleSchema>;

export const FundingSchema = closedObject({
  instrument: InstrumentName,
  time: Milliseconds,
  hours: Type.Integer({ minimum: 1 }),
  rate: DecimalString,
  cash_index_step: Type.String({ pattern: '^-?[0-9]+$', description: 'µUSD per lot × 2^24' }),
  engine_seq: SequenceNumber,
});
export type FundingJson = Static<typeof FundingSchema>;

/** Public name of an L2 key: its coordinates. */
export const PublicAccountSchema = closedObject({
  account: Type.Integer({ minimum: 1 }),
  owner: Type.String(),
  key: Type.Tuple([IntegerString, IntegerString]),
  engine_seq: SequenceNumber,
});
export type PublicAccountJson = Static<typeof PublicAccountSchema>;

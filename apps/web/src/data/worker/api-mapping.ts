import { INSTRUMENT_KIND } from '@tenor/protocol';
import type {
  AccountJson,
  AccountSettlementJson,
  ApiChannels,
  BatchSummaryJson,
  CandleJson,
  InstrumentJson,
  MarginPreviewJson,
  MethodParams,
  MovementJson,
  OrderJson,
  PositionJson,
  SettlementJson,
  StatusJson,
  TickerJson,
  TradeJson,
} from '@tenor/sdk';
import Decimal from 'decimal.js';
import type { MarginAnswer, MarginQuestion } from '../../model/margin-question.ts';
import type {
  AccountView,
  Batch,
  Candle,
  Chain,
  Instrument,
  MarketMode,
  Order,
  OwnSettlement,
  Position,
  ProofStatus,
  Settlement,
  Ticker,
  Trade,
  Transfer,
} from '../../model/types.ts';

const RATE_UNIT = new Decimal(2).pow(20);
const SLOPE_UNIT = new Decimal(2).pow(56);
const FUNDING_UNIT = new Decimal(2).pow(24);
const MICROS = 1_000_000;
const HOUR_MS = 3_600_000;

/** The integer nearest to a decimal rate in some unit: rates are served with more places than their integers need. */
const rateInteger = (rate: string, unit: Decimal): bigint => BigInt(new Decimal(rate).times(unit).toFixed(0));

/** The kind that the rules know an instrument by. */
function ruleKind({ kind, option_type: type }: InstrumentJson): number {
  if (kind !== 'option') return INSTRUMENT_KIND[kind];
  return type === 'put' ? INSTRUMENT_KIND.put : INSTRUMENT_KIND.call;
}

export const instrumentOf = (json: InstrumentJson): Instrument => ({
  name: json.name,
  id: json.id,
  kind: json.kind,
  expiresAt: json.expiration_timestamp ?? null,
  optionType: json.option_type ?? null,
  strike: json.strike ?? null,
  base: json.base,
  lotSize: json.lot_size,
  tickSize: json.tick_size,
  minSize: json.min_size,
  maxSize: json.max_size,
  minPrice: json.min_price,
  maxPrice: json.max_price,
  makerFeeRate: json.maker_fee_rate,
  takerFeeRate: json.taker_fee_rate,
  microsPerLotPerUsd: json.micro_usd_per_lot_per_usd,
  terms: {
    instrument: json.id,
    kind: ruleKind(json),
    underlying: json.underlying_id,
    status: json.status === 'trading' ? 1 : 0,
    strike: BigInt(new Decimal(json.strike ?? 0).times(json.micro_usd_per_lot_per_usd).toFixed(0)),
    expiryHour: (json.expiration_timestamp ?? 0) / HOUR_MS,
    imRate: rateInteger(json.initial_margin_rate, RATE_UNIT),
    slopeRate: rateInteger(json.margin_slope_per_usd, SLOPE_UNIT.div(MICROS)),
    bandRate: rateInteger(json.price_band_rate, RATE_UNIT),
    fundingCapRate: rateInteger(json.funding_cap_rate_per_hour, FUNDING_UNIT),
    openInterestCap: BigInt(new Decimal(json.open_interest_cap).div(json.lot_size).toFixed(0)),
    floorRate: rateInteger(json.margin_floor_rate ?? '0', RATE_UNIT),
  },
});

export const tickerOf = (json: TickerJson): Ticker => ({
  instrument: json.instrument,
  mark: json.mark_price,
  index: json.index_price,
  last: json.last_price,
  bid: json.best_bid,
  ask: json.best_ask,
  fundingRate: json.funding_rate,
  nextFundingAt: json.next_funding_time,
  openInterest: json.open_interest,
  volume24h: json.volume_24h,
  high24h: json.high_24h,
  low24h: json.low_24h,
  open24h: json.open_24h,
  markIv: json.mark_iv ?? null,
  greeks: json.greeks ?? null,
});

export const chainOf = (json: ApiChannels['chain']): Chain => ({
  base: json.base,
  expiresAt: json.expiration_timestamp,
  index: json.index_price,
  options: json.options.map((option) => ({
    instrument: option.instrument,
    strike: option.strike,
    optionType: option.option_type,
    bid: option.best_bid,
    ask: option.best_ask,
    mark: option.mark_price,
    markIv: option.mark_iv,
    delta: option.delta,
    openInterest: option.open_interest,
  })),
});

export const settlementOf = (json: SettlementJson): Settlement => ({
  instrument: json.instrument,
  kind: json.kind,
  base: json.base,
  expiresAt: json.expiration_timestamp,
  price: json.settlement_price,
  optionType: json.option_type ?? null,
  strike: json.strike ?? null,
});

export const ownSettlementOf = (json: AccountSettlementJson): OwnSettlement => ({
  instrument: json.instrument,
  size: json.size,
  amount: json.amount,
  time: json.time,
  stage: json.stage,
  batch: json.batch,
  l1Transaction: json.l1_tx,
});

export const tradeOf = (json: TradeJson): Trade => ({
  id: json.trade_id,
  price: json.price,
  size: json.size,
  side: json.side,
  time: json.time,
});

export const candleOf = ({ time, open, high, low, close, volume }: CandleJson): Candle => ({
  time,
  open,
  high,
  low,
  close,
  volume,
});

export const orderOf = (json: OrderJson): Order => ({
  id: json.order_id,
  instrument: json.instrument,
  side: json.side,
  type: json.type,
  price: json.price,
  size: json.amount,
  filled: json.filled,
  averagePrice: json.average_price,
  fee: json.fee,
  postOnly: json.post_only,
  reduceOnly: json.reduce_only,
  timeInForce: json.time_in_force,
  status: json.status,
  time: json.created_at,
  reason: json.reason,
  stage: json.stage,
  batch: json.batch,
  l1Transaction: json.l1_tx,
});

export const positionOf = (json: PositionJson): Position => ({
  instrument: json.instrument,
  size: json.size,
  entry: json.entry_price,
  mark: json.mark_price,
  notional: json.notional,
  unrealisedPnl: json.unrealized_pnl,
  realisedPnl: json.realized_pnl,
  fundingPaid: json.funding_paid,
  liquidationPrice: json.liquidation_price,
});

export const accountOf = (json: AccountJson): AccountView => ({
  id: json.account,
  owner: json.owner,
  marginMode: json.margin_mode,
  equity: json.equity,
  collateral: json.collateral,
  initialMargin: json.initial_margin,
  maintenanceMargin: json.maintenance_margin,
  freeCollateral: json.free_collateral,
  unrealisedPnl: json.unrealized_pnl,
});

/** A question about the margin as the exchange takes it. */
export const marginRequestOf = ({ order, marginMode }: MarginQuestion): MethodParams<'private/margin_preview'> => ({
  ...(order && {
    instrument: order.instrument,
    side: order.side,
    size: order.size,
    price: order.price,
    reduce_only: order.reduceOnly,
  }),
  ...(marginMode !== null && { margin_mode: marginMode }),
});

export const marginAnswerOf = ({ now, after, reason }: MarginPreviewJson): MarginAnswer => ({
  initialMarginNow: now.initial_margin,
  initialMargin: after.initial_margin,
  freeCollateral: after.free_collateral,
  refusal: reason?.code ?? null,
});

export const transferOf = (json: MovementJson): Transfer => ({
  id: json.movement_id,
  kind: json.kind,
  amount: json.amount,
  time: json.time,
  entryTransaction: json.entry_tx,
  stage: json.stage,
  batch: json.batch,
  l1Transaction: json.l1_tx,
});

export const batchOf = (json: BatchSummaryJson): Batch => ({
  number: json.number,
  stage: json.stage === 'sealed' ? 'batched' : json.stage,
  circuit: json.circuit,
  time: json.opened_at,
  rows: json.rows,
  visits: json.visits,
  entries: json.entries,
  trades: json.trades,
  proveSeconds: json.prove_seconds,
  constraints: json.constraints,
  dataBytes: json.data_bytes,
  l1Transaction: json.l1_tx,
  l1Block: json.l1_block,
  l1GasUsed: json.l1_gas_used,
  newStateRoot: json.new_state_root,
});

export const marketModeOf = ({ market_mode: mode, market_mode_reason: reason }: StatusJson): MarketMode => ({
  mode,
  reason,
});

export const proofStatusOf = (json: StatusJson): ProofStatus => ({
  prover: json.prover.state,
  detail: json.prover.detail,
  progress: json.prover.progress,
  backlogRows: json.batches.unproved_rows,
  engineSequence: json.engine_seq,
  lastSettledBatch: json.batches.settled,
});

/**
 * The JSON of the public API. Prices, sizes and amounts are decimal strings; integers of the signed instruction and hashes
 * are decimal integers in strings; times are Unix milliseconds. A test compares these types with the schemas that are served.
 */
export type Stage = 'accepted' | 'batched' | 'proved' | 'settled' | 'final';
export type Side = 'buy' | 'sell';
export type OrderType = 'limit' | 'market';
export type TimeInForce = 'gtc' | 'gtt' | 'ioc' | 'fok';
export type SelfTradePrevention = 'expire_maker' | 'expire_taker' | 'expire_both';
export type SessionScope = 'read' | 'trade';
export type Resolution = '1m' | '5m' | '15m' | '1h' | '4h' | '1d';

/** How far a record has got on its way to L1. */
export interface Finality {
  stage: Stage;
  batch: number | null;
  l1_tx: string | null;
}

export interface Page<T> {
  results: T[];
  next: string | null;
}

export interface PageRequest {
  limit?: number;
  cursor?: string;
}

export interface InstrumentJson {
  name: string;
  id: number;
  kind: 'perpetual';
  underlying: string;
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
  next_funding_time: number;
  oracle_round: number | null;
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

export interface OrderJson extends Finality {
  order_id: string;
  client_id: string | null;
  label: string | null;
  account: number;
  instrument: string;
  side: Side;
  type: OrderType;
  time_in_force: TimeInForce;
  post_only: boolean;
  reduce_only: boolean;
  price: string;
  amount: string;
  filled: string;
  remaining: string;
  average_price: string | null;
  fee: string;
  status: 'open' | 'filled' | 'cancelled' | 'expired';
  reason: string | null;
  slot: number;
  generation: string;
  revision: number;
  expiry: number;
  created_at: number;
  updated_at: number;
  engine_seq: number;
}

export interface FillJson extends Finality {
  trade_id: string;
  order_id: string;
  client_id: string | null;
  account: number;
  instrument: string;
  side: Side;
  liquidity: 'maker' | 'taker';
  price: string;
  size: string;
  fee: string;
  time: number;
  engine_seq: number;
}

export interface PositionJson {
  account: number;
  instrument: string;
  size: string;
  entry_price: string | null;
  mark_price: string | null;
  notional: string;
  unrealized_pnl: string | null;
  realized_pnl: string;
  funding_paid: string;
  liquidation_price: string | null;
}

export interface SlotJson {
  slot: number;
  generation: string;
  revision: number;
  filled: string;
}

export interface AccountJson {
  account: number;
  owner: string;
  key: [x: string, y: string];
  collateral: string;
  equity: string;
  initial_margin: string;
  maintenance_margin: string;
  free_collateral: string;
  collateral_ratio: string | null;
  unrealized_pnl: string | null;
  min_generation: string;
  open_orders: number;
  engine_seq: number;
  slots?: SlotJson[];
}

export interface MovementJson extends Finality {
  movement_id: string;
  kind: 'register' | 'deposit' | 'withdrawal' | 'transfer_in' | 'transfer_out';
  account: number;
  counterparty: number | null;
  amount: string;
  time: number;
  engine_seq: number;
  /** L1 transaction that queued a registration or deposit. */
  entry_tx: string | null;
}

export interface BatchSummaryJson {
  number: number;
  stage: 'sealed' | 'proved' | 'settled' | 'final';
  circuit: string | null;
  rows: number;
  visits: number;
  entries: number;
  funding_steps: number;
  trades: number;
  last_engine_seq: number;
  journal_head: string;
  opened_at: number;
  sealed_at: number;
  proved_at: number | null;
  settled_at: number | null;
  final_at: number | null;
  old_state_root: string | null;
  new_state_root: string | null;
  l1_tx: string | null;
  l1_block: number | null;
  l1_gas_used: number | null;
  data_bytes: number | null;
  witness_seconds: number | null;
  prove_seconds: number | null;
  constraints: number | null;
  verification_key_id: string | null;
}

export interface BatchRowJson {
  account: number;
  kind: string;
  instrument: number;
  side: Side;
  base_lots: string;
  quote_micro_usd: string;
  fee_micro_usd: string;
}

export interface BatchJson extends BatchSummaryJson {
  row_list: BatchRowJson[];
  proof_url: string | null;
  verification_key_url: string | null;
}

/** What `snarkjs.groth16.verify` takes, and the published words that the public signals bind. */
export interface BatchProofJson {
  number: number;
  verification_key_id: string;
  verification_key_url: string;
  public_signals: string[];
  proof: { protocol: 'groth16'; curve: 'bn128'; pi_a: string[]; pi_b: string[][]; pi_c: string[] };
  words?: string[];
  verifier_id?: string;
}

/** The exchange's signed word that a command has its place in the journal. */
export interface ReceiptJson {
  engine_seq: number;
  command_hash: string;
  journal_head: string;
  time: number;
  signature: string;
}

export interface LimitsJson {
  bucket: 'orders' | 'cancels' | 'reads' | 'subscriptions';
  remaining: number;
  limit: number;
  reset_ms: number;
}

export interface StatusJson {
  state: 'starting' | 'running' | 'halted';
  time: number;
  version: string;
  engine_seq: number;
  journal_head: string;
  domain: string;
  chain_id: number;
  exchange: string;
  token: string | null;
  queue: string | null;
  receipt_key: string;
  oracle_round: number | null;
  circuit: string;
  prover: { state: 'offline' | 'warming' | 'ready' | 'proving'; detail: string | null; progress: number | null };
  batches: {
    open_rows: number;
    open_visits: number;
    sealed: number;
    proved: number;
    settled: number;
    final: number;
    unproved_rows: number;
  };
  l1: { block: number | null; entries_applied: number; state_root: string | null };
}

export interface InstructionJson {
  kind: 'order' | 'withdraw' | 'transfer' | 'cancel' | 'cancelAll';
  account: string;
  instrument: string;
  side: '0' | '1';
  reduce_only: boolean;
  post_only: boolean;
  slot: string;
  generation: string;
  revision: string;
  expiry: string;
  size: string;
  limit_price: string;
  max_fee_per_lot: string;
  amount: string;
}

export interface SignatureJson {
  R8: [x: string, y: string];
  S: string;
}

export interface SignedJson {
  instruction: InstructionJson;
  signature: SignatureJson;
  key: [x: string, y: string];
}

/** The error model of the API. */
export interface ErrorJson {
  code: number;
  name: string;
  message: string;
  data: {
    param?: string;
    party?: 'taker' | 'maker';
    detail?: string;
    retryable: boolean;
    outcome: 'not_executed' | 'unknown';
    retry_after_ms?: number;
  };
}

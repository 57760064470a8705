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
  /** What is traded while oracle rounds come, are late, or have stopped. */
  market_mode: 'running' | 'reduce-only' | 'halted';
  /** Why, for people. */
  market_mode_reason: string;
  /** Who of the oracle set signs rounds; null where all its keys are in one process or rounds come from elsewhere. */
  oracle: {
    needed: number;
    signing: number;
    /** Why the last round found no quorum. */
    missing: string | null;
    signers: {
      signer: number;
      state: 'signs' | 'abstains' | 'unknown';
      reason: string | null;
      detail: string | null;
      since: number;
    }[];
  } | null;
  /** USD that the insurance fund and the fee pool hold. */
  insurance_fund: string;
  fee_pool: string;
  /** Part of the penalty of a liquidation that a keeper gets, 0 to 1; the rest goes to the insurance fund. */
  keeper_share: string;
  circuit: string;
  prover: { state: 'offline' | 'warming' | 'ready' | 'proving'; detail: string | null; progress: number | null };
  batches: {
    open_rows: number;
    open_visits: number;
    open_funding_steps: number;
    sealed: number;
    proved: number;
    settled: number;
    final: number;
    unproved_rows: number;
  };
  l1: { block: number | null; entries_applied: number; state_root: string | null };
}

export interface InstructionJson {
  kind: 'order' | 'withdraw' | 'transfer' | 'cancel' | 'cancelAll' | 'marginMode';
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

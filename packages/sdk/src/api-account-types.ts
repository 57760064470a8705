import type { ErrorJson, Finality, OrderType, Side, TimeInForce } from './api-types.ts';

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
  /** null where the account was liquidated. */
  order_id: string | null;
  client_id: string | null;
  account: number;
  instrument: string;
  side: Side;
  liquidity: 'maker' | 'taker' | 'liquidation' | 'deleveraging';
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
  /** `standard`, or `portfolio:BTC`: the positions of that underlying are margined together. */
  margin_mode: string;
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

/** Where an account stands with its margin, USD. */
export interface AccountHealthJson {
  equity: string;
  initial_margin: string;
  maintenance_margin: string;
  free_collateral: string;
}

/** What an order or a margin mode would make of an account's margin. */
export interface MarginPreviewJson {
  /** The mode that `after` is judged in. */
  margin_mode: string;
  now: AccountHealthJson;
  /** Once the whole order has filled at its price, with the taker fee. */
  after: AccountHealthJson;
  /** Equity that this and the open orders would need, USD. */
  worst_case: string;
  accepted: boolean;
  /** The error that the margin rules would refuse it with. */
  reason: ErrorJson | null;
}

export interface MovementJson extends Finality {
  movement_id: string;
  kind: 'register' | 'deposit' | 'withdrawal' | 'transfer_in' | 'transfer_out' | 'insurance';
  account: number;
  counterparty: number | null;
  amount: string;
  time: number;
  engine_seq: number;
  /** L1 transaction that queued a registration or deposit. */
  entry_tx: string | null;
}

import type {
  AccountJson,
  FillJson,
  MarginPreviewJson,
  MovementJson,
  OrderJson,
  PositionJson,
} from './api-account-types.ts';
import type { BatchJson, BatchSummaryJson } from './api-batch-types.ts';
import type { DeleveragingJson, LiquidatableJson, LiquidationJson } from './api-liquidation-types.ts';
import type {
  CandleJson,
  FundingJson,
  InstrumentJson,
  InstrumentKind,
  OrderBookJson,
  PublicAccountJson,
  TickerJson,
  TradeJson,
} from './api-market-types.ts';
import type { AccountSettlementJson, SettlementJson } from './api-option-types.ts';
import type { BatchOracleRoundsJson } from './api-oracle-types.ts';
import type {
  OrderType,
  Page,
  PageRequest,
  ReceiptJson,
  Resolution,
  SelfTradePrevention,
  SessionScope,
  SignatureJson,
  SignedJson,
  StatusJson,
  TimeInForce,
} from './api-types.ts';

interface Method<P, R> {
  params: P;
  result: R;
}
type None = Record<string, never>;
type Cancelled = { cancelled: OrderJson[]; receipt: ReceiptJson | null };
type Moved = { movement: MovementJson; receipt: ReceiptJson };
type OfInstrument = { instrument: string };

/** Params and result of every method. */
export interface ApiMethods {
  'public/time': Method<None, { time: number }>;
  'public/status': Method<None, StatusJson>;
  'public/instruments': Method<{ base?: string; kind?: InstrumentKind }, { instruments: InstrumentJson[] }>;
  'public/settlements': Method<{ base?: string; kind?: InstrumentKind } & PageRequest, Page<SettlementJson>>;
  'public/ticker': Method<OfInstrument, TickerJson>;
  'public/order_book': Method<OfInstrument & { depth?: number }, OrderBookJson>;
  'public/trades': Method<OfInstrument & PageRequest, Page<TradeJson>>;
  'public/candles': Method<
    OfInstrument & { resolution: Resolution; start?: number; end?: number; limit?: number },
    { candles: CandleJson[] }
  >;
  'public/funding_history': Method<OfInstrument & PageRequest, Page<FundingJson>>;
  'public/liquidatable': Method<
    { limit?: number },
    { oracle_round: number | null; engine_seq: number; total: number; accounts: LiquidatableJson[] }
  >;
  'public/liquidations': Method<{ account?: number } & PageRequest, Page<LiquidationJson>>;
  'public/deleveragings': Method<{ account?: number } & PageRequest, Page<DeleveragingJson>>;
  'public/batches': Method<PageRequest, Page<BatchSummaryJson>>;
  'public/batch': Method<{ number: number }, BatchJson>;
  'public/oracle_rounds': Method<{ batch: number }, BatchOracleRoundsJson>;
  'public/account_by_owner': Method<{ owner: string }, { accounts: PublicAccountJson[] }>;
  'public/login_nonce': Method<{ account: number }, { nonce: string; expires_at: number }>;
  'public/subscribe': Method<{ channels: string[] }, { subscribed: string[] }>;
  'public/unsubscribe': Method<{ channels: string[] }, { subscribed: string[] }>;
  'private/login': Method<
    {
      account: number;
      nonce: string;
      scope: SessionScope;
      expires_in?: number;
      signature?: SignatureJson;
      key?: [string, string];
      wallet_signature?: string;
    },
    { token: string; account: number; scope: SessionScope; expires_at: number }
  >;
  'private/place': Method<
    SignedJson & {
      type?: OrderType;
      time_in_force?: TimeInForce;
      client_id?: string;
      label?: string;
      stp?: SelfTradePrevention;
      valid_until?: number;
    },
    { order: OrderJson; fills: FillJson[]; receipt: ReceiptJson | null }
  >;
  'private/liquidate': Method<
    SignedJson & { account: number; instrument: string; valid_until?: number },
    { order: OrderJson; fills: FillJson[]; receipt: ReceiptJson | null; liquidation: LiquidationJson }
  >;
  'private/cancel': Method<{ order_id?: string; client_id?: string } & Partial<SignedJson>, Cancelled>;
  'private/cancel_all': Method<{ instrument?: string; label?: string } & Partial<SignedJson>, Cancelled>;
  'private/orders': Method<{ instrument?: string; open?: boolean } & PageRequest, Page<OrderJson>>;
  'private/order': Method<{ order_id?: string; client_id?: string }, OrderJson>;
  'private/fills': Method<{ instrument?: string; order_id?: string } & PageRequest, Page<FillJson>>;
  'private/positions': Method<None, { positions: PositionJson[] }>;
  'private/account': Method<{ slots?: boolean }, AccountJson>;
  'private/margin_preview': Method<
    {
      instrument?: string;
      side?: 'buy' | 'sell';
      size?: string;
      price?: string;
      reduce_only?: boolean;
      margin_mode?: string;
    },
    MarginPreviewJson
  >;
  'private/transfers': Method<PageRequest, Page<MovementJson>>;
  'private/settlements': Method<PageRequest, Page<AccountSettlementJson>>;
  'private/withdraw': Method<SignedJson, Moved>;
  'private/transfer': Method<SignedJson, Moved>;
  'private/set_margin_mode': Method<SignedJson, { account: AccountJson; receipt: ReceiptJson }>;
  'private/subscribe': Method<{ channels: ('orders' | 'fills' | 'positions' | 'account')[] }, { subscribed: string[] }>;
}

export type MethodName = keyof ApiMethods;
export type MethodParams<M extends MethodName> = ApiMethods[M]['params'];
export type MethodResult<M extends MethodName> = ApiMethods[M]['result'];

import { type Static, Type } from 'typebox';
import { ErrorSchema } from './error.ts';
import {
  AccountId,
  Address,
  ClientId,
  Count,
  closedObject,
  DecimalString,
  finalityFields,
  InstrumentName,
  IntegerString,
  Label,
  Milliseconds,
  nullable,
  OrderId,
  optional,
  SequenceNumber,
  Side,
} from './primitives.ts';

export const TimeInForce = Type.Enum(['gtc', 'gtt', 'ioc', 'fok']);
export const OrderType = Type.Enum(['limit', 'market']);
export const SelfTradePrevention = Type.Enum(['expire_maker', 'expire_taker', 'expire_both']);

/** One order as it stands; every figure is derived from the signed instruction. */
export const OrderSchema = closedObject({
  order_id: OrderId,
  client_id: nullable(ClientId),
  label: nullable(Label),
  account: AccountId,
  instrument: InstrumentName,
  side: Side,
  type: OrderType,
  time_in_force: TimeInForce,
  post_only: Type.Boolean(),
  reduce_only: Type.Boolean(),
  price: DecimalString,
  amount: DecimalString,
  filled: DecimalString,
  remaining: DecimalString,
  average_price: nullable(DecimalString),
  fee: DecimalString,
  status: Type.Enum(['open', 'filled', 'cancelled', 'expired']),
  reason: nullable(Type.String({ description: 'Why it is no longer open' })),
  slot: Count,
  generation: IntegerString,
  revision: Count,
  expiry: Count,
  created_at: Milliseconds,
  updated_at: Milliseconds,
  engine_seq: SequenceNumber,
  ...finalityFields,
});
export type OrderJson = Static<typeof OrderSchema>;

export const FillSchema = closedObject({
  trade_id: Type.String(),
  order_id: nullable(OrderId),
  client_id: nullable(ClientId),
  account: AccountId,
  instrument: InstrumentName,
  side: Side,
  liquidity: Type.Enum(['maker', 'taker', 'liquidation', 'deleveraging']),
  price: DecimalString,
  size: DecimalString,
  fee: DecimalString,
  time: Milliseconds,
  engine_seq: SequenceNumber,
  ...finalityFields,
});
export type FillJson = Static<typeof FillSchema>;

export const PositionSchema = closedObject({
  account: AccountId,
  instrument: InstrumentName,
  size: DecimalString,
  entry_price: nullable(DecimalString),
  mark_price: nullable(DecimalString),
  notional: DecimalString,
  unrealized_pnl: nullable(DecimalString),
  realized_pnl: DecimalString,
  funding_paid: DecimalString,
  liquidation_price: nullable(DecimalString),
});
export type PositionJson = Static<typeof PositionSchema>;

const SlotSchema = closedObject({
  slot: Count,
  generation: IntegerString,
  revision: Count,
  filled: IntegerString,
});

export const MarginModeSchema = Type.String({
  pattern: '^(standard|portfolio:[A-Z0-9]{1,16})$',
  description: 'standard, or portfolio: and the underlying whose positions are margined together',
});

export const AccountSchema = closedObject({
  account: AccountId,
  owner: Address,
  key: Type.Tuple([IntegerString, IntegerString]),
  margin_mode: MarginModeSchema,
  collateral: DecimalString,
  equity: DecimalString,
  initial_margin: DecimalString,
  maintenance_margin: DecimalString,
  free_collateral: DecimalString,
  collateral_ratio: nullable(DecimalString),
  unrealized_pnl: nullable(DecimalString),
  min_generation: IntegerString,
  open_orders: Count,
  engine_seq: SequenceNumber,
  slots: optional(Type.Array(SlotSchema, { description: 'Used slots, when asked for' })),
});
export type AccountJson = Static<typeof AccountSchema>;

/** Where an account stands with its margin. */
const AccountHealthSchema = closedObject({
  equity: DecimalString,
  initial_margin: DecimalString,
  maintenance_margin: DecimalString,
  free_collateral: DecimalString,
});
export type AccountHealthJson = Static<typeof AccountHealthSchema>;

/** What an order or a margin mode would make of that; `worst_case` is the equity that this and the open orders would need. */
export const MarginPreviewSchema = closedObject({
  margin_mode: MarginModeSchema,
  now: AccountHealthSchema,
  after: AccountHealthSchema,
  worst_case: DecimalString,
  accepted: Type.Boolean(),
  reason: nullable(ErrorSchema),
});

/** A position in an expired instrument, paid out. */
export const AccountSettlementSchema = closedObject({
  account: AccountId,
  instrument: InstrumentName,
  size: DecimalString,
  amount: DecimalString,
  time: Milliseconds,
  engine_seq: SequenceNumber,
  ...finalityFields,
});
export type AccountSettlementJson = Static<typeof AccountSettlementSchema>;

/** A deposit, withdrawal or transfer. */
export const MovementSchema = closedObject({
  movement_id: Type.String(),
  kind: Type.Enum(['register', 'deposit', 'withdrawal', 'transfer_in', 'transfer_out', 'insurance']),
  account: AccountId,
  counterparty: nullable(AccountId),
  amount: DecimalString,
  time: Milliseconds,
  engine_seq: SequenceNumber,
  entry_tx: nullable(Type.String({ description: 'L1 transaction that queued a registration or deposit' })),
  ...finalityFields,
});
export type MovementJson = Static<typeof MovementSchema>;

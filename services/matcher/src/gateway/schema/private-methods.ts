import { Type } from 'typebox';
import {
  AccountSchema,
  AccountSettlementSchema,
  FillSchema,
  MarginModeSchema,
  MarginPreviewSchema,
  MovementSchema,
  OrderSchema,
  OrderType,
  PositionSchema,
  SelfTradePrevention,
  TimeInForce,
} from './account-records.ts';
import { LiquidationSchema } from './liquidation-records.ts';
import { method } from './method.ts';
import {
  AccountId,
  ClientId,
  closedObject,
  DecimalString,
  HexString,
  InstrumentName,
  IntegerString,
  Label,
  Milliseconds,
  nullable,
  OrderId,
  optional,
  pageOf,
  pageParams,
  Side,
} from './primitives.ts';
import { MAX_CHANNELS_PER_CALL } from './public-methods.ts';
import { ReceiptSchema } from './receipt.ts';
import { InstructionSchema, KeySchema, SignatureSchema, signedFields } from './signed-instruction.ts';

const SessionScope = Type.Enum(['read', 'trade']);
/** Longest a session may live, seconds. */
export const SESSION_SECONDS_MAX = 7 * 24 * 3600;

const maybeSigned = {
  instruction: optional(InstructionSchema),
  signature: optional(SignatureSchema),
  key: optional(KeySchema),
};
const read = { scope: 'read', budget: 'reads' } as const;

/**
 * Methods that need a session (private/login). What an order is worth is never said twice: instrument, side, price,
 * amount, flags and expiry come from the signed instruction only, so the two cannot diverge.
 */
export const privateMethods = {
  'private/login': method({
    scope: 'public',
    budget: 'reads',
    summary: 'Open a session, by a signature of the L2 key (signature, key) or of the owner wallet (wallet_signature).',
    params: closedObject({
      account: AccountId,
      nonce: IntegerString,
      scope: SessionScope,
      expires_in: optional(Type.Integer({ minimum: 60, maximum: SESSION_SECONDS_MAX, description: 'Seconds' })),
      signature: optional(SignatureSchema),
      key: optional(KeySchema),
      wallet_signature: optional(HexString),
    }),
    result: closedObject({
      token: Type.String(),
      account: AccountId,
      scope: SessionScope,
      expires_at: Milliseconds,
    }),
  }),
  'private/place': method({
    scope: 'trade',
    budget: 'orders',
    summary: 'Place a signed order. A market order is one that is ioc or fok with its worst price signed.',
    params: closedObject({
      ...signedFields,
      type: optional(OrderType),
      time_in_force: optional(TimeInForce),
      client_id: optional(ClientId),
      label: optional(Label),
      stp: optional(SelfTradePrevention),
      valid_until: optional(Milliseconds),
    }),
    result: closedObject({ order: OrderSchema, fills: Type.Array(FillSchema), receipt: nullable(ReceiptSchema) }),
  }),
  'private/liquidate': method({
    scope: 'trade',
    budget: 'orders',
    summary: 'Take over a position of an account below maintenance margin, with a signed market order of the keeper.',
    params: closedObject({
      account: AccountId,
      instrument: InstrumentName,
      ...signedFields,
      valid_until: optional(Milliseconds),
    }),
    result: closedObject({
      order: OrderSchema,
      fills: Type.Array(FillSchema),
      receipt: nullable(ReceiptSchema),
      liquidation: LiquidationSchema,
    }),
  }),
  'private/cancel': method({
    scope: 'trade',
    budget: 'cancels',
    summary: 'Take one order off the book. With a signed `cancel` instruction its slot is killed for good.',
    params: closedObject({ order_id: optional(OrderId), client_id: optional(ClientId), ...maybeSigned }),
    result: closedObject({ cancelled: Type.Array(OrderSchema), receipt: nullable(ReceiptSchema) }),
  }),
  'private/cancel_all': method({
    scope: 'trade',
    budget: 'none',
    summary: 'Take all orders off the book. With a signed `cancelAll` instruction every older one is dead for good.',
    params: closedObject({ instrument: optional(InstrumentName), label: optional(Label), ...maybeSigned }),
    result: closedObject({ cancelled: Type.Array(OrderSchema), receipt: nullable(ReceiptSchema) }),
  }),
  'private/orders': method({
    ...read,
    summary: 'Open orders; with `open: false` those of the past, latest first.',
    params: closedObject({ instrument: optional(InstrumentName), open: optional(Type.Boolean()), ...pageParams }),
    result: pageOf(OrderSchema),
  }),
  'private/order': method({
    ...read,
    summary: 'One order by its id or client id.',
    params: closedObject({ order_id: optional(OrderId), client_id: optional(ClientId) }),
    result: OrderSchema,
  }),
  'private/fills': method({
    ...read,
    summary: 'Own fills, latest first.',
    params: closedObject({ instrument: optional(InstrumentName), order_id: optional(OrderId), ...pageParams }),
    result: pageOf(FillSchema),
  }),
  'private/positions': method({
    ...read,
    summary: 'Open positions.',
    params: closedObject({}),
    result: closedObject({ positions: Type.Array(PositionSchema) }),
  }),
  'private/account': method({
    ...read,
    summary: 'Balance, margin figures and, when asked for, the used instruction slots.',
    params: closedObject({ slots: optional(Type.Boolean()) }),
    result: AccountSchema,
  }),
  'private/margin_preview': method({
    ...read,
    summary: 'What an order, or another margin mode, would make of the margin, and whether the margin rules allow it.',
    params: closedObject({
      instrument: optional(InstrumentName),
      side: optional(Side),
      size: optional(DecimalString),
      price: optional(DecimalString),
      reduce_only: optional(Type.Boolean()),
      margin_mode: optional(MarginModeSchema),
    }),
    result: MarginPreviewSchema,
  }),
  'private/transfers': method({
    ...read,
    summary: 'Deposits, withdrawals and transfers, latest first.',
    params: closedObject(pageParams),
    result: pageOf(MovementSchema),
  }),
  'private/settlements': method({
    ...read,
    summary: 'Positions in expired instruments that were paid out, latest first.',
    params: closedObject(pageParams),
    result: pageOf(AccountSettlementSchema),
  }),
  'private/withdraw': method({
    scope: 'trade',
    budget: 'orders',
    summary: 'Withdraw to the L1 owner of the account, with a signed `withdraw` instruction.',
    params: closedObject(signedFields),
    result: closedObject({ movement: MovementSchema, receipt: ReceiptSchema }),
  }),
  'private/transfer': method({
    scope: 'trade',
    budget: 'orders',
    summary: 'Move collateral to another account of the same owner, with a signed `transfer` instruction.',
    params: closedObject(signedFields),
    result: closedObject({ movement: MovementSchema, receipt: ReceiptSchema }),
  }),
  'private/set_margin_mode': method({
    scope: 'trade',
    budget: 'orders',
    summary:
      'Take a margin mode, with a signed `marginMode` instruction: standard, or portfolio margin of an underlying.',
    params: closedObject(signedFields),
    result: closedObject({ account: AccountSchema, receipt: ReceiptSchema }),
  }),
  'private/subscribe': method({
    scope: 'read',
    budget: 'subscriptions',
    summary: 'Subscribe to private channels of the session (WebSocket only).',
    params: closedObject({
      channels: Type.Array(Type.Enum(['orders', 'fills', 'positions', 'account']), {
        minItems: 1,
        maxItems: MAX_CHANNELS_PER_CALL,
      }),
    }),
    result: closedObject({ subscribed: Type.Array(Type.String()) }),
  }),
};

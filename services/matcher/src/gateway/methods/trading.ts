import { type SignedInstruction, TenorError } from '@tenor/protocol';
import type { CommandResult } from '../../sequencer/exchange.ts';
import type { Order } from '../../sequencer/order.ts';
import type { Receipt } from '../../sequencer/queries.ts';
import { requireSession } from '../caller.ts';
import type { GatewayContext, UntimedCommand } from '../gateway-context.ts';
import type { MethodParams, MethodResult } from '../schema/methods.ts';
import type { ReceiptJson } from '../schema/receipt.ts';
import type { MethodHandlers } from './method-handlers.ts';
import { maybeSignedParams, signedParams } from './signed-params.ts';

type PlaceParams = MethodParams<'private/place'>;
type PlaceResult = MethodResult<'private/place'>;

/** Flags that contradict each other are refused; everything else of the order is what was signed. */
function placeCommand(params: PlaceParams, signed: SignedInstruction): Extract<UntimedCommand, { type: 'place' }> {
  const orderType = params.type ?? 'limit';
  const timeInForce = params.time_in_force ?? (orderType === 'market' ? 'ioc' : 'gtc');
  const isImmediate = timeInForce === 'ioc' || timeInForce === 'fok';
  if (orderType === 'market' && !isImmediate) {
    throw new TenorError('INVALID_PARAMS', { param: 'time_in_force', detail: 'a market order is ioc or fok' });
  }
  if (signed.instruction.postOnly && isImmediate) {
    throw new TenorError('INVALID_PARAMS', { param: 'time_in_force', detail: 'a post-only order has to rest' });
  }
  return {
    type: 'place',
    signed,
    orderType,
    timeInForce,
    stp: params.stp ?? 'expire_taker',
    clientId: params.client_id ?? null,
    label: params.label ?? null,
  };
}

const signedReceipt = async ({ receipts }: GatewayContext, receipt: Receipt | null): Promise<ReceiptJson | null> =>
  receipt ? receipts.sign(receipt) : null;

/** A repeated client id answers with the first order and its receipt, and without fills. */
export async function placeResult(
  context: GatewayContext,
  { receipt, events, order }: CommandResult,
): Promise<PlaceResult> {
  const { records } = context;
  if (!order) throw new Error('a placed order left no record');
  const fills = events.flatMap((event) =>
    event.type === 'fill' && event.fill.orderId === order.id ? [records.fill(event.fill)] : [],
  );
  return { order: records.order(order), fills, receipt: await signedReceipt(context, receipt) };
}

async function cancelResult(context: GatewayContext, { receipt, events }: CommandResult) {
  const cancelled = events.flatMap((event) =>
    event.type === 'order' && event.change === 'cancelled' ? [context.records.order(event.order)] : [],
  );
  return { cancelled, receipt: await signedReceipt(context, receipt) };
}

/** An account's order by either id. Throws ORDER_NOT_FOUND, and INVALID_PARAMS unless exactly one id is given. */
export function findOrder(
  { queries }: GatewayContext,
  account: number,
  { order_id, client_id }: { order_id?: string; client_id?: string },
): Order {
  if ((order_id === undefined) === (client_id === undefined)) {
    throw new TenorError('INVALID_PARAMS', { param: 'order_id', detail: 'give order_id or client_id' });
  }
  const id = Number(order_id);
  const order =
    client_id === undefined
      ? Number.isSafeInteger(id)
        ? queries.order(id)
        : null
      : queries.orderByClientId(account, client_id);
  if (!order || order.account !== account) throw new TenorError('ORDER_NOT_FOUND', { param: 'order_id' });
  return order;
}

const ready = Promise.resolve();

/** Orders and their cancellation. */
export const trading: MethodHandlers<'private/place' | 'private/cancel' | 'private/cancel_all'> = {
  'private/place': async (context, params, caller) => {
    const { account } = requireSession(caller, 'trade', context.now());
    if (params.valid_until !== undefined && params.valid_until < context.now()) {
      throw new TenorError('EXPIRED', { param: 'valid_until' });
    }
    const signed = signedParams(params, 'order', account);
    const command = placeCommand(params, signed);
    const checked = context.signatures.check(signed);
    return placeResult(context, await caller.inOrder.run(checked, () => context.submit(command)));
  },
  'private/cancel': async (context, params, caller) => {
    const { account } = requireSession(caller, 'trade', context.now());
    const signed = maybeSignedParams(params, 'cancel', account);
    const outcome = await caller.inOrder.run(signed ? context.signatures.check(signed) : ready, () => {
      if (signed) return context.submit({ type: 'cancelForGood', signed });
      return context.submit({ type: 'cancel', account, orderId: findOrder(context, account, params).id });
    });
    return cancelResult(context, outcome);
  },
  'private/cancel_all': async (context, params, caller) => {
    const { account } = requireSession(caller, 'trade', context.now());
    const signed = maybeSignedParams(params, 'cancelAll', account);
    if (signed && (params.instrument !== undefined || params.label !== undefined)) {
      throw new TenorError('INVALID_PARAMS', { param: 'instrument', detail: 'a signed cancel-all takes everything' });
    }
    const instrument = params.instrument === undefined ? null : context.instruments.byName(params.instrument).id;
    const outcome = await caller.inOrder.run(signed ? context.signatures.check(signed) : ready, () =>
      context.submit({ type: 'cancelAll', account, instrument, label: params.label ?? null, signed }),
    );
    return cancelResult(context, outcome);
  },
};

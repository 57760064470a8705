import { packInstruction, type SignedInstruction, TenorError } from '@tenor/protocol';
import type { Order } from '../../sequencer/order.ts';
import { requireSession } from '../caller.ts';
import type { CommandOutcome } from '../exchange-port.ts';
import type { GatewayContext, UntimedCommand } from '../gateway-context.ts';
import type { MethodParams, MethodResult } from '../schema/methods.ts';
import type { MethodHandlers } from './method-handlers.ts';
import { maybeSignedParams, signedParams } from './signed-params.ts';

type PlaceParams = MethodParams<'private/place'>;
type PlaceResult = MethodResult<'private/place'>;

function isSameInstruction(a: SignedInstruction, b: SignedInstruction): boolean {
  const [left, right] = [packInstruction(a.instruction), packInstruction(b.instruction)];
  return left.w0 === right.w0 && left.w1 === right.w1;
}

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

/** The order that was placed before with the same client id and the same instruction; null when there is none. */
function repeatedOrder({ queries }: GatewayContext, signed: SignedInstruction, clientId?: string): Order | null {
  const existing = clientId === undefined ? null : queries.orderByClientId(signed.instruction.account, clientId);
  return existing && isSameInstruction(existing.signed, signed) ? existing : null;
}

/** An order's id is the engine sequence of the command that placed it, and so leads to its receipt. */
async function repeatedResult({ queries, records, receipts }: GatewayContext, order: Order): Promise<PlaceResult> {
  const receipt = queries.receipt(order.id);
  return { order: records.order(order), fills: [], receipt: receipt ? await receipts.sign(receipt) : null };
}

async function placeResult({ records, receipts }: GatewayContext, outcome: CommandOutcome): Promise<PlaceResult> {
  const { receipt, events } = outcome;
  let order: Order | null = null;
  const fills: PlaceResult['fills'] = [];
  for (const event of events) {
    if (event.type === 'order' && event.order.id === receipt.engineSeq) order = event.order;
    if (event.type === 'fill' && event.fill.orderId === receipt.engineSeq) fills.push(records.fill(event.fill));
  }
  if (!order) throw new Error('a placed order left no event');
  return { order: records.order(order), fills, receipt: await receipts.sign(receipt) };
}

async function cancelResult({ records, receipts }: GatewayContext, { receipt, events }: CommandOutcome) {
  const cancelled = events.flatMap((event) =>
    event.type === 'order' && event.change === 'cancelled' ? [records.order(event.order)] : [],
  );
  return { cancelled, receipt: await receipts.sign(receipt) };
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
    const placed = await caller.inOrder.run<Order | CommandOutcome>(
      checked,
      () => repeatedOrder(context, signed, params.client_id) ?? context.submit(command),
    );
    return 'events' in placed ? placeResult(context, placed) : repeatedResult(context, placed);
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

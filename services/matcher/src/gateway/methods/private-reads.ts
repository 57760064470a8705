import { requireSession } from '../caller.ts';
import { filteredPage, pageJson, pageRequest } from '../page-cursor.ts';
import type { MethodHandlers } from './method-handlers.ts';
import { findOrder } from './trading.ts';

type Names =
  | 'private/orders'
  | 'private/order'
  | 'private/fills'
  | 'private/positions'
  | 'private/account'
  | 'private/transfers'
  | 'private/settlements';

/** Reads of the session's own account. */
export const privateReads: MethodHandlers<Names> = {
  'private/orders': ({ queries, records, instruments, now }, params, caller) => {
    const { account } = requireSession(caller, 'read', now());
    const instrument = params.instrument === undefined ? undefined : instruments.byName(params.instrument).id;
    if (params.open === false) {
      const page = filteredPage(
        (request) => queries.closedOrders(account, request),
        pageRequest(params),
        (order) => instrument === undefined || order.instrument === instrument,
        (order) => order.engineSeq,
      );
      return pageJson(page, (order) => records.order(order));
    }
    const open = queries.openOrders(account, instrument);
    return { results: open.map((order) => records.order(order)), next: null };
  },
  'private/order': (context, params, caller) => {
    const { account } = requireSession(caller, 'read', context.now());
    return context.records.order(findOrder(context, account, params));
  },
  'private/fills': ({ queries, records, instruments, now }, params, caller) => {
    const { account } = requireSession(caller, 'read', now());
    const instrument = params.instrument === undefined ? null : instruments.byName(params.instrument).id;
    const page = filteredPage(
      (request) => queries.fills(account, request),
      pageRequest(params),
      (fill) =>
        (instrument === null || fill.instrument === instrument) &&
        (params.order_id === undefined || (fill.orderId !== null && String(fill.orderId) === params.order_id)),
      (fill) => fill.tradeId,
    );
    return pageJson(page, (fill) => records.fill(fill));
  },
  'private/positions': ({ accounts, now }, _, caller) => ({
    positions: accounts.positions(requireSession(caller, 'read', now()).account),
  }),
  'private/account': ({ accounts, now }, params, caller) =>
    accounts.account(requireSession(caller, 'read', now()).account, params.slots),
  'private/settlements': ({ queries, records, now }, params, caller) => {
    const { account } = requireSession(caller, 'read', now());
    return pageJson(queries.settlements(account, pageRequest(params)), (settlement) => records.settlement(settlement));
  },
  'private/transfers': ({ queries, records, now }, params, caller) => {
    const { account } = requireSession(caller, 'read', now());
    return pageJson(queries.movements(account, pageRequest(params)), (movement) => records.movement(movement));
  },
};

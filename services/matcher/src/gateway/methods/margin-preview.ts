import { type AccountHealth, TenorError } from '@tenor/protocol';
import type { PreviewedOrder } from '../../sequencer/margin-preview.ts';
import { requireSession } from '../caller.ts';
import { usdText } from '../decimal-text.ts';
import { errorJson } from '../error-reply.ts';
import type { InstrumentDirectory } from '../instrument-directory.ts';
import { marginModeOf, marginModeText } from '../margin-mode-text.ts';
import type { AccountHealthJson } from '../schema/account-records.ts';
import type { MethodParams } from '../schema/methods.ts';
import type { MethodHandlers } from './method-handlers.ts';

type Params = MethodParams<'private/margin_preview'>;

/** What an order or a margin mode would make of the session's own account. */
export const marginPreview: MethodHandlers<'private/margin_preview'> = {
  'private/margin_preview': ({ queries, instruments, now }, params, caller) => {
    const { account } = requireSession(caller, 'read', now());
    const marginMode = params.margin_mode === undefined ? null : marginModeOf(params.margin_mode);
    const order = orderOf(params, instruments);
    if (!order && marginMode === null) {
      throw new TenorError('INVALID_PARAMS', { param: 'instrument', detail: 'name an order, a margin_mode or both' });
    }
    const preview = queries.marginPreview({ account, order, marginMode }, now());
    return {
      margin_mode: marginModeText(marginMode ?? queries.ledgerAccount(account).marginMode),
      now: healthJson(preview.now),
      after: healthJson(preview.after),
      worst_case: usdText(preview.worstCase),
      accepted: preview.refusal === null,
      reason: preview.refusal && errorJson(preview.refusal),
    };
  },
};

/** The order of the params, null where none of its members is given. Throws INVALID_PARAMS where only some are. */
function orderOf(params: Params, instruments: InstrumentDirectory): PreviewedOrder | null {
  const { instrument: name, side, size, price, reduce_only } = params;
  if ([name, side, size, price, reduce_only].every((member) => member === undefined)) return null;
  const missing = (param: string): TenorError => new TenorError('INVALID_PARAMS', { param, detail: 'missing' });
  if (name === undefined) throw missing('instrument');
  if (side === undefined) throw missing('side');
  if (size === undefined) throw missing('size');
  if (price === undefined) throw missing('price');
  const instrument = instruments.listed(name);
  return {
    instrument: instrument.id,
    side: side === 'buy' ? 0 : 1,
    price: instrument.microUsdPerLot(price),
    lots: instrument.lots(size),
    reduceOnly: reduce_only ?? false,
  };
}

const healthJson = (health: AccountHealth): AccountHealthJson => ({
  equity: usdText(health.equity),
  initial_margin: usdText(health.initialMargin),
  maintenance_margin: usdText(health.maintenanceMargin),
  free_collateral: usdText(health.freeCollateral),
});

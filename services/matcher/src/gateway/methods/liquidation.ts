import { TenorError } from '@tenor/protocol';
import { currentFigures } from '../../sequencer/current-figures.ts';
import { requireSession } from '../caller.ts';
import { liquidatableJson } from '../liquidatable-json.ts';
import { filteredPage, pageJson, pageRequest } from '../page-cursor.ts';
import type { MethodHandlers } from './method-handlers.ts';
import { signedParams } from './signed-params.ts';
import { placeResult } from './trading.ts';

const LIQUIDATABLE_DEFAULT = 100;

/** Accounts to liquidate, what was liquidated, and taking a position over. */
export const liquidation: MethodHandlers<
  'public/liquidatable' | 'public/liquidations' | 'public/deleveragings' | 'private/liquidate'
> = {
  'public/liquidatable': ({ queries, instruments, liquidatable }, { limit }) => {
    const below = liquidatable.list();
    const { engineSeq, keeperSharePpm } = queries.summary();
    const terms = { figuresOf: currentFigures(queries), keeperSharePpm };
    return {
      oracle_round: queries.round()?.round ?? null,
      engine_seq: engineSeq,
      total: below.length,
      accounts: below
        .slice(0, limit ?? LIQUIDATABLE_DEFAULT)
        .map((account) => liquidatableJson(account, instruments, terms)),
    };
  },
  'public/liquidations': ({ queries, records }, params) => {
    const { account } = params;
    const page =
      account === undefined
        ? queries.liquidations(pageRequest(params))
        : filteredPage(
            (request) => queries.liquidations(request),
            pageRequest(params),
            (one) => one.account === account,
            (one) => one.engineSeq,
          );
    return pageJson(page, (one) => records.liquidation(one));
  },
  'public/deleveragings': ({ queries, records }, params) => {
    const { account } = params;
    const page =
      account === undefined
        ? queries.deleveragings(pageRequest(params))
        : filteredPage(
            (request) => queries.deleveragings(request),
            pageRequest(params),
            (one) => one.account === account || one.counterparties.some((party) => party.account === account),
            (one) => one.engineSeq,
          );
    return pageJson(page, (one) => records.deleveraging(one));
  },
  'private/liquidate': async (context, params, caller) => {
    const { account: keeper } = requireSession(caller, 'trade', context.now());
    if (params.valid_until !== undefined && params.valid_until < context.now()) {
      throw new TenorError('EXPIRED', { param: 'valid_until' });
    }
    const { account } = params;
    const instrument = context.instruments.listed(params.instrument).id;
    const offer = signedParams(params, 'order', keeper);
    if (offer.instruction.postOnly) {
      throw new TenorError('INVALID_PARAMS', { param: 'instruction.post_only', detail: 'an offer is taken at once' });
    }
    if (account === keeper) throw new TenorError('SELF_TRADE', { param: 'account' });
    const outcome = await caller.inOrder.run(context.signatures.check(offer), () =>
      context.submit({ type: 'liquidate', account, instrument, offer }),
    );
    for (const event of outcome.events) {
      if (event.type === 'liquidation') {
        const receipt = context.records.liquidation(event.liquidation);
        return { ...(await placeResult(context, outcome)), liquidation: receipt };
      }
    }
    throw new Error('a liquidation left no event');
  },
};

import { requireSession } from '../caller.ts';
import type { MethodHandlers } from './method-handlers.ts';
import { signedParams } from './signed-params.ts';

/** How an account's positions are margined. */
export const marginMode: MethodHandlers<'private/set_margin_mode'> = {
  'private/set_margin_mode': async (context, params, caller) => {
    const { account } = requireSession(caller, 'trade', context.now());
    const signed = signedParams(params, 'marginMode', account);
    const { receipt } = await caller.inOrder.run(context.signatures.check(signed), () =>
      context.submit({ type: 'marginMode', signed }),
    );
    return { account: context.accounts.account(account), receipt: await context.receipts.sign(receipt) };
  },
};

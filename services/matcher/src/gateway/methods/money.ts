import type { Caller } from '../caller.ts';
import { requireSession } from '../caller.ts';
import type { GatewayContext } from '../gateway-context.ts';
import type { MethodParams } from '../schema/methods.ts';
import type { MethodHandlers } from './method-handlers.ts';
import { signedParams } from './signed-params.ts';

/** Both are one signed command whose own movement is the answer. */
async function move(
  context: GatewayContext,
  type: 'withdraw' | 'transfer',
  params: MethodParams<'private/withdraw'>,
  caller: Caller,
) {
  const { account } = requireSession(caller, 'trade', context.now());
  const signed = signedParams(params, type, account);
  const { receipt, events } = await caller.inOrder.run(context.signatures.check(signed), () =>
    context.submit({ type, signed }),
  );
  for (const event of events) {
    if (receipt && event.type === 'movement' && event.movement.account === account) {
      return { movement: context.records.movement(event.movement), receipt: await context.receipts.sign(receipt) };
    }
  }
  throw new Error(`a ${type} left no event`);
}

/** Money out of an account. */
export const money: MethodHandlers<'private/withdraw' | 'private/transfer'> = {
  'private/withdraw': (context, params, caller) => move(context, 'withdraw', params, caller),
  'private/transfer': (context, params, caller) => move(context, 'transfer', params, caller),
};

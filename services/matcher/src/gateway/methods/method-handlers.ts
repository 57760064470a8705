import type { Caller } from '../caller.ts';
import type { GatewayContext } from '../gateway-context.ts';
import type { MethodName, MethodParams, MethodResult } from '../schema/methods.ts';

/** What runs a method once its params are valid, its budget paid and its scope checked. */
export type MethodHandler<N extends MethodName> = (
  context: GatewayContext,
  params: MethodParams<N>,
  caller: Caller,
) => MethodResult<N> | Promise<MethodResult<N>>;
export type MethodHandlers<N extends MethodName> = { readonly [M in N]: MethodHandler<M> };

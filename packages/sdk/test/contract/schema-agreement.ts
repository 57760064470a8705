import type { Static, TSchema } from 'typebox';
import type * as channelSchemas from '../../../../services/matcher/src/gateway/schema/channels.ts';
import type { ErrorJson as ServedError } from '../../../../services/matcher/src/gateway/schema/error.ts';
import type {
  MethodName as ServedMethod,
  MethodParams as ServedParams,
  MethodResult as ServedResult,
} from '../../../../services/matcher/src/gateway/schema/methods.ts';
import type { LimitsJson as ServedLimits } from '../../../../services/matcher/src/gateway/schema/receipt.ts';
import type {
  ApiChannels,
  ChannelKind,
  ErrorJson,
  LimitsJson,
  MethodName,
  MethodParams,
  MethodResult,
} from '../../src/index.ts';

/*
 * Compiles only while the client's types say the same as the schemas that the exchange serves. What a client sends must be
 * accepted, what it receives must be what it expects.
 */
type Assert<T extends true> = T;
type Fits<A, B> = [A] extends [B] ? true : false;
type Same<A, B> = Fits<A, B> extends true ? Fits<B, A> : false;
/** Names for which the client and the schema disagree. */
type Disagreeing<Names extends PropertyKey, Check extends Record<Names, boolean>> = {
  [N in Names]: Check[N] extends true ? never : N;
}[Names];

type ParamsAgree = { [M in MethodName]: Fits<MethodParams<M>, ServedParams<M & ServedMethod>> };
type ResultsAgree = { [M in MethodName]: Same<MethodResult<M>, ServedResult<M & ServedMethod>> };
type ServedMessage<K extends ChannelKind> = (typeof channelSchemas.channels)[K] extends infer S extends TSchema
  ? Static<S>
  : never;
/** The lists of the other channels have names that their schema's type does not know: the test compares those by value. */
type TypedChannel = 'book' | 'bbo' | 'ticker' | 'chain' | 'account';
type ChannelsAgree = { [K in TypedChannel]: Same<ApiChannels[K], ServedMessage<K>> };

export type Agreement = [
  Assert<Same<MethodName, ServedMethod>>,
  Assert<Same<Disagreeing<MethodName, ParamsAgree>, never>>,
  Assert<Same<Disagreeing<MethodName, ResultsAgree>, never>>,
  Assert<Same<ChannelKind, channelSchemas.ChannelKind>>,
  Assert<Same<Disagreeing<TypedChannel, ChannelsAgree>, never>>,
  Assert<Same<ErrorJson, ServedError>>,
  Assert<Same<LimitsJson, ServedLimits>>,
];

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from './caller.ts';
import { errorJson, httpStatusOf } from './error-reply.ts';
import { InOrder } from './in-order.ts';
import type { CallOutcome } from './rpc.ts';
import type { Sessions } from './sessions.ts';

/** The caller of one HTTP request. Throws UNAUTHENTICATED for a bearer token that is no session. */
export function httpCaller(request: FastifyRequest, sessions: Sessions): Caller {
  const token = /^Bearer (\S{1,200})$/.exec(request.headers.authorization ?? '')?.[1];
  return {
    ip: request.ip,
    session: token === undefined ? null : sessions.find(token),
    inOrder: new InOrder(),
    subscriber: null,
  };
}

/** Status and headers that mirror what the body says. */
export function mirrorOutcome(reply: FastifyReply, { error, reply: { limits } }: CallOutcome): FastifyReply {
  if (limits) {
    reply.header('x-ratelimit-limit', limits.limit);
    reply.header('x-ratelimit-remaining', limits.remaining);
    reply.header('x-ratelimit-reset', Math.ceil(limits.reset_ms / 1000));
  }
  const wait = error?.data.retry_after_ms;
  if (wait !== undefined) reply.header('retry-after', Math.ceil(wait / 1000));
  return reply.code(error ? httpStatusOf(error) : 200).type('application/json');
}

/** An outcome as plain REST: the result, or the error alone. */
export const sendPlain = (reply: FastifyReply, outcome: CallOutcome): FastifyReply =>
  mirrorOutcome(reply, outcome).send(JSON.stringify(outcome.error ? errorJson(outcome.error) : outcome.reply.result));

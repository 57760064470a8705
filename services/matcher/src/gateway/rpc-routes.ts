import type { FastifyInstance } from 'fastify';
import type { GatewayContext } from './gateway-context.ts';
import { httpCaller, mirrorOutcome, sendPlain } from './http-caller.ts';
import type { Rpc } from './rpc.ts';
import { ErrorSchema } from './schema/error.ts';
import { ReplySchema, RequestSchema } from './schema/json-rpc.ts';
import { type MethodName, methods } from './schema/methods.ts';
import { parseStrictJson } from './strict-json.ts';

const isForHttp = (name: MethodName): boolean => !name.endsWith('subscribe');

/** `POST /rpc` for JSON-RPC, and `POST /rpc/{method}` with the params as body and the plain result as answer. */
export function registerRpcRoutes(app: FastifyInstance, rpc: Rpc, { sessions }: GatewayContext): void {
  const schema = {
    summary: 'JSON-RPC 2.0: one call, or an array of up to 20',
    tags: ['JSON-RPC'],
    body: RequestSchema,
    response: { 200: ReplySchema, default: ReplySchema },
  };
  app.post('/rpc', { schema, attachValidation: true }, async (request, reply) => {
    const outcome = await rpc.message(String(request.body ?? ''), httpCaller(request, sessions));
    if (!('reply' in outcome)) {
      return reply.type('application/json').send(JSON.stringify(outcome.map((one) => one.reply)));
    }
    return mirrorOutcome(reply, outcome).send(JSON.stringify(outcome.reply));
  });
  for (const name of (Object.keys(methods) as MethodName[]).filter(isForHttp)) {
    const { summary, params, result, scope } = methods[name];
    app.post(
      `/rpc/${name}`,
      {
        schema: {
          summary,
          tags: [name.startsWith('public/') ? 'Public methods' : 'Private methods'],
          ...(scope === 'public' ? {} : { security: [{ session: [] }] }),
          body: params,
          response: { 200: result, default: ErrorSchema },
        },
      },
      async (request, reply) => {
        const text = String(request.body ?? '');
        const body = text === '' ? {} : parseStrictJson(text);
        return sendPlain(reply, await rpc.call(1, name, body, httpCaller(request, sessions)));
      },
    );
  }
}

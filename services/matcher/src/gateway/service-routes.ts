import type { FastifyInstance } from 'fastify';
import { asyncApiDocument } from './async-api.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { GatewayMetrics } from './metrics.ts';

const hidden = { schema: { hide: true } };

/** Documents, health and metrics of this process. */
export function registerServiceRoutes(app: FastifyInstance, context: GatewayContext, metrics: GatewayMetrics): void {
  let openApi: string | null = null;
  app.get('/openapi.json', hidden, async (_, reply) => {
    openApi ??= JSON.stringify(app.swagger());
    return reply.type('application/json').send(openApi);
  });
  const asyncApi = JSON.stringify(asyncApiDocument());
  app.get('/asyncapi.json', hidden, async (_, reply) => reply.type('application/json').send(asyncApi));
  app.get('/health', hidden, async (_, reply) => {
    const { halted, engineSeq } = context.queries.summary();
    const body = { ok: halted === null, engine_seq: engineSeq, ...(halted === null ? {} : { halted }) };
    return reply.code(halted === null ? 200 : 503).send(body);
  });
  app.get('/metrics', hidden, async (_, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
}

import { TenorError } from '@tenor/protocol';
import type { FastifyInstance } from 'fastify';
import { type TObject, Type } from 'typebox';
import type { GatewayContext } from './gateway-context.ts';
import { httpCaller, sendPlain } from './http-caller.ts';
import type { Rpc } from './rpc.ts';
import { BatchProofSchema } from './schema/batch-records.ts';
import { ErrorSchema } from './schema/error.ts';
import { type MethodName, methods } from './schema/methods.ts';

const RESOURCES = {
  time: 'public/time',
  status: 'public/status',
  instruments: 'public/instruments',
  settlements: 'public/settlements',
  ticker: 'public/ticker',
  order_book: 'public/order_book',
  trades: 'public/trades',
  candles: 'public/candles',
  funding_history: 'public/funding_history',
  liquidatable: 'public/liquidatable',
  liquidations: 'public/liquidations',
  deleveragings: 'public/deleveragings',
  batches: 'public/batches',
  oracle_rounds: 'public/oracle_rounds',
  account_by_owner: 'public/account_by_owner',
} as const satisfies Record<string, MethodName>;

/** A proof and a key never change once they are there. */
const IMMUTABLE = 'public, max-age=31536000, immutable';
const tags = ['Market data and batches'];

/** Numbers arrive as text in a query; everything else is checked by the method itself. */
function typedQuery(schema: TObject, query: unknown): Record<string, unknown> {
  const typed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(query as Record<string, unknown>)) {
    if (Array.isArray(value)) throw new TenorError('INVALID_PARAMS', { param: name, detail: 'given twice' });
    const property: unknown = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    const isInteger =
      typeof property === 'object' && property !== null && 'type' in property && property.type === 'integer';
    typed[name] = isInteger && typeof value === 'string' && /^-?\d{1,17}$/.test(value) ? Number(value) : value;
  }
  return typed;
}

function batchNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new TenorError('INVALID_PARAMS', { param: 'number', detail: 'a batch number' });
  return Number(text);
}

/** `GET /v1/…`: public market data and batches as plain REST. */
export function registerRestRoutes(app: FastifyInstance, rpc: Rpc, context: GatewayContext): void {
  const { sessions, proofs, options } = context;
  for (const [resource, name] of Object.entries(RESOURCES)) {
    const { summary, params, result } = methods[name];
    const schema = { summary, tags, querystring: params, response: { 200: result, default: ErrorSchema } };
    app.get(`/v1/${resource}`, { schema }, async (request, reply) => {
      const query = typedQuery(params as TObject, request.query);
      return sendPlain(reply, await rpc.call(1, name, query, httpCaller(request, sessions)));
    });
  }
  const numbered = Type.Object({ number: Type.Integer() });
  app.get<{ Params: { number: string } }>(
    '/v1/batches/:number',
    {
      schema: {
        summary: methods['public/batch'].summary,
        tags,
        params: numbered,
        response: { 200: methods['public/batch'].result, default: ErrorSchema },
      },
    },
    async (request, reply) => {
      const number = batchNumber(request.params.number);
      return sendPlain(reply, await rpc.call(1, 'public/batch', { number }, httpCaller(request, sessions)));
    },
  );
  app.get<{ Params: { number: string } }>(
    '/v1/batches/:number/proof',
    {
      config: { rateLimit: { max: 120, timeWindow: '1 minute' } },
      schema: {
        summary: 'Proof, public signals and published words of a batch, as snarkjs takes them',
        tags,
        params: numbered,
        response: { 200: BatchProofSchema, default: ErrorSchema },
      },
    },
    async ({ params }, reply) => {
      const proof = proofs.proof(batchNumber(params.number));
      return reply.header('cache-control', 'public, max-age=60').type('application/json').send(JSON.stringify(proof));
    },
  );
  app.get<{ Params: { id: string } }>(
    '/v1/verification-key/:id',
    {
      config: { rateLimit: { max: 120, timeWindow: '1 minute' } },
      schema: { summary: 'A verification key as snarkjs takes it', tags, params: Type.Object({ id: Type.String() }) },
    },
    async ({ params }, reply) =>
      reply.header('cache-control', IMMUTABLE).type('application/json').send(proofs.verificationKey(params.id)),
  );
  app.get(
    '/v1/config',
    { schema: { summary: 'What the web app must know of this deployment', tags } },
    async (_, reply) => reply.type('application/json').send(JSON.stringify(options.webConfig ?? {})),
  );
}

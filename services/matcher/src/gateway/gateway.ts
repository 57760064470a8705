import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import websocket from '@fastify/websocket';
import { TenorError } from '@tenor/protocol';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  LogController,
} from 'fastify';
import { errorJson, httpStatusOf } from './error-reply.ts';
import { createGatewayContext, type GatewayContext } from './gateway-context.ts';
import type { GatewayOptions } from './gateway-options.ts';
import { registerInternalRoutes } from './internal.ts';
import { GatewayMetrics } from './metrics.ts';
import { registerRestRoutes } from './rest-routes.ts';
import { MESSAGE_BYTES_MAX, Rpc } from './rpc.ts';
import { registerRpcRoutes } from './rpc-routes.ts';
import { registerServiceRoutes } from './service-routes.ts';
import { registerWebFiles } from './web-files.ts';
import { registerWebSocket } from './ws-route.ts';

/** The API server of one exchange. */
export interface Gateway {
  readonly app: FastifyInstance;
  /** Returns the address it listens on. Throws PORT_BUSY when another process does. */
  listen(address: { readonly port: number; readonly host?: string }): Promise<string>;
  close(): Promise<void>;
}

/** A frame above this closes the connection; up to it, what is too large gets its numbered error. */
const FRAME_BYTES_MAX = 1024 * 1024;

/** What fastify and its plugins throw, by number: none of it is a fault of ours unless it says so. */
function tenorErrorOf(error: FastifyError | TenorError, logger: GatewayOptions['logger']): TenorError {
  if (error instanceof TenorError) return error;
  if (error.statusCode === 413) return new TenorError('MESSAGE_TOO_LARGE');
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return new TenorError('PARSE_ERROR', { detail: error.message.slice(0, 200) });
  }
  logger.error({ err: error }, 'a request failed');
  return new TenorError('INTERNAL');
}

async function registerPlugins(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Tenor', description: 'Derivatives exchange on a zk rollup', version: '0.1.0' },
      components: { securitySchemes: { session: { type: 'http', scheme: 'bearer' } } },
    },
  });
  await app.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_, { ttl }) => new TenorError('RATE_LIMIT', { retryable: true, retry_after_ms: ttl }),
  });
  await app.register(websocket, { options: { maxPayload: FRAME_BYTES_MAX } });
}

function prepareApp(options: GatewayOptions): FastifyInstance {
  const { logger } = options;
  const app = Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MESSAGE_BYTES_MAX,
    requestTimeout: 30_000,
    forceCloseConnections: true,
    frameworkErrors: (error, _, reply) => {
      const refusal = tenorErrorOf(error, logger);
      (reply as FastifyReply).code(httpStatusOf(refusal)).send(errorJson(refusal));
    },
  });
  // Bodies are parsed strictly by whoever takes them; replies are serialised there too. Schemas are for the documents.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body));
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.setErrorHandler((error: FastifyError | TenorError, { url }, reply) => {
    const refusal = tenorErrorOf(error, logger);
    const plain = errorJson(refusal);
    const body = url === '/rpc' ? { jsonrpc: '2.0', id: null, error: plain } : plain;
    return reply.code(httpStatusOf(refusal)).type('application/json').send(JSON.stringify(body));
  });
  return app;
}

function startMarketData({ marketData, liquidatable, options }: GatewayContext): () => void {
  const stop = options.exchange.subscribe((events) => {
    marketData.apply(events);
    liquidatable.apply(events);
  });
  marketData.start();
  return () => {
    stop();
    marketData.stop();
  };
}

/** Puts an API server before an exchange. Nothing listens until `listen`. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const context = createGatewayContext(options);
  const metrics = new GatewayMetrics(context);
  const rpc = new Rpc(context, metrics);
  const app = prepareApp(options);
  await registerPlugins(app);
  registerRpcRoutes(app, rpc, context);
  registerRestRoutes(app, rpc, context);
  registerServiceRoutes(app, context, metrics);
  registerWebSocket(app, rpc, context);
  registerInternalRoutes(app, context);
  registerWebFiles(app, options);
  const stop = startMarketData(context);
  await app.ready();
  return {
    app,
    listen: async ({ port, host = '127.0.0.1' }) => {
      try {
        return await app.listen({ port, host });
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
          throw new TenorError('PORT_BUSY', { detail: `port ${port}` });
        }
        throw error;
      }
    },
    close: async () => {
      stop();
      await app.close();
      await context.signatures.close();
    },
  };
}

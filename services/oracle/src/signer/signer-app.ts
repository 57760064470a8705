import { createHash, timingSafeEqual } from 'node:crypto';
import { type ErrorName, stringifyExact, TenorError } from '@tenor/protocol';
import Fastify, { type FastifyBaseLogger, type FastifyError, type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import type { SignerAnswer } from '../quorum/round-signer.ts';
import { parseSignRequest, type SignRequest } from './sign-request.ts';
import type { SignerStatus } from './signer-status.ts';

const BODY_BYTES_MAX = 1 << 20;
const LOOPBACK = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;
const STATUS: Partial<Record<ErrorName, number>> = {
  UNAUTHENTICATED: 401,
  UNKNOWN_METHOD: 404,
  MESSAGE_TOO_LARGE: 413,
  INTERNAL: 500,
};

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** What fastify throws, by number: none of it is a fault of ours unless it says so. */
function tenorErrorOf(error: FastifyError | TenorError, log: Logger): TenorError {
  if (error instanceof TenorError) return error;
  if (error.statusCode === 413) return new TenorError('MESSAGE_TOO_LARGE', { detail: `${BODY_BYTES_MAX} bytes` });
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return new TenorError('PARSE_ERROR', { detail: error.message.slice(0, 200) });
  }
  log.error({ err: error }, 'a request failed');
  return new TenorError('INTERNAL');
}

export interface SignerAppOptions {
  /** Bearer token of whoever may ask. */
  readonly token: string;
  readonly log: Logger;
  sign(request: SignRequest): Promise<SignerAnswer>;
  status(): SignerStatus;
}

/**
 * The interface of a signer, on the loopback interface and with a token; bodies and replies as stringifyExact writes them:
 *
 * | route | body | reply |
 * |---|---|---|
 * | POST /sign | SignRequest | SignerAnswer: a signature, or a refusal with its reason |
 * | GET /status | | SignerStatus |
 *
 * Errors are `{code, name, message, data}`: PARSE_ERROR, INVALID_PARAMS, MESSAGE_TOO_LARGE, UNAUTHENTICATED, UNKNOWN_METHOD, INTERNAL.
 */
export function signerApp({ token, log, sign, status }: SignerAppOptions): FastifyInstance {
  const expected = digest(`Bearer ${token}`);
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: 10_000,
    forceCloseConnections: true,
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body));
  app.setNotFoundHandler(() => {
    throw new TenorError('UNKNOWN_METHOD', { detail: 'POST /sign, GET /status' });
  });
  app.setErrorHandler((error: FastifyError | TenorError, _, reply) => {
    const { code, name, message, data } = tenorErrorOf(error, log);
    return reply.code(STATUS[name] ?? 400).send({ code, name, message, data });
  });
  app.addHook('onRequest', async (request) => {
    const given = digest(request.headers.authorization ?? '');
    if (!LOOPBACK.test(request.ip) || !timingSafeEqual(given, expected)) throw new TenorError('UNAUTHENTICATED');
  });
  app.post('/sign', async ({ body }, reply) => {
    const answer = await sign(parseSignRequest(String(body ?? '')));
    return reply.type('application/json').send(stringifyExact(answer));
  });
  app.get('/status', async (_, reply) => reply.type('application/json').send(stringifyExact(status())));
  return app;
}

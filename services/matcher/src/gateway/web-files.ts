import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { TenorError } from '@tenor/protocol';
import type { FastifyInstance } from 'fastify';
import type { GatewayOptions } from './gateway-options.ts';

const OF_THE_API = /^\/(v1|rpc|ws|internal|openapi\.json|asyncapi\.json|health|metrics)(\/|\?|$)/;

/** The L1 endpoint may be on another origin, which the page must be allowed to reach. */
function connectSources(webConfig: unknown): string {
  const l1 = typeof webConfig === 'object' && webConfig !== null && 'l1' in webConfig ? webConfig.l1 : null;
  const rpcUrl = typeof l1 === 'object' && l1 !== null && 'rpcUrl' in l1 ? l1.rpcUrl : null;
  const isAbsolute = typeof rpcUrl === 'string' && /^(https?|wss?):\/\//.test(rpcUrl);
  return isAbsolute ? ` ${new URL(rpcUrl).origin}` : '';
}

/** Proofs are verified in the page: WebAssembly, in workers made from blobs. */
const contentSecurityPolicy = (webConfig: unknown): string =>
  [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self' blob: data:",
    `connect-src 'self' ws: wss: blob: data:${connectSources(webConfig)}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Serves the built web app, with its page for every address that is not a file; refuses everything else by number. */
export function registerWebFiles(app: FastifyInstance, { webDirectory, webConfig }: GatewayOptions): void {
  const hasPage = webDirectory !== undefined && existsSync(join(webDirectory, 'index.html'));
  if (hasPage) {
    const policy = contentSecurityPolicy(webConfig);
    app.register(fastifyStatic, {
      root: webDirectory,
      wildcard: false,
      cacheControl: false,
      index: 'index.html',
      setHeaders: (response, path) => {
        response.setHeader('content-security-policy', policy);
        response.setHeader('x-content-type-options', 'nosniff');
        response.setHeader('referrer-policy', 'no-referrer');
        const isHashed = /[/\\]assets[/\\]/.test(path);
        response.setHeader('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  app.setNotFoundHandler((request, reply) => {
    const isPage = hasPage && request.method === 'GET' && !OF_THE_API.test(request.url);
    if (isPage && !/\.\w{2,5}$/.test(request.url)) return reply.sendFile('index.html');
    throw new TenorError('UNKNOWN_METHOD', { detail: `${request.method} ${request.url.slice(0, 100)}` });
  });
}

import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Lister } from './lister.ts';

const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const page = (json: string): string => `<!doctype html><html lang="en"><meta charset="utf-8">
<meta http-equiv="refresh" content="2"><title>Tenor lister</title>
<style>body{font:14px/1.5 system-ui;margin:2rem;background:#0e1116;color:#dfe5ec}pre{font-size:13px}</style>
<h1>Tenor lister</h1><pre>${escapeHtml(json)}</pre></html>`;

type Watched = Pick<Lister, 'health' | 'isHealthy' | 'metrics'>;

async function answer(lister: Watched, path: string | undefined, response: ServerResponse): Promise<void> {
  if (path === '/metrics') {
    response.writeHead(200, { 'content-type': lister.metrics.contentType }).end(await lister.metrics.text());
  } else if (path === '/health') {
    const json = JSON.stringify(await lister.health(), null, 2);
    response.writeHead(lister.isHealthy(Date.now()) ? 200 : 503, { 'content-type': 'application/json' }).end(json);
  } else if (path === '/') {
    const json = JSON.stringify(await lister.health(), null, 2);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page(json));
  } else response.writeHead(404).end();
}

/** Serves the lister's health on the loopback interface: a page at `/`, JSON at `/health` (503 when unwell), counters at `/metrics`. */
export async function serveHealth(lister: Watched, port: number): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => void answer(lister, request.url, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { url: `http://127.0.0.1:${actual}`, close };
}

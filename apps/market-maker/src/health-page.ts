import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const page = (json: string): string => `<!doctype html><html lang="en"><meta charset="utf-8">
<meta http-equiv="refresh" content="2"><title>Tenor market maker</title>
<style>body{font:14px/1.5 system-ui;margin:2rem;background:#0e1116;color:#dfe5ec}pre{font-size:13px}</style>
<h1>Tenor market maker</h1><pre>${escapeHtml(json)}</pre></html>`;

/** Serves `health()` on the loopback interface: a page at `/`, JSON at `/health` (503 unless `isHealthy`). */
export async function serveHealth(
  port: number,
  health: () => unknown,
  isHealthy: () => boolean,
): Promise<{ url: string; close(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    const json = JSON.stringify(health(), null, 2);
    if (request.url === '/health') {
      response.writeHead(isHealthy() ? 200 : 503, { 'content-type': 'application/json' }).end(json);
    } else if (request.url === '/') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page(json));
    } else response.writeHead(404).end();
  });
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

import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BotMetrics } from './bot-metrics.ts';

/** What a health page shows of a bot. */
export interface Watched {
  /** JSON for people and monitors. */
  health(): unknown;
  /** @param now Unix milliseconds */
  isHealthy(now: number): boolean;
  readonly metrics: Pick<BotMetrics, 'contentType' | 'text'>;
}

export interface HealthPage {
  readonly url: string;
  close(): Promise<void>;
}

const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const page = (name: string, json: string): string => `<!doctype html><html lang="en"><meta charset="utf-8">
<meta http-equiv="refresh" content="2"><title>Tenor ${name}</title>
<style>body{font:14px/1.5 system-ui;margin:2rem;background:#0e1116;color:#dfe5ec}pre{font-size:13px}</style>
<h1>Tenor ${name}</h1><pre>${escapeHtml(json)}</pre></html>`;

async function answer(name: string, bot: Watched, path: string | undefined, response: ServerResponse): Promise<void> {
  const health = async (): Promise<string> => JSON.stringify(await bot.health(), null, 2);
  if (path === '/metrics') {
    const text = await bot.metrics.text();
    response.writeHead(200, { 'content-type': bot.metrics.contentType }).end(text);
  } else if (path === '/health') {
    const json = await health();
    response.writeHead(bot.isHealthy(Date.now()) ? 200 : 503, { 'content-type': 'application/json' }).end(json);
  } else if (path === '/') {
    const html = page(name, await health());
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
  } else response.writeHead(404).end();
}

/**
 * Serves the health of a bot on the loopback interface: a page at `/`, JSON at `/health` (503 when unwell), counters at `/metrics`.
 * @param name as the page calls it, e.g. `market maker`
 * @param port 0 takes a free one
 */
export async function serveHealth(name: string, bot: Watched, port: number): Promise<HealthPage> {
  const server = createServer((request, response) => {
    // A page that cannot be made must not end the bot.
    answer(name, bot, request.url, response).catch(() => response.writeHead(500).end());
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

import { expect, test } from 'vitest';
import { BotMetrics } from '../src/bot-metrics.ts';
import { serveHealth } from '../src/health-page.ts';

class Counting extends BotMetrics {
  readonly sent = this.counter('sent_total', 'Sent, by kind.', 'kind');
  readonly rows = this.gauge('rows', 'Rows.');
}

test('a health page tells how a bot is, counts, and says when it is not well or cannot tell', async () => {
  let [isWell, isBroken] = [true, false];
  const metrics = new Counting('test');
  metrics.sent.inc({ kind: 'call' }, 2);
  metrics.rows.set(7);
  const health = (): object => {
    if (isBroken) throw new Error('no health');
    return { mode: '<normal>' };
  };
  const page = await serveHealth('tester', { health, isHealthy: () => isWell, metrics }, 0);
  const json = await fetch(`${page.url}/health`);
  expect([json.status, await json.json()]).toEqual([200, { mode: '<normal>' }]);
  const html = await (await fetch(page.url)).text();
  expect(html).toContain('&#60;normal&#62;');
  expect(html).toContain('<title>Tenor tester</title>');
  const text = await (await fetch(`${page.url}/metrics`)).text();
  expect(text).toContain('tenor_test_sent_total{kind="call"} 2');
  expect(text).toContain('tenor_test_rows 7');
  expect(text).toContain('tenor_test_killed 0');
  expect(await metrics.totals(metrics.sent)).toEqual({ call: 2 });
  expect((await fetch(`${page.url}/else`)).status).toBe(404);
  isWell = false;
  expect((await fetch(`${page.url}/health`)).status).toBe(503);
  isBroken = true;
  expect((await fetch(`${page.url}/health`)).status).toBe(500);
  await page.close();
  await expect(fetch(page.url)).rejects.toThrow();
});

test('a port that is taken is an error', async () => {
  const bot = { health: () => ({}), isHealthy: () => true, metrics: new BotMetrics('test') };
  const page = await serveHealth('tester', bot, 0);
  await expect(serveHealth('tester', bot, Number(new URL(page.url).port))).rejects.toThrow(/EADDRINUSE/);
  await page.close();
});

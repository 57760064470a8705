import { afterAll, beforeAll, expect, test } from 'vitest';
import { LocalExchange } from '../../sdk/test/support/local-exchange.ts';
import { connectExchange } from '../src/connect-exchange.ts';

let server: LocalExchange;
beforeAll(async () => {
  server = await LocalExchange.start();
});
afterAll(() => server.remove());

test('connects to an exchange that is there', async () => {
  const exchange = await connectExchange(server.url);
  expect(exchange.connection.state).toBe('open');
  exchange.close();
});

test('gives up with the last error when its patience ends', async () => {
  await expect(connectExchange('http://127.0.0.1:9', 0)).rejects.toThrow();
});

import { afterEach, describe, expect, test } from 'vitest';
import { Connection, isOutcomeUnknown } from '../../src/index.ts';
import { backoffMilliseconds } from '../../src/transport/backoff.ts';
import { LocalServer, until } from '../support/local-server.ts';

const running: { stop(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop();
});

async function serve(answer: Parameters<typeof LocalServer.start>[0], port?: number): Promise<LocalServer> {
  const server = await LocalServer.start(answer, port);
  running.push(server);
  return server;
}

function client(url: string, options: Partial<ConstructorParameters<typeof Connection>[0]> = {}): Connection {
  const connection = new Connection({ url, requestTimeoutMilliseconds: 500, ...options });
  running.push({ stop: () => connection.close() });
  return connection;
}

const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => {
      throw new Error('it should have failed');
    },
    (error: Error) => error,
  );

describe('Connection', () => {
  test('gives each reply to its call, whatever the order', async () => {
    const held: (() => void)[] = [];
    const server = await serve((call, socket) => {
      const send = () => socket.send(JSON.stringify({ jsonrpc: '2.0', id: call.id, result: { time: call.id } }));
      held.unshift(send);
      if (held.length === 3) for (const one of held) one();
      return undefined;
    });
    const connection = client(server.url);
    await connection.connect();
    const replies = await Promise.all([1, 2, 3].map(() => connection.call('public/time', {})));
    expect(replies.map(({ time }) => time)).toEqual([1, 2, 3]);
  });

  test('a refusal is an ApiError with its number, and nothing was executed', async () => {
    const error = { code: 30001, name: 'MARGIN', message: 'no', data: { retryable: true, outcome: 'not_executed' } };
    const server = await serve(() => ({ error }));
    const connection = client(server.url);
    await connection.connect();
    const refusal = await failure(connection.call('public/status', {}));
    expect(refusal).toMatchObject({ name: 'MARGIN', code: 30001 });
    expect(isOutcomeUnknown(refusal)).toBe(false);
  });

  test('no reply in time: the outcome is unknown', async () => {
    const server = await serve(() => undefined);
    const connection = client(server.url);
    await connection.connect();
    const error = await failure(connection.call('public/time', {}, 50));
    expect(error).toMatchObject({ name: 'REQUEST_TIMEOUT', code: 80002 });
    expect(isOutcomeUnknown(error)).toBe(true);
  });

  test('a connection cut under a call: the outcome is unknown; a later call uses the new connection', async () => {
    let isDeaf = true;
    const server = await serve(() => (isDeaf ? undefined : { time: 5 }));
    const connection = client(server.url, { requestTimeoutMilliseconds: 2000 });
    await connection.connect();
    const lost = failure(connection.call('public/time', {}));
    await until(() => server.calls.length === 1, 'the call');
    server.cut();
    expect(await lost).toMatchObject({ name: 'CONNECTION_LOST', outcome: 'unknown' });
    isDeaf = false;
    expect(await connection.call('public/time', {})).toEqual({ time: 5 });
  });

  test('runs its hooks after every connect and before waiting calls', async () => {
    const server = await serve((call) => ({ time: call.id }));
    const connection = client(server.url, { requestTimeoutMilliseconds: 2000 });
    connection.onOpen(async () => {
      await connection.callNow('public/login_nonce', { account: 1 });
    });
    await connection.connect();
    server.cut();
    await until(() => connection.state !== 'open', 'the loss to be noticed');
    await connection.call('public/time', {});
    expect(server.calls.map(({ method }) => method)).toEqual([
      'public/login_nonce',
      'public/login_nonce',
      'public/time',
    ]);
  });

  test('finds a server that comes back at the same address', async () => {
    const first = await serve(() => ({ time: 1 }));
    const { port, url } = first;
    const connection = client(url, { requestTimeoutMilliseconds: 3000 });
    await connection.connect();
    await first.stop();
    await until(() => connection.state !== 'open', 'the loss to be noticed');
    await serve(() => ({ time: 2 }), port);
    expect(await connection.call('public/time', {})).toEqual({ time: 2 });
  });

  test('notices a server that no longer answers', async () => {
    const server = await serve((call) => (server.callsOf('public/time').length < 1 ? { time: call.id } : undefined));
    const connection = client(server.url, { heartbeatMilliseconds: 30 });
    const states: string[] = [];
    await connection.connect();
    connection.onState((state) => states.push(state));
    await until(() => states.includes('waiting'), 'the probe to fail');
  });

  test('while there is no server a call fails as not executed', async () => {
    const connection = client('ws://127.0.0.1:9', { requestTimeoutMilliseconds: 100 });
    expect(await failure(connection.connect())).toMatchObject({ name: 'NOT_CONNECTED' });
    const error = await failure(connection.call('public/time', {}));
    expect(error).toMatchObject({ name: 'NOT_CONNECTED', outcome: 'not_executed' });
  });

  test('once closed it stays closed', async () => {
    const server = await serve(() => ({ time: 1 }));
    const connection = client(server.url);
    await connection.connect();
    connection.close();
    expect(await failure(connection.call('public/time', {}))).toMatchObject({ name: 'CONNECTION_CLOSED' });
    expect(connection.state).toBe('closed');
  });

  test('waits longer and longer between attempts, up to ten seconds', () => {
    const waits = Array.from({ length: 20 }, (_, attempt) => backoffMilliseconds(attempt, () => 1));
    expect(waits[0]).toBe(200);
    expect(Math.max(...waits)).toBe(10_000);
    expect([...waits].sort((a, b) => a - b)).toEqual(waits);
    expect(backoffMilliseconds(3, () => 0)).toBeGreaterThan(0);
  });
});

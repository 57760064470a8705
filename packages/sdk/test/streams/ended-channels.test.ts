import { afterEach, describe, expect, test } from 'vitest';
import { Connection, Subscriptions } from '../../src/index.ts';
import { LocalServer, until } from '../support/local-server.ts';

const OPTION = 'ticker.BTC-27MAR26-90000-C';
const PERPETUAL = 'ticker.BTC-PERP';
const running: { stop(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop();
});

/** A client that follows two tickers of a server; `state.gone` names the channels the server no longer has. */
async function follow() {
  const state = { gone: [] as string[], seq: 0, refusal: 'UNKNOWN_INSTRUMENT' };
  const server = await LocalServer.start(({ method, params }) => {
    if (method !== 'public/subscribe') return { subscribed: [] };
    const channels = params.channels as string[];
    if (channels.some((name) => state.gone.includes(name)))
      return {
        error: { code: 1, name: state.refusal, message: '', data: { retryable: false, outcome: 'not_executed' } },
      };
    for (const name of channels) {
      const seq = ++state.seq;
      setTimeout(() => server.notify(name, { type: 'snapshot', seq, prev_seq: null, engine_seq: 0, time: 0 }), 2);
    }
    return { subscribed: channels };
  });
  const connection = new Connection({ url: server.url, requestTimeoutMilliseconds: 1000 });
  const subscriptions = new Subscriptions(connection);
  running.push(server, { stop: () => connection.close() });
  await connection.connect();
  const seen = { snapshots: [] as string[], ended: [] as string[] };
  for (const name of [PERPETUAL, OPTION]) {
    await subscriptions.subscribe(name, {
      message: () => seen.snapshots.push(name),
      ended: (error) => seen.ended.push(`${name} ${error.name}`),
    });
  }
  await until(() => seen.snapshots.length === 2, 'the first snapshots');
  return { state, server, connection, subscriptions, seen };
}

describe('a channel whose instrument has expired', () => {
  test('is given up after a reconnect, and the others come back', async () => {
    const { state, server, connection, seen } = await follow();
    state.gone = [OPTION];
    server.cut();
    await until(() => seen.snapshots.length === 3, 'the snapshot of the channel that is left');
    expect(seen.snapshots.at(-1)).toBe(PERPETUAL);
    expect(seen.ended).toEqual([`${OPTION} UNKNOWN_INSTRUMENT`]);
    expect(connection.state).toBe('open');
    server.cut();
    await until(() => seen.snapshots.length === 4, 'the channel that is left, again');
    expect(seen.ended.length).toBe(1);
  });

  test('is not given up for another refusal: the connection is made again', async () => {
    const { state, server, seen } = await follow();
    state.gone = [OPTION];
    state.refusal = 'RATE_LIMIT';
    server.cut();
    await until(() => server.callsOf('public/subscribe').length >= 5, 'the attempts');
    state.gone = [];
    await until(() => seen.snapshots.filter((name) => name === OPTION).length === 2, 'the channel');
    expect(seen.ended).toEqual([]);
  });

  test('can be ended by the client, which then tells the exchange', async () => {
    const { server, subscriptions, seen } = await follow();
    subscriptions.end((name) => name === OPTION, new Error('gone'));
    expect(seen.ended).toEqual([`${OPTION} Error`]);
    await until(() => server.callsOf('public/unsubscribe').length === 1, 'the call');
    expect(server.callsOf('public/unsubscribe')[0]?.params.channels).toEqual([OPTION]);
  });
});

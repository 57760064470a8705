import { afterEach, describe, expect, test } from 'vitest';
import { bookChecksum, Connection, followBook, type OrderBook, Subscriptions } from '../../src/index.ts';
import { btcScale } from '../support/instrument.ts';
import { LocalServer, until } from '../support/local-server.ts';

const CHANNEL = 'book.BTC-PERP.100ms';
const envelope = (type: string, seq: number, prev: number | null) => ({
  type,
  seq,
  prev_seq: prev,
  engine_seq: seq,
  time: 0,
  bids: [] as [string, string][],
  asks: [] as [string, string][],
});

const running: { stop(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop();
});

/** A server that sends a snapshot with the sequence `state.seq` to whoever subscribes, and a client that follows. */
async function follow() {
  const state = { seq: 10, bids: [['100', '1']] as [string, string][] };
  const server = await LocalServer.start((call) => {
    if (call.method === 'public/subscribe') {
      setTimeout(() => server.notify(CHANNEL, { ...envelope('snapshot', state.seq, null), bids: state.bids }), 5);
    }
    return { subscribed: call.params.channels, time: 1 };
  });
  const connection = new Connection({ url: server.url, requestTimeoutMilliseconds: 1000 });
  const subscriptions = new Subscriptions(connection);
  const seen = { book: null as OrderBook | null, updates: 0, gaps: [] as string[] };
  running.push(server, { stop: () => connection.close() });
  await connection.connect();
  const leave = await followBook(subscriptions, btcScale(), {
    update: (book) => {
      seen.book = book;
      seen.updates++;
    },
    stale: (reason) => seen.gaps.push(reason),
  });
  await until(() => seen.updates === 1, 'the first snapshot');
  return { state, server, connection, seen, leave };
}

describe('recovery of a stream', () => {
  test('applies what follows on, and asks again when a message is missing', async () => {
    const { state, server, seen } = await follow();
    server.notify(CHANNEL, { ...envelope('change', 11, 10), asks: [['101', '2']] });
    await until(() => seen.updates === 2, 'the change');
    expect(seen.book?.asks.length).toBe(1);

    state.seq = 20;
    state.bids = [['99', '7']];
    server.notify(CHANNEL, { ...envelope('change', 13, 12), asks: [['55', '1']] });
    await until(() => seen.book?.seq === 20, 'a fresh snapshot');
    expect(seen.gaps).toEqual(['sequence']);
    expect(seen.book?.bids[0]?.text).toEqual(['99', '7']);
    expect(seen.book?.asks).toEqual([]);
    expect(server.callsOf('public/subscribe').length).toBe(2);
  });

  test('ignores changes between a gap and the snapshot', async () => {
    const { server, seen } = await follow();
    server.notify(CHANNEL, envelope('change', 50, 49));
    server.notify(CHANNEL, { ...envelope('change', 51, 50), bids: [['1000', '9']] });
    await until(() => seen.updates === 2, 'a fresh snapshot');
    expect(seen.book?.bids.map(({ text }) => text)).toEqual([['100', '1']]);
    expect(server.callsOf('public/subscribe').length).toBe(2);
  });

  test('notices a wrong book by its checksum, and keeps a right one', async () => {
    const { server, seen } = await follow();
    server.notify(CHANNEL, { ...envelope('checksum', 10, 10), checksum: bookChecksum([['100', '1']], []) });
    server.notify(CHANNEL, { ...envelope('change', 11, 10), asks: [['101', '2']] });
    await until(() => seen.updates === 2, 'the change after the checksum');
    expect(seen.gaps).toEqual([]);
    server.notify(CHANNEL, { ...envelope('checksum', 11, 11), checksum: 1 });
    await until(() => seen.updates === 3, 'a fresh snapshot');
    expect(seen.gaps).toEqual(['checksum']);
  });

  test('subscribes again by itself after the connection was cut', async () => {
    const { state, server, connection, seen } = await follow();
    state.seq = 30;
    server.cut();
    await until(() => seen.book?.seq === 30, 'a snapshot on the new connection');
    expect(seen.gaps).toEqual(['disconnected']);
    expect(connection.state).toBe('open');
  });

  test('leaving a channel tells the exchange and ends the updates', async () => {
    const { server, seen, leave } = await follow();
    leave();
    await until(() => server.callsOf('public/unsubscribe').length === 1, 'the call');
    server.notify(CHANNEL, envelope('change', 11, 10));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(seen.updates).toBe(1);
  });
});

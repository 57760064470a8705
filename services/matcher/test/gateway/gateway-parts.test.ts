import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bookChecksum, crc32 } from '../../src/gateway/book-checksum.ts';
import { Candles } from '../../src/gateway/candles.ts';
import { ChannelHub } from '../../src/gateway/channel-hub.ts';
import { decimalText, fractionText } from '../../src/gateway/decimal-text.ts';
import { InOrder } from '../../src/gateway/in-order.ts';
import { LoginNonces } from '../../src/gateway/login-nonces.ts';
import { Sessions } from '../../src/gateway/sessions.ts';
import { parseStrictJson } from '../../src/gateway/strict-json.ts';
import { Subscriber, type SubscriberSocket } from '../../src/gateway/subscriber.ts';
import { TokenBuckets } from '../../src/gateway/token-buckets.ts';

describe('decimal text', () => {
  test.each([
    [0n, 6, '0'],
    [-1n, 6, '-0.000001'],
    [950_000_0n, 2, '95000'],
    [123_450n, 2, '1234.5'],
    [5n, -2, '500'],
  ])('%s with %s decimals is %s', (value, decimals, text) => expect(decimalText(value, decimals)).toBe(text));

  test('is exact: read back it is the same integer', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.integer({ min: 0, max: 18 }), (value, decimals) => {
        const [whole = '', fraction = ''] = decimalText(value, decimals).replace('-', '').split('.');
        const magnitude = BigInt(whole + fraction.padEnd(decimals, '0'));
        expect(value < 0n ? -magnitude : magnitude).toBe(value);
      }),
    );
  });

  test('fractions of powers of two', () => {
    expect(fractionText(1n, 1)).toBe('0.5');
    expect(fractionText(-3n, 2)).toBe('-0.75');
  });
});

describe('strict JSON', () => {
  test('reads what JSON.parse reads when no key is given twice', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value);
        expect(parseStrictJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test('refuses every object with one key doubled, wherever it is', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), fc.nat(), (object, pick) => {
        const entries = Object.entries(object).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
        entries.push(entries[pick % entries.length]!);
        expect(() => parseStrictJson(`[1,{"a":{${entries.join(',')}}}]`)).toThrow('given twice');
      }),
    );
  });
});

test('the checksum is CRC-32 over the interleaved top ten', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
      expect(crc32(text)).toBe(zlibCrc32(text));
    }),
  );
  const bids: [string, string][] = [
    ['10', '1'],
    ['9', '2'],
  ];
  expect(bookChecksum(bids, [['11', '3']])).toBe(zlibCrc32('10:1:11:3:9:2'));
});

describe('token buckets', () => {
  test('never give more than the burst and what has flown in since', () => {
    const rate = { burst: 5, perSecond: 2 };
    const rates = { orders: rate, cancels: rate, reads: rate, subscriptions: rate };
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 60 }), (pauses) => {
        let now = 1_000_000;
        const start = now;
        const buckets = new TokenBuckets(rates, () => now);
        let taken = 0;
        for (const pause of pauses) {
          now += pause;
          try {
            buckets.take('a', 'orders');
            taken++;
          } catch {
            // Refused: nothing was taken.
          }
          expect(taken).toBeLessThanOrEqual(rate.burst + ((now - start) / 1000) * rate.perSecond + 1e-9);
        }
      }),
    );
  });

  test('a clock that goes back gives nothing', () => {
    let now = 1_000_000;
    const rate = { burst: 1, perSecond: 1 };
    const buckets = new TokenBuckets({ orders: rate, cancels: rate, reads: rate, subscriptions: rate }, () => now);
    buckets.take('a', 'orders');
    now -= 500_000;
    expect(() => buckets.take('a', 'orders')).toThrow();
  });
});

describe('logins', () => {
  test('a nonce holds for its account, once, for two minutes', () => {
    let now = 1_795_000_000_000;
    const nonces = new LoginNonces(() => now);
    const { nonce } = nonces.issue(7);
    nonces.check(7, nonce);
    expect(() => nonces.check(8, nonce)).toThrow();
    expect(() => nonces.check(7, nonce + 1n)).toThrow();
    expect(() => new LoginNonces(() => now).check(7, nonce)).toThrow();
    const late = nonces.issue(7).nonce;
    now += 120_001;
    expect(() => nonces.check(7, late)).toThrow();
    now -= 120_001;
    nonces.use(nonce);
    expect(() => nonces.check(7, nonce)).toThrow();
  });

  test('sessions end, and an account holds 32 of them', () => {
    let now = 0;
    const sessions = new Sessions(() => now);
    const tokens = Array.from({ length: 33 }, () => sessions.open({ account: 1, scope: 'read', expiresAt: 100 }));
    expect(() => sessions.find(tokens[0]!)).toThrow();
    expect(sessions.find(tokens[1]!).account).toBe(1);
    now = 100;
    expect(() => sessions.find(tokens[1]!)).toThrow();
  });
});

test('what one connection sends is acted on in order, whatever is ready first, and failures do not hold it up', async () => {
  const inOrder = new InOrder();
  const acted: number[] = [];
  const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const runs = [20, 0, 10, 5].map((ms, i) => {
    const ready = i === 2 ? delay(ms).then(() => Promise.reject(new Error('bad'))) : delay(ms);
    return inOrder.run(ready, () => acted.push(i)).catch(() => 'failed');
  });
  expect((await Promise.all(runs))[2]).toBe('failed');
  expect(acted).toEqual([0, 1, 3]);
  expect(inOrder.pending).toBe(0);
});

describe('slow consumers', () => {
  const socketOf = (bufferedAmount: number) => {
    const sent: string[] = [];
    const closed: string[] = [];
    const socket = {
      bufferedAmount,
      send: (data: Buffer) => void sent.push(data.toString()),
      close: (_: number, reason: string) => void closed.push(reason),
    };
    return { socket: socket satisfies SubscriberSocket, sent, closed };
  };
  const source = (name: string, mayConflate: boolean) => ({
    name,
    mayConflate,
    snapshot: () => ({ engineSeq: 1, fields: { value: 'whole' } }),
  });

  test('a channel that may be conflated waits and goes on from a snapshot', () => {
    const hub = new ChannelHub(() => 0);
    const { socket, sent, closed } = socketOf(0);
    const subscriber = new Subscriber(socket);
    hub.subscribe('ticker', source('ticker', true), subscriber);
    socket.bufferedAmount = 1_000_000;
    hub.publish('ticker', 2, { value: 'missed' });
    hub.resyncSlow();
    expect(sent).toHaveLength(1);
    socket.bufferedAmount = 0;
    hub.publish('ticker', 3, { value: 'missed too' });
    hub.resyncSlow();
    expect(JSON.parse(sent[1]!).params.data).toMatchObject({ type: 'resync', seq: 2, prev_seq: null, value: 'whole' });
    hub.publish('ticker', 4, { value: 'seen' });
    expect(JSON.parse(sent[2]!).params.data).toMatchObject({ type: 'change', seq: 3, prev_seq: 2 });
    expect(closed).toEqual([]);
  });

  test('any other one is closed with the reason', () => {
    const hub = new ChannelHub(() => 0);
    const { socket, sent, closed } = socketOf(0);
    hub.subscribe('raw', source('raw', false), new Subscriber(socket));
    socket.bufferedAmount = 5_000_000;
    hub.publish('raw', 2, {});
    hub.publish('raw', 3, {});
    expect(sent).toHaveLength(1);
    expect(closed).toEqual(['slow consumer: raw']);
  });

  test('a message is serialised once for all its subscribers', () => {
    const hub = new ChannelHub(() => 0);
    const buffers: Buffer[] = [];
    for (let i = 0; i < 3; i++) {
      hub.subscribe(
        'raw',
        source('raw', false),
        new Subscriber({ bufferedAmount: 0, send: (data) => void buffers.push(data), close: () => {} }),
      );
    }
    buffers.length = 0;
    hub.publish('raw', 2, { big: 'x' });
    expect(buffers).toHaveLength(3);
    expect(buffers.every((buffer) => buffer === buffers[0])).toBe(true);
  });
});

test('coarse candles hold what the minutes hold', () => {
  const trades = fc.array(
    fc.record({
      minute: fc.nat(600),
      price: fc.bigInt({ min: 1n, max: 1000n }),
      size: fc.bigInt({ min: 1n, max: 9n }),
    }),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(trades, (list) => {
      const candles = new Candles();
      const sorted = [...list].sort((a, b) => a.minute - b.minute);
      for (const [i, { minute, price, size }] of sorted.entries()) {
        candles.add({ id: i, instrument: 1, price, size, side: 0, time: minute * 60_000, engineSeq: i, batch: 1 });
      }
      const hours = candles.list('1h', 0, Number.MAX_SAFE_INTEGER, 1000);
      for (const hour of hours) {
        const inside = sorted.filter(({ minute }) => Math.floor(minute / 60) * 3_600_000 === hour.start);
        const prices = inside.map(({ price }) => price);
        expect([hour.open, hour.close]).toEqual([prices[0], prices.at(-1)]);
        const ascending = [...prices].sort((a, b) => Number(a - b));
        expect([hour.low, hour.high]).toEqual([ascending[0], ascending.at(-1)]);
        expect(hour.volume).toBe(inside.reduce((sum, { size }) => sum + size, 0n));
        expect(hour.trades).toBe(inside.length);
      }
      expect(hours.reduce((sum, { trades: count }) => sum + count, 0)).toBe(sorted.length);
    }),
  );
});

import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { until } from '../../../oracle/test/support/until.ts';
import { PriceStreams } from '../../src/follower/price-streams.ts';

const log = pino({ level: 'silent' });
const [BTC, ETH] = [1, 2];
const walk = (seed: number, startUsd = '94000') =>
  ({
    kind: 'random-walk',
    name: `walk ${seed}`,
    maxAgeMs: 5_000,
    seed,
    startUsd,
    stepPpb: 1_000,
    ticksPerJump: 1_000_000,
    jumpPpb: 0,
  }) as const;

let streams: PriceStreams | undefined;
afterEach(() => streams?.stop());

test('an underlying with sources gets their index, the others a walk', async () => {
  streams = new PriceStreams({ sources: { BTC: [walk(1), walk(2), walk(3, '1')] }, rules: { quorum: 2 } }, log);
  const btc = await streams.open(BTC);
  const eth = await streams.open(ETH);
  await until('an index', () => {
    try {
      return btc.next() > 0n;
    } catch {
      return false;
    }
  });
  // The third source is an outlier.
  const price = btc.next();
  expect(price).toBeGreaterThan(93_900_000_000n);
  expect(price).toBeLessThan(94_100_000_000n);
  expect(eth.next()).toBeGreaterThan(3_000_000_000n);
});

test('without an index the stream throws', async () => {
  const silent = (name: string) =>
    ({
      kind: 'chainlink',
      name,
      maxAgeMs: 5_000,
      rpcUrl: 'http://127.0.0.1:9',
      feed: `0x${name.repeat(40)}`,
    }) as const;
  streams = new PriceStreams({ sources: { BTC: ['1', '2', '3'].map(silent) } }, log);
  const btc = await streams.open(BTC);
  expect(() => btc.next()).toThrow(expect.objectContaining({ name: 'IndexUnavailable' }));
});

test('sources that are too few or not independent are refused', async () => {
  streams = new PriceStreams({ sources: { BTC: [walk(1), walk(2)] } }, log);
  await expect(streams.open(BTC)).rejects.toMatchObject({ name: 'INVALID_PARAMS' });
  const twice = new PriceStreams({ sources: { BTC: [walk(1), walk(1)] }, rules: { quorum: 1 } }, log);
  await expect(twice.open(BTC)).rejects.toMatchObject({ name: 'INVALID_PARAMS' });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chainlinkFeed } from '../../../services/oracle/src/chainlink/chainlink-feed.ts';
import type { Observation, PriceSource } from '../../../services/oracle/src/source/price-source.ts';
import { callRpc } from '../json-rpc.ts';
import { type LocalL1, startLocalL1 } from '../l1.ts';
import { PriceFeeder } from '../price-feeder.ts';
import { openPriceFeeds } from '../price-feeds.ts';

const folder = mkdtempSync(join(tmpdir(), 'tenor-feeder-'));
let l1: LocalL1;
beforeAll(async () => {
  l1 = await startLocalL1({ folder, port: 0 });
});
afterAll(async () => {
  await l1.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A source whose price is set by hand, µUSD. */
class SetSource implements PriceSource {
  readonly name = 'set';
  readonly fault = null;
  latest: Observation | null = null;

  start(): void {}
  async stop(): Promise<void> {}
  set(price: bigint): void {
    this.latest = { price, observedAt: Date.now() };
  }
}

it('the feeds are where they were after another start', async () => {
  const first = await openPriceFeeds(l1.rpcUrl, ['BTC', 'ETH']);
  const code = await callRpc(l1.rpcUrl, 'eth_getCode', [first[1]!.address, 'latest']);
  expect(String(code).length).toBeGreaterThan(100);
  const blocks = await callRpc(l1.rpcUrl, 'eth_blockNumber');
  const again = await openPriceFeeds(l1.rpcUrl, ['BTC', 'ETH']);
  expect(again.map(({ address }) => address.toLowerCase())).toEqual(first.map(({ address }) => address.toLowerCase()));
  expect(Number(await callRpc(l1.rpcUrl, 'eth_blockNumber')) - Number(blocks)).toBeLessThanOrEqual(6);
});

it('answers at the start, when the price has moved and when the answer has grown old, and not otherwise', async () => {
  const [feed] = await openPriceFeeds(l1.rpcUrl, ['BTC', 'ETH']);
  const read = chainlinkFeed({ rpcUrl: l1.rpcUrl, feed: feed!.address, maxAgeMs: 60_000 });
  const source = new SetSource();
  const seen = async () => (await read(AbortSignal.timeout(5_000))).price;
  const until = async (price: bigint): Promise<void> => {
    for (const end = Date.now() + 15_000; (await seen()) !== price; await sleep(50))
      if (Date.now() > end) throw new Error(`the feed stays at ${await seen()}`);
  };
  const onError = (error: unknown): never => {
    throw error;
  };
  source.set(94_000_000_000n);
  const feeder = await PriceFeeder.start({
    fed: [{ feed: feed!, source }],
    deviationPpm: 2_500,
    heartbeatMs: 6_000,
    onError,
  });
  expect(await seen()).toBe(94_000_000_000n);
  source.set(94_234_999_999n); // a µUSD less than the deviation
  await sleep(2_500);
  expect(await seen()).toBe(94_000_000_000n);
  source.set(94_235_000_001n);
  await until(94_235_000_001n);
  source.set(94_235_000_002n);
  const moved = Date.now();
  await until(94_235_000_002n);
  expect(Date.now() - moved).toBeGreaterThan(3_000);
  await feeder.stop();
  source.set(90_000_000_000n);
  await sleep(1_500);
  expect(await seen()).toBe(94_235_000_002n);
});

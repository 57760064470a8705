import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAnvil, type TestChain } from '../../../contracts/test/support/anvil.ts';
import { priceFeedAbi } from '../../../contracts/tooling/generated/price-feed.ts';
import { deployPriceFeed, type PriceFeed } from '../../../contracts/tooling/price-feed.ts';
import { connectSigner } from '../../../contracts/tooling/transactions.ts';
import { chainlinkFeed, createSource, feedObservation } from '../src/index.ts';
import { rpcGate } from './support/rpc-gate.ts';
import { until } from './support/until.ts';

const HOUR = 3_600_000;
const signal = new AbortController().signal;
let chain: TestChain;
let elsewhere: TestChain;
let feed: PriceFeed;

beforeAll(async () => {
  [chain, elsewhere] = await Promise.all([startAnvil(), startAnvil(5)]);
  feed = await deployPriceFeed(await connectSigner(chain.rpcUrl, chain.key), 8, 'BTC / USD');
});
afterAll(() => Promise.all([chain?.stop(), elsewhere?.stop()]));

const read = (address = feed.address, now = Date.now) =>
  chainlinkFeed({ rpcUrl: chain.rpcUrl, feed: address, maxAgeMs: HOUR, now })(signal);
const seconds = (): bigint => BigInt(Math.floor(Date.now() / 1_000));

describe('a feed on a chain', () => {
  test('has no price before its first answer', async () => {
    await expect(read()).rejects.toThrow('No data present');
  });

  test('gives the answer in µUSD with the time of its update', async () => {
    await feed.setAnswer(94_098_91234567n);
    const { price, observedAt } = await read();
    expect(price).toBe(94_098_912_346n);
    expect(Math.abs(observedAt - Date.now())).toBeLessThan(10_000);
    await feed.setAnswer(94_100_00000000n);
    expect((await read()).price).toBe(94_100_000_000n);
  });

  test('with 18 decimals or none is read as exactly', async () => {
    const signer = await connectSigner(chain.rpcUrl, chain.key);
    const fine = await deployPriceFeed(signer, 18, 'ETH / USD');
    await fine.setAnswer(3_362_615500499999999999n);
    expect((await read(fine.address)).price).toBe(3_362_615_500n);
    const coarse = await deployPriceFeed(signer, 0, 'INDEX / USD');
    await coarse.setAnswer(5_000n);
    expect((await read(coarse.address)).price).toBe(5_000_000_000n);
  });

  test('is not believed when its answer is unsound, old or carried over', async () => {
    const sound = {
      roundId: 50n,
      answer: 94_000_00000000n,
      startedAt: seconds(),
      updatedAt: seconds(),
      answeredInRound: 50n,
    };
    const saying = async (changed: Partial<typeof sound>) => {
      await feed.setRound({ ...sound, ...changed });
      return read();
    };
    expect((await saying({})).price).toBe(94_000_000_000n);
    await expect(saying({ answer: 0n })).rejects.toThrow('no price');
    await expect(saying({ answer: -5n })).rejects.toThrow('no price');
    await expect(saying({ answer: 1n })).rejects.toThrow('below one µUSD');
    await expect(saying({ updatedAt: 0n })).rejects.toThrow('no complete round');
    await expect(saying({ updatedAt: seconds() - 3_700n })).rejects.toThrow(/answered last 37\d\d s ago/);
    await expect(saying({ answeredInRound: 49n })).rejects.toThrow('carried over from round 49');
  });

  test('is answered by its owner alone, and never on a chain where money is real', async () => {
    const stranger = await connectSigner(chain.rpcUrl, chain.secondKey);
    const call = { address: feed.address, abi: priceFeedAbi, functionName: 'setAnswer', args: [1n] } as const;
    await expect(stranger.walletClient.writeContract(call)).rejects.toThrow('NotOwner');
    const mainnet = await connectSigner(elsewhere.rpcUrl, elsewhere.key);
    await expect(deployPriceFeed(mainnet, 8, 'BTC / USD')).rejects.toThrow(/DevelopmentOnly|revert/);
  });

  test('is a source that goes on after the chain was away, and never tells the address of its node', async () => {
    const gate = await rpcGate(chain.rpcUrl);
    const there = await deployPriceFeed(await connectSigner(chain.rpcUrl, chain.key), 8, 'BTC / USD');
    const source = await createSource({
      kind: 'chainlink',
      name: 'chainlink',
      rpcUrl: gate.url,
      feed: there.address,
      maxAgeMs: HOUR,
      intervalMs: 20,
    });
    try {
      source.start();
      await until('the fault of an empty feed', () => source.fault?.includes('No data present') === true);
      await there.setAnswer(94_000_00000000n);
      await until('the first answer', () => source.latest?.price === 94_000_000_000n);
      expect(source.fault).toBeNull();
      gate.open = false;
      await until('the fault of a chain that is away', () => source.fault !== null);
      expect(source.fault).not.toContain('secret-key');
      expect(source.latest?.price).toBe(94_000_000_000n);
      await there.setAnswer(94_500_00000000n);
      gate.open = true;
      await until('the next answer', () => source.latest?.price === 94_500_000_000n);
      expect(source.fault).toBeNull();
    } finally {
      await source.stop();
      await gate.stop();
    }
  });
});

describe('a round', () => {
  const NOW = 1_760_000_000_000;
  const round = { roundId: 1n << 66n, answer: 5n, updatedAt: 1_759_996_400n, answeredInRound: 1n << 66n };

  test('is exactly as old as its heartbeat allows', () => {
    expect(feedObservation(round, 6, HOUR, NOW)).toEqual({ price: 5n, observedAt: NOW - HOUR });
    expect(() => feedObservation(round, 6, HOUR, NOW + 1)).toThrow('answered last 3600 s ago');
  });

  test('may be answered in a later round of the same number line', () => {
    expect(feedObservation({ ...round, answeredInRound: round.roundId + 1n }, 6, HOUR, NOW).price).toBe(5n);
  });
});

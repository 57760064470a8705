import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type BatchWords, CIRCUIT_SIZES, genesisState, SettledState } from '@tenor/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, future } from '../../../test/scenario/dated.ts';
import { DOMAIN, oracleKeys, START, USD, World } from '../../../test/scenario/world.ts';
import { repositoryRoot } from '../../gen/repository.ts';
import { replayFromL1 } from '../replay-from-l1.ts';
import { EXCHANGE, FakeL1 } from './fake-l1.ts';

const SIZE = CIRCUIT_SIZES.test;
const HOUR = Math.floor(START / 3600);
const EXPIRY = HOUR + 24 - (HOUR % 24) + 8;
const [ALICE, BOB] = [1, 2] as const;
const [CALL, FUTURE] = [3, 4] as const;
const [INDEX, ETH] = [10n * USD, 3n * USD];
const SETTLED_AT = 10_500_000n;

/** A call and a future are listed and traded; the call expires and one of its holders is swept. Returns what each batch publishes. */
function story(): { words: BatchWords[]; root: bigint; collateral: (id: number) => bigint } {
  const world = new World(SIZE, genesisState(SIZE, HOUR));
  const settled = new SettledState(SIZE, genesisState(SIZE, HOUR), oracleKeys(SIZE));
  world.round(INDEX, ETH);
  for (const [id, name] of [
    [ALICE, 'alice'],
    [BOB, 'bob'],
  ] as const) {
    world.register(id, name);
    world.deposit(id, 10_000n * USD);
  }
  world.list(call(CALL, 1, INDEX, EXPIRY));
  world.list(future(FUTURE, 1, EXPIRY + 24));
  world.round(INDEX, ETH);
  for (const [instrument, price] of [
    [CALL, USD / 5n],
    [FUTURE, INDEX],
  ] as const) {
    const order = { instrument, size: 100n, limitPrice: price };
    world.fill(
      world.signed('order', ALICE, { ...order, side: 0, slot: instrument }),
      world.signed('order', BOB, { ...order, side: 1, slot: instrument }),
      100n,
      price,
      { takerFee: 0n },
    );
  }
  world.now = EXPIRY * 3600 + 1;
  world.publish({ index: [SETTLED_AT, ETH], settlementHour: EXPIRY, settlement: [SETTLED_AT, ETH] });
  world.expire(2);
  world.sweep(BOB);
  const words = world.sealed().map((plan) => settled.apply(plan, DOMAIN).words);
  return { words, root: settled.root, collateral: (id) => world.ledger.state.accounts.get(id)!.collateral };
}

let told: ReturnType<typeof story>;
let l1: FakeL1;
beforeAll(async () => {
  told = story();
  // The first batch alone, the others in one transaction.
  l1 = await FakeL1.start([told.words.slice(0, 1), told.words.slice(1)], told.root, START + 60);
});
afterAll(() => l1.close());

describe('a state rebuilt from the calldata of settlements', () => {
  test('has the instruments that were listed, the one that expired, and the account that was swept', async () => {
    const { circuit, batches, replayedRoot, stateRoot, replay } = await replayFromL1(l1.url, EXCHANGE);
    expect([circuit, batches]).toEqual(['test', told.words.length]);
    expect(replayedRoot).toBe(stateRoot);
    const { markets, settled, accounts } = replay.state;
    expect(markets.map((market) => market?.instrument ?? null)).toEqual([1, 2, null, FUTURE, null]);
    expect(markets[3]).toMatchObject({ kind: 2, expiryHour: EXPIRY + 24, openInterest: 100n });
    const final = (SETTLED_AT - INDEX) << 24n;
    expect([...settled]).toEqual([[CALL, { indexLong: final, indexShort: final }]]);
    const held = (id: number) =>
      accounts.get(id)!.positions.flatMap(({ instrument, size }) => (size === 0n ? [] : [`${instrument}: ${size}`]));
    expect(held(ALICE)).toEqual([`${CALL}: 100`, `${FUTURE}: 100`]);
    expect(held(BOB)).toEqual([`${FUTURE}: -100`]);
    expect(accounts.get(BOB)!.collateral).toBe(told.collateral(BOB));
  });

  test('is compared with the root on L1 by the command, which ends well only if they are equal', async () => {
    const run = (rpc: string) =>
      promisify(execFile)(
        process.execPath,
        ['--import', 'tsx', 'tools/replay/main.ts', '--rpc', rpc, '--exchange', EXCHANGE],
        { cwd: repositoryRoot },
      );
    const other = await FakeL1.start([told.words], told.root + 1n, START + 60);
    const [equal, different] = await Promise.allSettled([run(l1.url), run(other.url)]);
    other.close();
    expect(equal).toMatchObject({ status: 'fulfilled', value: { stdout: expect.stringContaining('EQUAL') } });
    const reason = { code: 1, stdout: expect.stringContaining('DIFFERENT') };
    expect(different).toMatchObject({ status: 'rejected', reason });
  });
});

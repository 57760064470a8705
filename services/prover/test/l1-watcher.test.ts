import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CIRCUIT_SIZES, derivePublicKey, INSTRUMENT_KIND, oracleSetHash, TenorError } from '@tenor/protocol';
import { pino } from 'pino';
import { createPublicClient, createWalletClient, defineChain, encodeFunctionData, http, parseEther } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Deployment, deploy } from '../../../contracts/tooling/deploy.ts';
import { l1QueueAbi, listingsAbi, stablecoinAbi } from '../../../packages/sdk/src/generated/abi.ts';
import { developmentAccount, ROLES } from '../../../tools/start/development-keys.ts';
import { callRpc } from '../../../tools/start/json-rpc.ts';
import { type LocalL1, startLocalL1 } from '../../../tools/start/l1.ts';
import type { CommandAccepted, InternalCommand } from '../../matcher/src/gateway/internal-schema.ts';
import { EntryFollower } from '../src/l1-watcher/entry-follower.ts';
import { extendHead } from '../src/l1-watcher/queue-entry.ts';
import { ViemL1Reader } from '../src/l1-watcher/viem-l1-reader.ts';
import { ModelExchange } from './support/model-exchange.ts';

const CONFIRMATIONS = 2;
const USD = 1_000_000n;
const log = pino({ level: 'silent' });
const governance = developmentAccount(ROLES.governance);
const trader = privateKeyToAccount(developmentAccount(ROLES.trader).privateKey);
const key = derivePublicKey(Buffer.alloc(32, 7));

let folder: string;
let l1: LocalL1;
let deployment: Deployment;

/** An exchange that takes entries in order, as the real one does. */
class EntryTaker extends ModelExchange {
  readonly taken: Extract<InternalCommand, { kind: 'l1-entry' }>[] = [];

  override async command(command: InternalCommand): Promise<CommandAccepted> {
    if (command.kind !== 'l1-entry') return super.command(command);
    const { index } = command.entry;
    if (index > this.taken.length) throw new TenorError('ENTRY_OUT_OF_ORDER');
    if (index === this.taken.length) this.taken.push(command);
    return { sequence: this.taken.length, duplicate: index < this.taken.length - 1 };
  }
}

const chain = () =>
  defineChain({
    id: 31337,
    name: 'L1',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [l1.rpcUrl] } },
  });
const mine = (blocks = 1): Promise<unknown> => callRpc(l1.rpcUrl, 'anvil_mine', [`0x${blocks.toString(16)}`]);
const wallet = () => createWalletClient({ chain: chain(), transport: http(l1.rpcUrl), account: trader });
const reader = (blocksPerQuery = 2000): ViemL1Reader =>
  new ViemL1Reader({
    rpcUrl: l1.rpcUrl,
    exchange: deployment.exchange,
    queue: deployment.queue,
    deployBlock: 0,
    blocksPerQuery,
  });

async function send(request: { to: `0x${string}`; data: `0x${string}` }): Promise<void> {
  const hash = await wallet().sendTransaction({ ...request, gas: 1_000_000n });
  await createPublicClient({ chain: chain(), transport: http(l1.rpcUrl) }).waitForTransactionReceipt({
    hash,
    pollingInterval: 50,
  });
}

async function deposit(amount: bigint): Promise<void> {
  await send({
    to: deployment.queue,
    data: encodeFunctionData({ abi: l1QueueAbi, functionName: 'deposit', args: [1n, amount] }),
  });
}

async function insure(amount: bigint): Promise<void> {
  await send({
    to: deployment.queue,
    data: encodeFunctionData({ abi: l1QueueAbi, functionName: 'insure', args: [amount] }),
  });
}

async function list(...calls: { strike: bigint; expiryHour: bigint }[]): Promise<void> {
  const series = calls.map((call) => ({ underlying: 1n, kind: BigInt(INSTRUMENT_KIND.call), ...call }));
  await send({
    to: deployment.listings,
    data: encodeFunctionData({ abi: listingsAbi, functionName: 'listMany', args: [series] }),
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tenor-watcher-'));
  // The test gives the blocks: the heartbeat is kept out of it.
  l1 = await startLocalL1({ folder, port: 0, blockMilliseconds: 3_600_000 });
  deployment = await deploy({
    rpcUrl: l1.rpcUrl,
    deployerKey: governance.privateKey,
    genesisRoot: 1n,
    oracleSetHash: oracleSetHash([key]),
    size: CIRCUIT_SIZES.test,
    lister: trader.address,
  });
  const erc20 = { abi: stablecoinAbi } as const;
  await send({
    to: deployment.token,
    data: encodeFunctionData({ ...erc20, functionName: 'mint', args: [trader.address, 1000n * USD] }),
  });
  await send({
    to: deployment.token,
    data: encodeFunctionData({ ...erc20, functionName: 'approve', args: [deployment.queue, parseEther('1')] }),
  });
  await send({
    to: deployment.queue,
    data: encodeFunctionData({ abi: l1QueueAbi, functionName: 'registerAndDeposit', args: [key.x, key.y, 100n * USD] }),
  });
});
afterAll(async () => {
  await l1?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('the L1 watcher', () => {
  it('waits for confirmations, then brings the entries in order', async () => {
    const exchange = new EntryTaker([]);
    const l1Reader = reader();
    const follower = new EntryFollower(exchange, l1Reader, CONFIRMATIONS, log);
    const head = await l1Reader.blockNumber();
    expect(await follower.step(head, 0)).toBe(false);
    expect(await follower.step(head + 1, 0)).toBe(false);
    await mine(2);
    expect(await follower.step(await l1Reader.blockNumber(), 0)).toBe(true);
    expect(exchange.taken.map(({ entry }) => entry)).toEqual([
      { kind: 'register', index: 0, account: 1, owner: BigInt(trader.address), key },
      { kind: 'deposit', index: 1, account: 1, amount: 100n * USD },
    ]);
  });

  it('starts over from the index that the exchange expects, whatever it read before', async () => {
    await deposit(5n * USD);
    await mine(CONFIRMATIONS);
    const l1Reader = reader(3); // several queries
    const head = await l1Reader.blockNumber();
    expect((await l1Reader.entries(2, head)).map(({ entry }) => entry.index)).toEqual([2]);
    expect((await l1Reader.entries(0, head)).map(({ entry }) => entry.index)).toEqual([0, 1]);
    expect((await l1Reader.entries(1, head))[0]?.entry).toMatchObject({ kind: 'deposit', index: 1 });
  });

  it('brings the entry that holds after a reorg, not the one that fell out', async () => {
    const exchange = new EntryTaker([]);
    const l1Reader = reader();
    const follower = new EntryFollower(exchange, l1Reader, CONFIRMATIONS, log);
    await follower.step(await l1Reader.blockNumber(), 0);
    const taken = exchange.taken.length;
    await follower.step(await l1Reader.blockNumber(), taken);
    expect(exchange.taken).toHaveLength(3);

    const snapshot = await callRpc(l1.rpcUrl, 'evm_snapshot');
    await deposit(7n * USD);
    await mine(1);
    expect(await follower.step(await l1Reader.blockNumber(), 3)).toBe(false); // one confirmation is not enough
    await callRpc(l1.rpcUrl, 'evm_revert', [snapshot]);
    await mine(1);
    await deposit(9n * USD);
    await mine(CONFIRMATIONS);
    await follower.step(await l1Reader.blockNumber(), 3);
    expect(exchange.taken[3]?.entry).toEqual({ kind: 'deposit', index: 3, account: 1, amount: 9n * USD });
  });

  it('brings payments into the insurance fund in their place between deposits', async () => {
    const exchange = new EntryTaker([]);
    const l1Reader = reader();
    const follower = new EntryFollower(exchange, l1Reader, CONFIRMATIONS, log);
    await insure(3n * USD);
    await deposit(4n * USD);
    await insure(6n * USD);
    await mine(CONFIRMATIONS);
    const head = await l1Reader.blockNumber();
    while (await follower.step(head, exchange.taken.length));
    expect(exchange.taken.slice(4).map(({ entry }) => entry)).toEqual([
      { kind: 'insure', index: 4, amount: 3n * USD },
      { kind: 'deposit', index: 5, account: 1, amount: 4n * USD },
      { kind: 'insure', index: 6, amount: 6n * USD },
    ]);
  });

  it('hashes an insure entry as the queue does', async () => {
    const heads = (n: number) =>
      createPublicClient({ chain: chain(), transport: http(l1.rpcUrl) }).readContract({
        address: deployment.queue,
        abi: l1QueueAbi,
        functionName: 'heads',
        args: [BigInt(n)],
      });
    const [before, after] = [await heads(4), await heads(5)];
    const entry = { kind: 'insure', index: 4, amount: 3n * USD } as const;
    expect(extendHead(before, entry)).toBe(after);
    expect(extendHead(before, { ...entry, amount: 3n * USD + 1n })).not.toBe(after);
    expect(extendHead(before, { ...entry, kind: 'deposit', account: 0 })).not.toBe(after);
  });

  it('brings listings in their place between the others, with the terms that L1 composed', async () => {
    const exchange = new EntryTaker([]);
    const l1Reader = reader();
    const follower = new EntryFollower(exchange, l1Reader, CONFIRMATIONS, log);
    const expiryHour = Math.floor(Date.now() / 86_400_000) * 24 + 30 * 24 + 8;
    const at = { expiryHour: BigInt(expiryHour) };
    await list({ strike: 9_000_000n, ...at }, { strike: 10_000_000n, ...at });
    await deposit(2n * USD);
    await list({ strike: 11_000_000n, ...at });
    await mine(CONFIRMATIONS);
    const head = await l1Reader.blockNumber();
    while (await follower.step(head, exchange.taken.length));
    const terms = (instrument: number, strike: bigint) => ({
      instrument,
      kind: INSTRUMENT_KIND.call,
      underlying: 1,
      status: 1,
      strike,
      expiryHour,
      imRate: 157_287n,
      slopeRate: 0n,
      bandRate: 52_429n,
      fundingCapRate: 0n,
      openInterestCap: 100_000_000n,
      floorRate: 104_858n,
    });
    expect(exchange.taken.slice(7).map(({ entry }) => entry)).toEqual([
      { kind: 'list', index: 7, terms: terms(3, 9_000_000n) },
      { kind: 'list', index: 8, terms: terms(4, 10_000_000n) },
      { kind: 'deposit', index: 9, account: 1, amount: 2n * USD },
      { kind: 'list', index: 10, terms: terms(5, 11_000_000n) },
    ]);
  });
});

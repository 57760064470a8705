import { CIRCUIT_SIZES, INSTRUMENT_KIND, unpackMarketStaticWord } from '@tenor/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAnvil, type TestChain } from '../../../../contracts/test/support/anvil.ts';
import { deploy } from '../../../../contracts/tooling/deploy.ts';
import { type ExchangeConfig, L1Client, l1QueueAbi } from '../../src/index.ts';

const USD = 1_000_000n;
const FEE = 1_000n;
let chain: TestChain;
let l1: ExchangeConfig['l1'];

beforeAll(async () => {
  chain = await startAnvil();
  const at = await deploy({
    rpcUrl: chain.rpcUrl,
    deployerKey: chain.key,
    genesisRoot: 1n,
    oracleSetHash: 2n,
    size: CIRCUIT_SIZES.test,
    parameters: { entryFeeWei: FEE },
  });
  l1 = {
    chainId: at.chainId,
    chainName: 'test chain',
    rpcUrl: chain.rpcUrl,
    explorerUrl: null,
    depositConfirmations: 1,
    exchange: at.exchange,
    queue: at.queue,
    withdrawals: at.withdrawals,
    verifierRegistry: at.registry,
    token: { address: at.token, symbol: 'devUSD', decimals: 6, name: 'Tenor Development Dollar', permit: true },
  };
});
afterAll(() => chain?.stop());

describe.each([
  ['by permit', true],
  ['by approval', false],
])('L1Client, deposits %s', (_, permit) => {
  test('registers, deposits and pays the entry fees', async () => {
    const client = L1Client.fromPrivateKey({ ...l1, token: { ...l1.token, permit } }, chain.secondKey);
    const key = await client.tradingKey(permit ? 0 : 1);
    await client.mint(150n * USD);
    const before = { tokens: await client.tokenBalance(), vault: await client.vault() };
    const { account } = await client.registerAndDeposit(key.publicKey, 100n * USD);
    expect((await client.deposit(account, 50n * USD)).account).toBe(account);
    expect(await client.tokenBalance()).toBe(before.tokens - 150n * USD);
    expect(await client.vault()).toBe(before.vault + 150n * USD);
    const [registered] = await client.publicClient.getContractEvents({
      address: l1.queue,
      abi: l1QueueAbi,
      eventName: 'AccountRegistered',
      args: { account: BigInt(account) },
      fromBlock: 0n,
    });
    expect(registered?.args).toMatchObject({ owner: client.owner, keyX: key.publicKey.x, keyY: key.publicKey.y });
    expect(await client.entryFee()).toBe(FEE);
  });

  test('pays into the insurance fund and pays one entry fee', async () => {
    const client = L1Client.fromPrivateKey({ ...l1, token: { ...l1.token, permit } }, chain.secondKey);
    await client.mint(20n * USD);
    const queue = { address: l1.queue, abi: l1QueueAbi } as const;
    const entries = await client.publicClient.readContract({ ...queue, functionName: 'count' });
    const fees = await client.publicClient.getBalance({ address: l1.queue });
    const before = { tokens: await client.tokenBalance(), vault: await client.vault() };
    const { index, block, transactionHash } = await client.insure(20n * USD);
    expect(index).toBe(Number(entries));
    expect(await client.tokenBalance()).toBe(before.tokens - 20n * USD);
    expect(await client.vault()).toBe(before.vault + 20n * USD);
    expect(await client.publicClient.getBalance({ address: l1.queue })).toBe(fees + FEE);
    const [insured] = await client.publicClient.getContractEvents({ ...queue, eventName: 'Insured', fromBlock: block });
    expect(insured).toMatchObject({ transactionHash, args: { from: client.owner, amount: 20n * USD } });
  });
});

describe('L1Client', () => {
  test('reads what the contracts say', async () => {
    const client = L1Client.fromPrivateKey(l1, chain.key);
    expect(await client.stateRoot()).toBe(1n);
    expect(await client.settledBatch()).toBe(0);
    expect([await client.owed(), await client.claimable(), await client.totalOwed()]).toEqual([0n, 0n, 0n]);
  });

  test('a transaction that the contract refuses is an error that says why', async () => {
    const client = L1Client.fromPrivateKey(l1, chain.key);
    await expect(client.claim()).rejects.toMatchObject({ name: 'ContractRefusal', refusal: 'NothingOwed' });
    await client.mint(5n * USD);
    await expect(client.deposit(15, 5n * USD)).rejects.toThrow('UnknownAccount(15)');
    await expect(client.insure(1n)).rejects.toThrow('AmountOutOfRange(1)');
  });
});

describe('L1Client, listings', () => {
  const { future, call, put } = INSTRUMENT_KIND;
  // 08:00 UTC on a day to come.
  const expiryHour = Math.floor(Date.now() / 86_400_000) * 24 + 10 * 24 + 8;
  const series = (kind: number, strike: bigint) => ({ underlying: 1, kind, strike, expiryHour });

  test('the lister lists one series or several, without a fee, in the order of the queue', async () => {
    const client = L1Client.fromPrivateKey(l1, chain.key);
    expect(await client.isLister()).toBe(true);
    const first = await client.list(series(future, 0n));
    const others = await client.listMany([series(call, 9_000_000n), series(put, 9_000_000n)]);
    expect(others.map(({ instrument }) => instrument)).toEqual([first.instrument + 1, first.instrument + 2]);
    expect(others.map(({ index }) => index)).toEqual([first.index + 1, first.index + 2]);
    expect(await client.instrumentOf(series(put, 9_000_000n))).toBe(first.instrument + 2);
    expect(await client.instrumentOf(series(put, 9_000_001n))).toBeNull();
    const events = await client.publicClient.getContractEvents({
      address: l1.queue,
      abi: l1QueueAbi,
      eventName: 'Listed',
      fromBlock: first.block,
      strict: true,
    });
    expect(events.map(({ args }) => unpackMarketStaticWord(args.staticWord))).toMatchObject(
      [series(future, 0n), series(call, 9_000_000n), series(put, 9_000_000n)].map((terms, place) => ({
        ...terms,
        instrument: first.instrument + place,
        status: 1,
        fundingCapRate: 0n,
      })),
    );
    expect(await client.listMany([])).toEqual([]);
  });

  test('a listing that the contract refuses is an error that says why', async () => {
    const client = L1Client.fromPrivateKey(l1, chain.key);
    await client.list(series(call, 8_000_000n));
    await expect(client.list(series(call, 8_000_000n))).rejects.toMatchObject({ refusal: 'SeriesListed' });
    await expect(client.list({ ...series(call, 1n), expiryHour: expiryHour + 1 })).rejects.toMatchObject({
      refusal: 'ExpiryRefused',
    });
    const stranger = L1Client.fromPrivateKey(l1, chain.secondKey);
    expect(await stranger.isLister()).toBe(false);
    await expect(stranger.list(series(call, 7_000_000n))).rejects.toMatchObject({ refusal: 'NotLister' });
  });
});

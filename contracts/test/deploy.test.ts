import { getAddress } from 'viem';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CircuitSize } from '../../packages/protocol/src/parameters.ts';
import { GENESIS_TERMS } from '../../packages/protocol/src/state/genesis.ts';
import { exchangeAbi, l1QueueAbi, listingsAbi, verifierRegistryAbi } from '../../packages/sdk/src/generated/abi.ts';
import { exchangeDomain, predictAddresses, predictExchangeAddress } from '../tooling/addresses.ts';
import { addDevelopmentVerifier, deploy, deploymentPlan } from '../tooling/deploy.ts';
import { type StandInProver, standInFolder, standInProver } from '../tooling/fixture/stand-in-prover.ts';
import { connectSigner } from '../tooling/transactions.ts';
import { startAnvil, type TestChain } from './support/anvil.ts';

const SIZE: CircuitSize = {
  name: 'tiny',
  A: 2,
  R: 2,
  K: 2,
  DEPTH: 4,
  M: 2,
  T: 1,
  E: 1,
  Q: 2,
  U: 2,
  N: 1,
  V: 1,
  SETTLED: 3,
};
let chain: TestChain;
let elsewhere: TestChain;
let prover: StandInProver;

beforeAll(async () => {
  [chain, elsewhere] = await Promise.all([startAnvil(), startAnvil(5)]);
  prover = await standInProver(standInFolder(), SIZE);
});

afterAll(async () => {
  await Promise.all([chain.stop(), elsewhere.stop(), prover.close()]);
});

const options = () => ({ genesisRoot: 5n, oracleSetHash: 7n, size: SIZE });
const on = (where: TestChain) => ({ rpcUrl: where.rpcUrl, deployerKey: where.key });
const verifier = (development: boolean) => ({ verificationKey: prover.verificationKey, size: SIZE, development });

describe('deploy', () => {
  test('puts every contract where it was predicted, with the domain that the contract computes', async () => {
    const { account, publicClient } = await connectSigner(chain.rpcUrl, chain.key);
    const plan = deploymentPlan(options(), account.address);
    const predicted = predictAddresses(plan);
    const deployment = await deploy({ ...on(chain), ...options() });
    expect(deployment).toMatchObject(predicted);
    expect(deployment.created).toEqual(['token', 'registry', 'exchange']);
    const exchange = { address: predictExchangeAddress(plan), abi: exchangeAbi } as const;
    expect(await publicClient.readContract({ ...exchange, functionName: 'queue' })).toBe(predicted.queue);
    expect(await publicClient.readContract({ ...exchange, functionName: 'withdrawals' })).toBe(predicted.withdrawals);
    expect(await publicClient.readContract({ ...exchange, functionName: 'listings' })).toBe(predicted.listings);
    const queue = { address: predicted.queue, abi: l1QueueAbi } as const;
    expect(await publicClient.readContract({ ...queue, functionName: 'listings' })).toBe(predicted.listings);
    expect(await publicClient.readContract({ ...queue, functionName: 'accountLimit' })).toBe(4n ** BigInt(SIZE.DEPTH));
    expect(await publicClient.readContract({ ...exchange, functionName: 'registry' })).toBe(predicted.registry);
    expect(await publicClient.readContract({ ...exchange, functionName: 'token' })).toBe(predicted.token);
    expect(await publicClient.readContract({ ...exchange, functionName: 'stateRoot' })).toBe(5n);
    const domain = await publicClient.readContract({ ...exchange, functionName: 'domain' });
    expect(domain).toBe(deployment.domain);
    expect(domain).toBe(exchangeDomain(31337, exchange.address));
  });

  test('changes nothing when run again', async () => {
    const { publicClient, account } = await connectSigner(chain.rpcUrl, chain.key);
    const first = await deploy({ ...on(chain), ...options() });
    const nonce = await publicClient.getTransactionCount({ address: account.address });
    const second = await deploy({ ...on(chain), ...options() });
    expect(second).toEqual({ ...first, created: [] });
    expect(await publicClient.getTransactionCount({ address: account.address })).toBe(nonce);
  });

  test('lets the sequencer list what the circuits can hold, under the templates of the series', async () => {
    const { publicClient } = await connectSigner(chain.rpcUrl, chain.key);
    const sequencer = getAddress('0x00000000000000000000000000000000000000aa');
    const deployment = await deploy({ ...on(chain), ...options(), sequencer });
    const listings = { address: deployment.listings, abi: listingsAbi } as const;
    const read = (functionName: 'lister' | 'nextInstrument' | 'instrumentLimit' | 'underlyings') =>
      publicClient.readContract({ ...listings, functionName });
    expect(await read('lister')).toBe(sequencer);
    expect(await read('nextInstrument')).toBe(3n);
    expect(await read('instrumentLimit')).toBe(4n ** BigInt(SIZE.SETTLED));
    expect(await read('underlyings')).toBe(BigInt(SIZE.U));
    for (const { underlying, slopeRate, bandRate, openInterestCap } of GENESIS_TERMS) {
      const template = (of: number) =>
        publicClient.readContract({ ...listings, functionName: 'templateOf', args: [BigInt(underlying), of] });
      const [future, option] = [await template(0), await template(1)];
      // 5, 10 and 15 per cent in 2^-20, rounded up.
      expect(future).toEqual({
        imRate: 52_429,
        slopeRate: Number(slopeRate),
        bandRate: Number(bandRate),
        floorRate: 0,
        openInterestCap,
      });
      expect(option).toEqual({ imRate: 157_287, slopeRate: 0, bandRate: 52_429, floorRate: 104_858, openInterestCap });
    }
  });

  test('gives another exchange for another genesis root, oracle set, sequencer, lister, size, templates or salt', async () => {
    const { account } = await connectSigner(chain.rpcUrl, chain.key);
    const base = { ...options() };
    const plans = [
      base,
      { ...base, genesisRoot: 6n },
      { ...base, oracleSetHash: 8n },
      { ...base, sequencer: '0x00000000000000000000000000000000000000aa' as const },
      { ...base, lister: '0x00000000000000000000000000000000000000bb' as const },
      { ...base, size: { ...SIZE, SETTLED: 4 } },
      { ...base, templates: [] },
      { ...base, salt: `0x${'11'.repeat(32)}` as const },
    ];
    const addresses = plans.map((plan) => predictExchangeAddress(deploymentPlan(plan, account.address)));
    expect(new Set(addresses).size).toBe(plans.length);
  });

  test('adds a development verifier, with the id that the registry computes, once, moving no address', async () => {
    const { publicClient, account } = await connectSigner(chain.rpcUrl, chain.key);
    const before = predictAddresses(deploymentPlan(options(), account.address));
    const deployment = await deploy({ ...on(chain), ...options(), verifier: verifier(true) });
    expect(deployment).toMatchObject(before);
    expect(deployment.verifierId).toBe(prover.verifierId);
    const registry = { address: deployment.registry, abi: verifierRegistryAbi } as const;
    const usable = { ...registry, functionName: 'usable', args: [prover.verifierId] } as const;
    const [, size, dataMode] = await publicClient.readContract(usable);
    expect(size).toMatchObject({ visits: 2, rows: 2, positions: 2, opened: 1, epochs: 1, entries: 2 });
    expect(dataMode).toBe(0);
    const nonce = await publicClient.getTransactionCount({ address: account.address });
    const again = await addDevelopmentVerifier({
      rpcUrl: chain.rpcUrl,
      governanceKey: chain.key,
      registry: deployment.registry,
      verifier: verifier(true),
    });
    expect(again).toBe(prover.verifierId);
    expect(await publicClient.getTransactionCount({ address: account.address })).toBe(nonce);
  });

  test('refuses development verifiers and made-up money on a chain that is not a development one', async () => {
    await expect(deploy({ ...on(elsewhere), ...options() })).rejects.toThrow('name the collateral token');
    const token = '0x00000000000000000000000000000000000000cc' as const;
    const attempt = deploy({ ...on(elsewhere), ...options(), token, verifier: verifier(true) });
    await expect(attempt).rejects.toThrow('DevelopmentVerifierRefused');
  });

  test('takes a genuine verifier into the genesis of the registry', async () => {
    const token = '0x00000000000000000000000000000000000000cc' as const;
    const deployment = await deploy({ ...on(elsewhere), ...options(), token, verifier: verifier(false) });
    const { publicClient } = await connectSigner(elsewhere.rpcUrl, elsewhere.key);
    const registry = { address: deployment.registry, abi: verifierRegistryAbi } as const;
    const [keyData] = await publicClient.readContract({
      ...registry,
      functionName: 'usable',
      args: [deployment.verifierId ?? '0x'],
    });
    expect(await publicClient.getCode({ address: keyData })).toHaveLength(2 + 2 * (1 + 22 * 32));
  });

  test('fails when the exchange refuses its configuration, and leaves none behind', async () => {
    const { account, publicClient } = await connectSigner(chain.rpcUrl, chain.key);
    const bad = { ...options(), parameters: { deadlineSeconds: 1n } };
    await expect(deploy({ ...on(chain), ...bad })).rejects.toThrow();
    const address = predictExchangeAddress(deploymentPlan(bad, account.address));
    expect(await publicClient.getCode({ address })).toBeUndefined();
  });
});

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CIRCUIT_SIZES } from '../../packages/protocol/src/parameters.ts';
import { exchangeAbi, withdrawalsAbi } from '../../packages/sdk/src/generated/abi.ts';
import { type SettlementGas, settlementGas } from '../tooling/fixture/settlement-gas.ts';
import { fullBatch, standInExchange } from '../tooling/fixture/stand-in-exchange.ts';
import { type StandInProver, standInFolder, standInProver } from '../tooling/fixture/stand-in-prover.ts';
import { waitForReceipt } from '../tooling/transactions.ts';
import { startAnvil, type TestChain } from './support/anvil.ts';

// Real snarkjs proofs (of the stand-in circuit, with the words of a dev batch) settled on a real chain.

interface Snapshot extends Omit<SettlementGas, 'gasPerRow'> {
  readonly gasPerRow: Readonly<Record<'1' | '4' | '16', number>>;
}

const snapshot = JSON.parse(readFileSync(new URL('../snapshots/settlement.json', import.meta.url), 'utf8')) as Snapshot;

let chain: TestChain;
let prover: StandInProver;

beforeAll(async () => {
  chain = await startAnvil();
  prover = await standInProver(standInFolder(), CIRCUIT_SIZES.dev);
});

afterAll(async () => {
  await chain.stop();
  await prover.close();
});

test('a full dev batch settles, credits its withdrawal, and the claim pays it', async () => {
  const exchange = await standInExchange(chain.rpcUrl, chain.secondKey, prover, 5_000_000n);
  const { publicClient, walletClient, account } = exchange.signer;
  await exchange.deposit(2_000_000n);
  const { timestamp } = await publicClient.getBlock();
  const data = fullBatch(prover, exchange.header(2, Number(timestamp)), 2_000_000n, BigInt(account.address));
  const batch = await prover.prove(data);
  await exchange.settle([batch]);
  const contract = { address: exchange.deployment.exchange, abi: exchangeAbi } as const;
  expect(await publicClient.readContract({ ...contract, functionName: 'stateRoot' })).toBe(data[1]);
  expect(await publicClient.readContract({ ...contract, functionName: 'settled' })).toEqual([2n, data[1]]);
  const withdrawals = { address: exchange.deployment.withdrawals, abi: withdrawalsAbi } as const;
  const owed = { ...withdrawals, functionName: 'owed', args: [account.address] } as const;
  expect(await publicClient.readContract(owed)).toBe(1_000_000n);
  const hash = await walletClient.writeContract({ ...withdrawals, functionName: 'claim', args: [account.address] });
  await waitForReceipt(publicClient, hash);
  expect(await publicClient.readContract(owed)).toBe(0n);
  await expect(exchange.settle([batch])).rejects.toThrow('PreviousRootMismatch');
});

test('settling costs what the snapshot says, give or take two in a hundred', async () => {
  const measured = await settlementGas(chain.rpcUrl, chain.key, prover);
  expect(measured.words).toBe(snapshot.words);
  const pairs = [
    [measured.batchGas, snapshot.batchGas],
    [measured.batchBytes, snapshot.batchBytes],
    [measured.gasPerRow[1], snapshot.gasPerRow['1']],
    [measured.gasPerRow[4], snapshot.gasPerRow['4']],
    [measured.gasPerRow[16], snapshot.gasPerRow['16']],
  ] as const;
  for (const [gas, expected] of pairs) expect(Math.abs(gas - expected)).toBeLessThan(expected / 50);
});

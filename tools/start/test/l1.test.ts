import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { developmentAccount } from '../development-keys.ts';
import { callRpc } from '../json-rpc.ts';
import { type LocalL1, startLocalL1 } from '../l1.ts';
import { freePort } from '../port.ts';

let folder: string;
const started: LocalL1[] = [];
const start = async (blockMilliseconds = 50): Promise<LocalL1> => {
  const l1 = await startLocalL1({ folder, port: 0, blockMilliseconds, confirmations: 3, idleMilliseconds: 60_000 });
  started.push(l1);
  return l1;
};
const blockNumber = async (l1: LocalL1): Promise<number> => Number(await callRpc(l1.rpcUrl, 'eth_blockNumber'));

async function transact(l1: LocalL1): Promise<string> {
  const { address } = developmentAccount(0);
  return (await callRpc(l1.rpcUrl, 'eth_sendTransaction', [{ from: address, to: address, value: '0x1' }])) as string;
}

async function confirmations(l1: LocalL1, hash: string): Promise<number> {
  const receipt = (await callRpc(l1.rpcUrl, 'eth_getTransactionReceipt', [hash])) as { blockNumber: string } | null;
  return receipt ? (await blockNumber(l1)) - Number(receipt.blockNumber) : -1;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(20)) if (await condition()) return;
  throw new Error('it did not come about');
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenor-l1-'));
});
afterEach(async () => {
  for (const l1 of started.splice(0)) await l1.stop().catch(() => undefined);
  rmSync(folder, { recursive: true, force: true });
});

describe('the local L1', () => {
  it('confirms a transaction, and adds no blocks while nothing happens', async () => {
    const l1 = await start();
    const hash = await transact(l1);
    await until(async () => (await confirmations(l1, hash)) >= 3);
    const before = await blockNumber(l1);
    await sleep(500);
    expect((await blockNumber(l1)) - before).toBeLessThanOrEqual(1);
  });

  it('loses nothing that has a confirmation when it is killed', async () => {
    const l1 = await start();
    const hash = await transact(l1);
    await until(async () => (await confirmations(l1, hash)) >= 2);
    l1.child.kill('SIGKILL');
    const again = await start();
    expect(await confirmations(again, hash)).toBeGreaterThanOrEqual(0);
  });

  it('takes over the blocks of a node whose supervisor is gone, and ends it', async () => {
    const orphan = await start(3_600_000); // its heart has stopped
    const hash = await transact(orphan);
    // A hash is given out before its block is there.
    await until(async () => (await confirmations(orphan, hash)) >= 0);
    const successor = await start();
    expect(await confirmations(successor, hash)).toBeGreaterThanOrEqual(0);
    await until(async () => orphan.child.signalCode === 'SIGKILL');
  });

  it('says when its chain is damaged', async () => {
    const l1 = await start();
    await transact(l1);
    await l1.stop();
    truncateSync(join(folder, 'chain.json'), 1000);
    await expect(start()).rejects.toMatchObject({ name: 'DATA_DAMAGED' });
  });

  it('says when its port is taken', async () => {
    const l1 = await start();
    await expect(freePort(Number(new URL(l1.rpcUrl).port))).rejects.toMatchObject({ name: 'PORT_BUSY' });
  });
});

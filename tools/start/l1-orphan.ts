import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { callRpc } from './json-rpc.ts';
import { saveChain } from './save-chain.ts';

interface NodeRecord {
  readonly pid: number;
  readonly rpcUrl: string;
}

const recordPath = (folder: string): string => join(folder, 'node.json');

/** Remembers the running node, for a next start that finds it without its supervisor. */
export const recordNode = (folder: string, record: NodeRecord): void =>
  writeFileSync(recordPath(folder), JSON.stringify(record));

export const forgetNode = (folder: string): void => rmSync(recordPath(folder), { force: true });

/** A node whose supervisor was killed still holds its port and the newest blocks: keeps the blocks and ends it. */
export async function takeDownOrphan(folder: string, statePath: string): Promise<void> {
  let record: NodeRecord;
  try {
    record = JSON.parse(readFileSync(recordPath(folder), 'utf8')) as NodeRecord;
    // Asking both keeps an unrelated process that was given the same number alive.
    process.kill(record.pid, 0);
    await callRpc(record.rpcUrl, 'anvil_nodeInfo');
  } catch {
    forgetNode(folder);
    return;
  }
  await saveChain(record.rpcUrl, statePath);
  process.kill(record.pid, 'SIGKILL');
  for (let waited = 0; waited < 5000 && alive(record.pid); waited += 50) await sleep(50);
  forgetNode(folder);
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

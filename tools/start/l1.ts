import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { TenorError } from '@tenor/protocol';
import { anvilBinary } from './anvil-binary.ts';
import { childEnd, terminate } from './child-end.ts';
import { L1Heartbeat } from './l1-heartbeat.ts';
import { forgetNode, recordNode, takeDownOrphan } from './l1-orphan.ts';

export const LOCAL_CHAIN_ID = 31337;
const START_MILLISECONDS = 15_000;

export interface LocalL1Options {
  /** Where the chain is kept. */
  readonly folder: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly blockMilliseconds?: number;
  /** Blocks that are mined on top of a transaction. */
  readonly confirmations?: number;
  readonly idleMilliseconds?: number;
  readonly onError?: (error: unknown) => void;
}

/** An Ethereum node on this machine. */
export interface LocalL1 {
  readonly rpcUrl: string;
  readonly chainId: number;
  readonly child: ChildProcess;
  /** Writes the chain to the disk and ends the node. */
  stop(): Promise<void>;
}

/**
 * Starts anvil on the chain kept in a folder, or on a new chain.
 * Throws TOOL_MISSING, PORT_BUSY, or DATA_DAMAGED when the kept chain cannot be read.
 */
export async function startLocalL1(options: LocalL1Options): Promise<LocalL1> {
  mkdirSync(options.folder, { recursive: true });
  const statePath = join(options.folder, 'chain.json');
  await takeDownOrphan(options.folder, statePath);
  const known = existsSync(statePath) ? ['--load-state', statePath] : [];
  const child = spawn(
    anvilBinary(),
    [
      '--host',
      '127.0.0.1',
      '--port',
      String(options.port),
      '--chain-id',
      String(LOCAL_CHAIN_ID),
      '--hardfork',
      'osaka',
      ...known,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  const rpcUrl = `http://${await listening(child, statePath)}`;
  if (child.pid !== undefined) recordNode(options.folder, { pid: child.pid, rpcUrl });
  const heartbeat = new L1Heartbeat({
    rpcUrl,
    statePath,
    blockMilliseconds: options.blockMilliseconds ?? 1000,
    confirmations: options.confirmations ?? 6,
    idleMilliseconds: options.idleMilliseconds ?? 60_000,
    onError: options.onError ?? (() => {}),
  });
  const stop = async (): Promise<void> => {
    // When the node is gone already there is nothing left to write.
    await heartbeat.stop().catch((error: unknown) => options.onError?.(error));
    await terminate(child);
    forgetNode(options.folder);
  };
  return { rpcUrl, chainId: LOCAL_CHAIN_ID, child, stop };
}

/** The address that anvil names once it listens. */
function listening(child: ChildProcess, statePath: string): Promise<string> {
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4000);
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new TenorError('PROCESS_FAILED', { detail: 'the local L1 did not start in time' }));
    }, START_MILLISECONDS);
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      if (output === '∎') return; // keep draining the pipe, or anvil blocks
      output += text;
      const address = /Listening on (\S+)/.exec(output)?.[1];
      if (!address) return;
      output = '∎';
      clearTimeout(timer);
      resolve(address);
    });
    void childEnd(child).then((end) => {
      clearTimeout(timer);
      reject(startError(errors, statePath, end));
    });
  });
}

function startError(errors: string, statePath: string, end: string): TenorError {
  if (/address already in use|AddrInUse/i.test(errors))
    return new TenorError('PORT_BUSY', { detail: 'the port of the local L1' });
  if (/load-state/.test(errors)) return new TenorError('DATA_DAMAGED', { detail: statePath });
  return new TenorError('PROCESS_FAILED', { detail: `the local L1 ended (${end}): ${errors.trim()}` });
}

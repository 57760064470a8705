import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { replaceFile } from './atomic-file.ts';
import { callRpc } from './json-rpc.ts';

const unpack = promisify(gunzip);

/** Writes the whole chain of an anvil to a file that `--load-state` reads. */
export async function saveChain(rpcUrl: string, statePath: string): Promise<void> {
  const dump = (await callRpc(rpcUrl, 'anvil_dumpState')) as string;
  await replaceFile(statePath, await unpack(Buffer.from(dump.slice(2), 'hex')));
}

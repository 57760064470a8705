import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { damaged } from './damage.ts';

const CHILD = fileURLToPath(new URL('./probe-child.ts', import.meta.url));
const loader = (): string => pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/**
 * Verifies a directory in a process of its own: LMDB trusts its pages, and a damaged one can end the process that reads it.
 * Throws DATA_DAMAGED.
 */
export async function probe(directory: string, identity: string): Promise<void> {
  if (!existsSync(join(directory, 'exchange.json'))) return;
  const child = spawn(process.execPath, ['--import', loader(), CHILD, directory, identity], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exit, by) => resolve([exit, by]));
  });
  if (code === 0) return;
  throw damaged(code === 3 ? output : `reading ${directory} ended with ${signal ?? `exit code ${code}`}`);
}

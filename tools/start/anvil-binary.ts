import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { TenorError } from '@tenor/protocol';

/** The platform's anvil, run directly: its npm wrapper costs ten times the start and does not pass signals on. Throws TOOL_MISSING. */
export function anvilBinary(): string {
  const system = process.platform === 'win32' ? 'win32' : process.platform;
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const name = `@foundry-rs/anvil-${system}-${architecture}`;
  try {
    const root = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    const binary = join(root, 'bin', process.platform === 'win32' ? 'anvil.exe' : 'anvil');
    if (existsSync(binary)) return binary;
  } catch {
    // Not installed: reported below.
  }
  throw new TenorError('TOOL_MISSING', { detail: `${name}, the local L1` });
}

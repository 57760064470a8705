import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { TenorError } from '@tenor/protocol';
import { childEnd } from './child-end.ts';

const SOURCES = ['apps/web', 'packages/protocol/src', 'packages/sdk/src', 'package-lock.json'];
const LEFT_OUT = new Set(['node_modules', 'dist', 'test']);

/** A built page and whether it had to be built. */
export interface WebBuild {
  readonly folder: string;
  readonly cached: boolean;
}

/** Builds the web app with vite, or finds the build of the same sources. Throws PROCESS_FAILED with vite's words. */
export async function buildWeb(repository: string, cache: string): Promise<WebBuild> {
  const folder = join(cache, hashOf(repository).slice(0, 40));
  if (existsSync(join(folder, 'index.html'))) return { folder, cached: true };
  const partial = `${folder}.${process.pid}.partial`;
  const require = createRequire(join(repository, 'apps/web/package.json'));
  const vite = join(dirname(require.resolve('vite/package.json')), 'bin/vite.js');
  const child = spawn(process.execPath, [vite, 'build', '--outDir', partial, '--emptyOutDir', '--logLevel', 'warn'], {
    cwd: join(repository, 'apps/web'),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-4000);
    });
  }
  const end = await childEnd(child);
  if (end !== 'exit code 0') {
    rmSync(partial, { recursive: true, force: true });
    throw new TenorError('PROCESS_FAILED', { detail: `the page was not built (${end}): ${output.trim()}` });
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(partial, folder);
  return { folder, cached: false };
}

/** Hash of every file the page is made of. */
function hashOf(repository: string): string {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const path of filesOf(join(repository, source))) {
      hash
        .update(`${relative(repository, path)}\0`)
        .update(readFileSync(path))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

function filesOf(path: string): string[] {
  if (!existsSync(path)) return [];
  const entries = readdirSyncOrNull(path);
  if (!entries) return [path];
  return entries
    .filter((name) => !LEFT_OUT.has(name) && !name.startsWith('.'))
    .sort()
    .flatMap((name) => filesOf(join(path, name)));
}

function readdirSyncOrNull(path: string): string[] | null {
  try {
    return readdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return null;
    throw error;
  }
}

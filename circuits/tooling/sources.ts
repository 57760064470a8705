import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, posix } from 'node:path';
import { circuitsRoot } from './paths.ts';

const require = createRequire(import.meta.url);
const circomlibRoot = join(dirname(require.resolve('circomlib/package.json')), 'circuits');

/** Where an include is looked for when it is not beside the file that names it. */
export const LIBRARIES = ['circuits/src', 'circomlib'] as const;

/** circom files by staged path: `circuits/...` (this workspace) and `circomlib/...`. */
export type Sources = ReadonlyMap<string, string>;

const INCLUDE = /\binclude\s+"([^"]+)"\s*;/g;
const COMMENT = /\/\*[\s\S]*?\*\/|\/\/.*/g;

function originOf(staged: string): string {
  if (staged.startsWith('circuits/')) return join(circuitsRoot, staged.slice('circuits/'.length));
  if (staged.startsWith('circomlib/')) return join(circomlibRoot, staged.slice('circomlib/'.length));
  throw new Error(`not a staged path: ${staged}`);
}

/**
 * The main file and everything it includes, directly or not.
 * @param main staged path of the main file, e.g. `circuits/main/batch-test.circom`
 * @param text its content when it is not on the disk
 * @throws if an include is found nowhere
 */
export function collectSources(main: string, text?: string): Sources {
  const sources = new Map<string, string>();
  const pending = [main];
  if (text !== undefined) sources.set(main, text);
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const content = sources.get(path) ?? readFileSync(originOf(path), 'utf8');
    sources.set(path, content);
    for (const [, include] of content.replaceAll(COMMENT, '').matchAll(INCLUDE)) {
      const found = resolveInclude(path, include as string);
      if (!sources.has(found)) pending.push(found);
    }
  }
  return new Map([...sources].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function resolveInclude(from: string, include: string): string {
  const candidates = [posix.dirname(from), ...LIBRARIES].map((folder) => posix.normalize(posix.join(folder, include)));
  const found = candidates.find((path) => /^(circuits|circomlib)\//.test(path) && existsSync(originOf(path)));
  if (!found) throw new Error(`${from} includes "${include}", which is in none of: ${candidates.join(', ')}`);
  return found;
}

/** Writes the sources under a folder. The compiler then sees exactly what was hashed, whatever is edited meanwhile. */
export function stageSources(sources: Sources, folder: string): void {
  for (const [path, content] of sources) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** SHA-256 over the paths and contents, and whatever else decides the outcome (versions, flags). */
export function hashSources(sources: Sources, ...others: string[]): string {
  const hash = createHash('sha256');
  for (const part of [...others, ...[...sources].flat()]) hash.update(`${part.length}:${part}`);
  return hash.digest('hex');
}

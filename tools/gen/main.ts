import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GeneratedFile } from './generated-file.ts';
import { repositoryRoot } from './repository.ts';
import { STAGES } from './stages.ts';

/**
 * Writes every generated file (`npm run gen`), or compares them and names the stale ones (`npm run gen -- --check`, exit code 1).
 */
const checkOnly = process.argv.includes('--check');

function isStale({ path, content }: GeneratedFile): boolean {
  const file = join(repositoryRoot, path);
  return !existsSync(file) || readFileSync(file, 'utf8') !== content;
}

function write({ path, content }: GeneratedFile): void {
  const file = join(repositoryRoot, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

const stale: string[] = [];
let count = 0;
for (const { name, generate } of STAGES) {
  const started = performance.now();
  const files = await generate();
  const changed = files.filter(isStale);
  count += files.length;
  if (!checkOnly) for (const file of changed) write(file);
  stale.push(...changed.map(({ path }) => path));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${name}: ${files.length} files, ${changed.length} ${checkOnly ? 'stale' : 'written'} (${seconds} s)`);
  // What comes later would be made from stale files.
  if (checkOnly && changed.length > 0) break;
}
for (const path of stale) console.log(`  ${checkOnly ? 'stale' : 'written'}: ${path}`);
if (checkOnly && stale.length > 0) {
  console.error('Generated files are stale. Run `npm run gen` and commit what it writes.');
  process.exitCode = 1;
} else {
  console.log(`${count} generated files are fresh.`);
}

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');

/** The TypeScript of the guide, in order, as one module. */
const guide = (): string =>
  [...readFileSync(join(repository, 'docs/api/sdk.md'), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)]
    .map(([, code]) => code)
    .join('\n');

test('the examples of the guide compile as one program', { timeout: 240_000 }, async () => {
  // Inside the package, so that its imports are found as a reader's would be.
  const folder = mkdtempSync(join(repository, 'packages/sdk/.guide-'));
  try {
    const code = guide();
    expect(code).toContain('ExchangeClient.connect');
    writeFileSync(join(folder, 'guide.mts'), code);
    const base = join(repository, 'tsconfig.base.json');
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ extends: base, files: ['guide.mts'] }));
    const outcome = await promisify(execFile)(process.execPath, [compiler, '-p', folder]).then(
      () => '',
      (failed: { stdout: string }) => failed.stdout,
    );
    expect(outcome).toBe('');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

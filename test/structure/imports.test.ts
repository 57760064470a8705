import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cycles, type Import, imports } from './support/imports.ts';
import { expectNone } from './support/none.ts';
import { files, isTest, isTypeScript, matches, root } from './support/sources.ts';

const edge = (from: string, target: string): Import => ({ from, specifier: target, target, typeOnly: false });
const describeImport = ({ from, specifier }: Import): string => `${from} imports ${specifier}`;
const inside = (folder: string) => (path: string) => path.startsWith(folder);

describe('the import graph', () => {
  test('finds a circle and leaves a tree alone', () => {
    expect(cycles([edge('a', 'b'), edge('b', 'c'), edge('c', 'b')])).toEqual([['b', 'c']]);
    expect(cycles([edge('a', 'a')])).toEqual([['a']]);
    expect(cycles([edge('a', 'b'), edge('a', 'c'), edge('b', 'c')])).toEqual([]);
  });

  test('sees the whole repository', () => {
    expect(imports.length).toBeGreaterThan(500);
    expect(
      imports.some(({ specifier, target }) => specifier === '@tenor/protocol' && target?.endsWith('index.ts')),
    ).toBe(true);
  });

  test('names files that exist', () => {
    const missing = imports.filter(
      ({ specifier, target }) => specifier.startsWith('.') && !existsSync(join(root, target!)),
    );
    expectNone(missing.map(describeImport));
  });

  // Types are erased, so an `import type` cannot make a circle that runs; those are left out.
  test('has no circles', () => {
    expectNone(cycles(imports.filter(({ typeOnly }) => !typeOnly)).map((circle) => circle.join(' ')));
  });
});

describe('the rules', () => {
  const protocol = files.filter((path) => inside('packages/protocol/src/')(path) && isTypeScript(path));
  const fromProtocol = imports.filter(({ from }) => from.startsWith('packages/protocol/src/'));

  test('import nothing but themselves and hashes', () => {
    const foreign = fromProtocol.filter(({ specifier, target }) =>
      target === undefined ? !specifier.startsWith('@noble/hashes/') : !target.startsWith('packages/protocol/src/'),
    );
    expect(protocol.length).toBeGreaterThan(40);
    expectNone(foreign.map(describeImport));
  });

  test('use no clock, no randomness, no input or output', () => {
    const impure =
      /\b(Date\.now|new Date|Math\.random|crypto\.getRandomValues|randomUUID|performance\.now|setTimeout|setInterval|fetch\(|console\.|process\.|require\(|XMLHttpRequest|localStorage)/;
    expectNone(matches(protocol, impure));
  });
});

describe('layers', () => {
  const allowed: Readonly<Record<string, readonly string[]>> = {
    'packages/sdk/src/': ['packages/protocol/', 'packages/sdk/'],
    'packages/bot/src/': ['packages/sdk/', 'packages/bot/'],
    'apps/web/src/': ['packages/protocol/', 'packages/sdk/', 'apps/web/'],
    'apps/market-maker/src/': ['packages/protocol/', 'packages/sdk/', 'packages/bot/', 'apps/market-maker/'],
    'apps/lister/src/': ['packages/protocol/', 'packages/sdk/', 'packages/bot/', 'apps/lister/'],
    'apps/keeper/src/': ['packages/protocol/', 'packages/sdk/', 'packages/bot/', 'apps/keeper/'],
    'circuits/tooling/': ['packages/protocol/', 'circuits/'],
    'services/': [
      'packages/protocol/',
      'circuits/tooling/',
      'contracts/tooling/',
      'services/',
      'packages/sdk/src/generated/',
    ],
  };

  test.each(Object.entries(allowed))('%s imports only what is below it', (folder, below) => {
    const wrong = imports.filter(
      ({ from, target }) =>
        inside(folder)(from) &&
        !isTest(from) &&
        target !== undefined &&
        !below.some((prefix) => target.startsWith(prefix)),
    );
    expectNone(wrong.map(describeImport));
  });

  test('outsiders import nothing of the services', () => {
    const wrong = imports.filter(
      ({ from, target }) =>
        (inside('apps/')(from) || inside('packages/')(from)) && !isTest(from) && target?.startsWith('services/'),
    );
    expectNone(wrong.map(describeImport));
  });
});

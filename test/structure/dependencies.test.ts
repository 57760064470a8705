import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { imports } from './support/imports.ts';
import { expectNone } from './support/none.ts';
import { files, isTest, isTypeScript, read } from './support/sources.ts';

interface Manifest {
  readonly name: string;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
}

const manifestPaths = files.filter((path) => path.endsWith('package.json'));
const manifests = new Map(manifestPaths.map((path) => [posix.dirname(path), JSON.parse(read(path)) as Manifest]));

/** The workspace a file belongs to; `.` is the root. */
const workspaceOf = (path: string): string =>
  [...manifests.keys()].filter((folder) => path.startsWith(`${folder}/`)).sort((a, b) => b.length - a.length)[0] ?? '.';

/** `@scope/name/deep` → `@scope/name`. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

const foreign = imports.filter(({ specifier }) => !specifier.startsWith('.') && !specifier.startsWith('node:'));
const declaredBy = ({ dependencies = {}, devDependencies = {} }: Manifest): string[] =>
  Object.keys({ ...dependencies, ...devDependencies });

/** Used by name in a command or a configuration, or only for its files. */
const NOT_IMPORTED = new Set([
  '@biomejs/biome',
  '@foundry-rs/anvil',
  '@foundry-rs/forge',
  '@types/node',
  '@types/react',
  '@types/react-dom',
  '@types/ws',
  '@uniswap/v4-core',
  'circom2',
  'circomlib',
  'solady',
  'solc',
  'tsx',
  'typescript',
]);

describe('dependencies', () => {
  test('versions are exact', () => {
    const loose = [...manifests.values()].flatMap(({ name, dependencies, devDependencies }) =>
      Object.entries({ ...dependencies, ...devDependencies })
        .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
        .map(([dependency, version]) => `${name}: ${dependency} ${version}`),
    );
    expectNone(loose);
  });

  test('one version of each', () => {
    const versions = new Map<string, Set<string>>();
    for (const { dependencies, devDependencies } of manifests.values()) {
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
        versions.set(name, (versions.get(name) ?? new Set()).add(version));
    }
    expectNone(
      [...versions].filter(([, used]) => used.size > 1).map(([name, used]) => `${name}: ${[...used].join(', ')}`),
    );
  });

  test('what is imported is declared', () => {
    const anywhere = new Set([...manifests.values()].flatMap((manifest) => [manifest.name, ...declaredBy(manifest)]));
    const undeclared = foreign
      .filter(({ from, specifier }) => {
        const own = manifests.get(workspaceOf(from))!;
        const name = packageOf(specifier);
        if (name === own.name || declaredBy(own).includes(name)) return false;
        // Tests, benchmarks and the tools at the root stand on what the workspaces have.
        return !((isTest(from) || from.includes('/bench/') || workspaceOf(from) === '.') && anywhere.has(name));
      })
      .map(({ from, specifier }) => `${from}: ${specifier}`);
    expectNone([...new Set(undeclared)]);
  });

  test('what is declared is used', () => {
    const unused = [...manifests].flatMap(([folder, manifest]) => {
      const own = files.filter(
        (path) => /\.(tsx?|mjs)$/.test(path) && (folder === '.' || workspaceOf(path) === folder),
      );
      const named = own.map(read).join('\n');
      const reached = new Set(
        imports
          .filter(({ from, target }) => workspaceOf(from) === folder && target !== undefined)
          .map(({ target }) => manifests.get(workspaceOf(target!))!.name),
      );
      return declaredBy(manifest)
        .filter((name) => !NOT_IMPORTED.has(name) && !reached.has(name))
        .filter((name) => !named.includes(`'${name}'`) && !named.includes(`'${name}/`))
        .map((name) => `${manifest.name}: ${name}`);
    });
    expectNone(unused);
  });
});

describe('files', () => {
  /** Started by a command, a worker, a configuration; or named in another way than by an import. */
  const isEntry = (path: string): boolean =>
    isTest(path) ||
    read(path).includes(`npx tsx ${path}`) ||
    /(^|\/)(main|index|vite\.config|vitest\.config)\.tsx?$/.test(path) ||
    /\.bench\.ts$/.test(path) ||
    path.startsWith('docs/');

  test('are all reached from somewhere', () => {
    const sources = files.filter(isTypeScript);
    const targets = new Set(imports.map(({ target }) => target));
    // Workers and processes are started by URL or by their path in a command; commands for people stand in a document or a comment.
    const texts = files.filter((path) => /\.(tsx?|mjs|json|html|md)$/.test(path) && path !== 'package-lock.json');
    const named = (path: string): boolean =>
      texts.some((other) => other !== path && read(other).includes(posix.basename(path).replace(/\.d\.mts$/, '.mjs')));
    expect(sources.length).toBeGreaterThan(300);
    expectNone(sources.filter((path) => !isEntry(path) && !targets.has(path) && !named(path)));
  });
});

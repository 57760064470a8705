import { describe, expect, test } from 'vitest';
import { addPlatformPackages } from '../../tools/lockfile/patch.mjs';
import { expectNone } from './support/none.ts';
import { files, read } from './support/sources.ts';

interface Lock {
  packages: Record<string, { resolved?: string; link?: boolean; optionalDependencies?: Record<string, string> }>;
}
const lock = (): Lock => JSON.parse(read('package-lock.json')) as Lock;

describe('the lock file', () => {
  test('holds no download addresses', () => {
    const addresses = Object.entries(lock().packages).filter(
      ([, { resolved, link }]) => resolved !== undefined && !link,
    );
    expectNone(addresses.map(([name]) => name));
  });

  test('lists the packages of every platform', () => {
    expectNone(addPlatformPackages(lock()).added);
  });

  test('would notice that one is missing', () => {
    const damaged = lock();
    const [path] = Object.keys(damaged.packages).filter((name) => /biomejs\/cli-darwin-arm64$/.test(name));
    delete damaged.packages[path!];
    expect(addPlatformPackages(damaged).added).toEqual(['@biomejs/cli-darwin-arm64']);
  });
});

describe('the repository', () => {
  test.each(['README.md', 'LICENSE', '.ci/run', 'docs/architecture.md', 'docs/README.md'])('has %s', (path) => {
    expect(files).toContain(path);
  });

  test('names one test command in README.md and .ci/run', () => {
    expect(read('README.md')).toContain('npm test');
    expect(read('.ci/run')).toContain('npm test');
  });

  test('links between documents lead somewhere', () => {
    const broken = files
      .filter((path) => path.endsWith('.md'))
      .flatMap((path) =>
        [...read(path).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)(#[^)]*)?\)/g)]
          .map(([, target]) => new URL(target as string, `file:///${path}`).pathname.slice(1))
          .filter(
            (target) =>
              !files.includes(target) && !files.some((file) => file.startsWith(`${target.replace(/\/$/, '')}/`)),
          )
          .map((target) => `${path} links to ${target}`),
      );
    expectNone(broken);
  });
});

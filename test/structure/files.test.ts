import { describe, expect, test } from 'vitest';
import { expectNone } from './support/none.ts';
import { files, isGenerated, isTest, matches, read } from './support/sources.ts';

const LONGEST = 300;
const isSource = (path: string): boolean => /\.(ts|tsx|mjs|cjs|sol|circom)$/.test(path);
const isText = (path: string): boolean => !/\.(png|jpg|woff2?|ico|gz)$/.test(path);
const sources = files.filter((path) => isSource(path) && !isGenerated(path));
// This file holds the patterns themselves.
const texts = files.filter(
  (path) => isText(path) && path !== 'package-lock.json' && path !== 'test/structure/files.test.ts',
);

describe('files', () => {
  test(`no source is longer than ${LONGEST} lines`, () => {
    const long = sources
      .filter((path) => !isTest(path))
      .map((path) => ({ path, lines: read(path).trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > LONGEST)
      .map(({ path, lines }) => `${path}: ${lines}`);
    expect(sources.length).toBeGreaterThan(200);
    expectNone(long);
  });

  test('folders and files are named after what they hold', () => {
    const vague = /(^|\/)(utils?|helpers?|common|shared|misc|managers?|stuff|lib-?utils)(\/|\.[a-z]+$)/i;
    expectNone(files.filter((path) => vague.test(path)));
  });

  // The compiler and the linter find each use; here only that nobody has told them to look away.
  test('any, enums, namespaces and parameter properties stay forbidden', () => {
    const { compilerOptions } = JSON.parse(read('tsconfig.base.json')) as { compilerOptions: Record<string, unknown> };
    expect(compilerOptions).toMatchObject({ strict: true, erasableSyntaxOnly: true, noUncheckedIndexedAccess: true });
    const { linter } = JSON.parse(read('biome.json')) as { linter: { rules: Record<string, Record<string, string>> } };
    expect(linter.rules.suspicious).toMatchObject({ noExplicitAny: 'error' });
    expect(linter.rules.style).toMatchObject({
      noEnum: 'error',
      noParameterProperties: 'error',
      useImportType: 'error',
    });
    expectNone(matches(sources, /biome-ignore(?!.*: \S)/, read));
  });

  test('nothing names a place on somebody’s machine', () => {
    expectNone(matches(texts, /(^|[^A-Za-z0-9_.])\/(work|root|home|Users|tmp)\//, read));
  });

  test('nothing names a package registry', () => {
    expect(matches(texts, /registry\.npmjs|registry\.yarnpkg|npm\.pkg\.github|artifactory|verdaccio/i, read)).toEqual(
      [],
    );
  });

  test('no test is switched off, no check silenced', () => {
    const silenced =
      /\b(test|it|describe)\.(skip|only|todo)\(|@ts-ignore|@ts-nocheck|eslint-disable|\bTODO\b|\bFIXME\b/;
    expect(
      matches(
        sources.filter((path) => path !== 'test/structure/files.test.ts'),
        silenced,
        read,
      ),
    ).toEqual([]);
  });
});

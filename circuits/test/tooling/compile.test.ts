import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compileSources, inspectCircuit, startCompiler } from '../../tooling/compile.ts';
import type { Progress } from '../../tooling/progress.ts';
import { readR1csHeader } from '../../tooling/r1cs.ts';
import { collectSources, hashSources } from '../../tooling/sources.ts';

const cacheRoot = mkdtempSync(join(os.tmpdir(), 'tenor-compile-'));
afterAll(() => rmSync(cacheRoot, { recursive: true, force: true }));
const MAIN = 'circuits/test/compiled.circom';
const text = (body: string) => `pragma circom 2.1.6;\ninclude "lib/range.circom";\n${body}`;
const square = text(
  'template T() { signal input a; signal output b; b <== a * a; component r = Range(4); r.in <== a; } component main = T();',
);

describe('compileSources', () => {
  it('compiles once, tells its progress, and finds the result afterwards', async () => {
    const progress: Progress[] = [];
    const onProgress = (one: Progress) => progress.push(one);
    const sources = collectSources(MAIN, square);
    const first = await compileSources(MAIN, sources, { cacheRoot, onProgress });
    expect(first.cached).toBe(false);
    expect(readR1csHeader(readFileSync(first.r1csPath))).toMatchObject({
      outputs: 1,
      publicInputs: 0,
      constraintCount: 5,
    });
    expect(progress.length).toBeGreaterThanOrEqual(2);
    expect(progress[0]).toMatchObject({ step: 'compile', detail: MAIN });
    const second = await compileSources(MAIN, sources, { cacheRoot });
    expect(second).toEqual({ ...first, cached: true });
  });

  it('says what the compiler says, and keeps the process usable', async () => {
    const compiler = startCompiler();
    try {
      const broken = text('template T() { signal input a; signal output b; b <== a * a * a; } component main = T();');
      const options = { cacheRoot, compiler };
      await expect(compileSources(MAIN, collectSources(MAIN, broken), options)).rejects.toThrow(
        /Non quadratic constraints/,
      );
      const other = square.replace('Range(4)', 'Range(5)');
      expect((await compileSources(MAIN, collectSources(MAIN, other), options)).cached).toBe(false);
    } finally {
      compiler.close();
    }
  });

  it('names an include that is nowhere', () => {
    const missing = 'include "lib/nothing.circom";';
    expect(() => collectSources(MAIN, missing)).toThrow(/lib\/nothing.circom/);
  });
});

describe('the cache key', () => {
  it('changes with any included file, with the main, and with nothing else', () => {
    const sources = collectSources(MAIN, square);
    expect([...sources.keys()]).toContain('circomlib/bitify.circom');
    const key = hashSources(sources, 'flags');
    for (const path of sources.keys()) {
      const edited = new Map([...sources, [path, `${sources.get(path)} `]]);
      expect(hashSources(edited, 'flags'), path).not.toBe(key);
    }
    expect(hashSources(sources, 'other flags')).not.toBe(key);
    expect(hashSources(collectSources(MAIN, square), 'flags')).toBe(key);
  });

  it('does not read includes that are comments', () => {
    const sources = collectSources(MAIN, `// include "poseidon.circom";\n/* include "mimc.circom"; */\n${square}`);
    expect([...sources.keys()].filter((path) => /poseidon|mimc/.test(path))).toEqual([]);
  });
});

describe('inspectCircuit', () => {
  it('warns of an output that nothing uses', async () => {
    const careless = text('template T() { signal input a; component b = Bits(4); b.in <== a; } component main = T();');
    const [warning] = await inspectCircuit(MAIN, collectSources(MAIN, careless), cacheRoot);
    expect(warning).toMatch(/b\.out/);
    expect(await inspectCircuit(MAIN, collectSources(MAIN, square), cacheRoot)).toEqual([]);
  });
});

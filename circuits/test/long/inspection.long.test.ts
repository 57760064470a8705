import { describe, expect, it } from 'vitest';
import { inspectCircuit } from '../../tooling/compile.ts';
import { batchMainPath } from '../../tooling/generate.ts';
import { collectSources } from '../../tooling/sources.ts';

/** Templates of circomlib drop outputs of their own components; powers of beta are handed to every template, used or not. */
const KNOWN = [
  /template "(CompConstant|EscalarMulAny|EscalarMulFix)\(/,
  /template "\w+Terms\([^"]*\)": Array of local signals p contains/,
];

describe('circom --inspect', () => {
  it('finds no signal of the batch without a constraint', async () => {
    const main = `circuits/${batchMainPath('test')}`;
    const warnings = await inspectCircuit(main, collectSources(main));
    expect(warnings.length).toBeGreaterThan(0);
    expect(warnings.filter((warning) => !KNOWN.some((known) => known.test(warning)))).toEqual([]);
  });
});

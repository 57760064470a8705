import { describe, expect, it } from 'vitest';
import { inspectCircuit } from '../../tooling/compile.ts';
import { batchMainPath } from '../../tooling/generate.ts';
import { collectSources } from '../../tooling/sources.ts';

/**
 * Templates of circomlib drop outputs of their own components; powers of beta are handed to every template, used or not; and what expires is told by the
 * three kinds that can, so the flag of a perpetual is none of its business.
 */
const KNOWN = [
  /template "(CompConstant|EscalarMulAny|EscalarMulFix)\(/,
  /template "\w+Terms\([^"]*\)": (Array of local signals p contains|Local signal p\[0\])/,
  /template "Expiry\([^"]*\)": Array of local signals isKind contains[^.]*For example: isKind\[0\]\[0\], isKind\[1\]\[0\]/,
];

describe('circom --inspect', () => {
  it('finds no signal of the batch without a constraint', async () => {
    const main = `circuits/${batchMainPath('test')}`;
    const warnings = await inspectCircuit(main, collectSources(main));
    expect(warnings.length).toBeGreaterThan(0);
    expect(warnings.filter((warning) => !KNOWN.some((known) => known.test(warning)))).toEqual([]);
  });
});

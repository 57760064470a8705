import { describe, expect, test } from 'vitest';
import { expectNone } from './support/none.ts';
import { code, files, matches } from './support/sources.ts';

const circuits = files.filter((path) => path.startsWith('circuits/src/') && path.endsWith('.circom'));

/** Hints (`<--`) without a constraint on the hinted signal on the same or one of the three lines that follow. */
function unconstrainedHints(path: string, text: string): string[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const target = /(?:signal\s+)?(?:output\s+|input\s+)?(\w+)(?:\[[^\]]*\])*\s*<--/.exec(line)?.[1];
    if (target === undefined)
      return line.includes('<--') ? [`${path}:${index + 1}: not understood: ${line.trim()}`] : [];
    const named = new RegExp(String.raw`\b${target}\b`);
    const constrained = lines.slice(index, index + 4).some((after) => /===|<==/.test(after) && named.test(after));
    return constrained ? [] : [`${path}:${index + 1}: ${line.trim()}`];
  });
}

describe('circuits', () => {
  test('the check of hints sees a hint that nothing constrains', () => {
    expectNone(unconstrainedHints('x', 'signal inv <-- 1 / in;\n\n\ninv * in === 1;'));
    expect(unconstrainedHints('x', 'signal inv <-- 1 / in;\n\n\n\ninv * in === 1;')).toHaveLength(1);
    expect(unconstrainedHints('x', 'q[i] <-- a;\nout <== a;')).toHaveLength(1);
  });

  test('every hint has its constraint beside it', () => {
    expect(circuits.length).toBeGreaterThan(20);
    expect(circuits.some((path) => code(path).includes('<--'))).toBe(true);
    expectNone(circuits.flatMap((path) => unconstrainedHints(path, code(path))));
  });

  test('hints are written one way', () => {
    expectNone(matches(circuits, /-->/));
  });

  test('raw decompositions and comparators stay inside the library', () => {
    const outside = circuits.filter((path) => !path.startsWith('circuits/src/lib/'));
    const raw =
      /\b(Num2Bits(_strict)?|Bits2Num|LessThan|LessEqThan|GreaterThan|GreaterEqThan|IsZero|IsEqual|CompConstant|AliasCheck|Sign)\(/;
    expect(outside.length).toBeGreaterThan(10);
    // `Sign(n)` is the library's own wrapper and its width is checked there.
    expectNone(matches(outside, raw).filter((line) => !/\bSign\(BITS_/.test(line)));
  });
});

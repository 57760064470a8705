import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { convexMarks, type FallingMarks } from '../../src/index.ts';

const strikesFrom = (gaps: readonly number[]): bigint[] => {
  let at = 0n;
  return gaps.map((gap) => {
    at += BigInt(gap);
    return at;
  });
};

/** What `convexMarks` promises, said once more in the plainest way. */
function isSound(x: readonly bigint[], m: readonly bigint[], lower: readonly bigint[]): boolean {
  return m.every((mark, i) => {
    if (mark < lower[i]!) return false;
    if (i === 0) return true;
    const fall = m[i - 1]! - mark;
    if (fall < 0n || fall > x[i]! - x[i - 1]!) return false;
    if (i === 1) return true;
    return (m[i - 2]! - m[i - 1]!) * (x[i]! - x[i - 1]!) >= fall * (x[i - 1]! - x[i - 2]!);
  });
}

/** The greatest sound list not above the marks, by trying every list there is. */
function bruteForce({ x, marks, lower }: FallingMarks): bigint[] {
  const best = [...lower];
  const at = marks.map(() => 0n);
  const visit = (i: number): void => {
    if (i === marks.length) {
      if (!isSound(x, at, lower)) return;
      for (let j = 0; j < at.length; j++) if (at[j]! > best[j]!) best[j] = at[j]!;
      return;
    }
    for (let value = lower[i]!; value <= marks[i]!; value++) {
      at[i] = value;
      visit(i + 1);
    }
  };
  visit(0);
  return best;
}

describe('convex marks', () => {
  test('are the greatest sound ones, found by trying all', () => {
    const small = fc.record({
      gaps: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }),
      forward: fc.bigInt({ min: 0n, max: 12n }),
      extra: fc.array(fc.bigInt({ min: 0n, max: 5n }), { minLength: 5, maxLength: 5 }),
    });
    let changed = 0;
    fc.assert(
      fc.property(small, ({ gaps, forward, extra }) => {
        const x = strikesFrom(gaps);
        const lower = x.map((strike) => (forward > strike ? forward - strike : 0n));
        const marks = lower.map((least, i) => least + extra[i]!);
        const repaired = convexMarks({ x, marks, lower });
        if (repaired.some((mark, i) => mark !== marks[i])) changed++;
        expect(repaired).toEqual(bruteForce({ x, marks, lower }));
      }),
      { numRuns: 400 },
    );
    expect(changed).toBeGreaterThan(100);
  });

  const wild = fc.record({
    gaps: fc.array(fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 10_000, max: 5_000_000 })), {
      minLength: 1,
      maxLength: 60,
    }),
    forward: fc.bigInt({ min: 1n, max: 100_000_000n }),
    discount: fc.constantFrom(1, 0.987, 0.5),
    extra: fc.array(fc.bigInt({ min: -1_000_000n, max: 30_000_000n }), { minLength: 60, maxLength: 60 }),
  });

  test('are sound for any marks, discounted too, and a second pass changes nothing', () => {
    fc.assert(
      fc.property(wild, ({ gaps, forward, discount, extra }) => {
        const x = strikesFrom(gaps);
        const lower = x.map((strike) =>
          forward > strike ? BigInt(Math.ceil(discount * Number(forward - strike))) : 0n,
        );
        const marks = x.map((_, i) => lower[i]! + extra[i]!);
        const repaired = convexMarks({ x, marks, lower });
        expect(isSound(x, repaired, lower)).toBe(true);
        expect(convexMarks({ x, marks: repaired, lower })).toEqual(repaired);
        x.forEach((strike, i) => {
          const undiscounted = forward > strike ? forward - strike : 0n;
          const ceiling = marks[i]! > undiscounted ? marks[i]! : undiscounted;
          expect(repaired[i]! <= ceiling).toBe(true);
        });
      }),
    );
  });

  test('leave sound marks alone', () => {
    const x = [80n, 90n, 100n, 110n, 140n];
    const marks = [25n, 17n, 10n, 6n, 1n];
    expect(convexMarks({ x, marks, lower: [20n, 10n, 0n, 0n, 0n] })).toEqual(marks);
    expect(convexMarks({ x: [], marks: [], lower: [] })).toEqual([]);
  });
});

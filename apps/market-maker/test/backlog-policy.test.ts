import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backlogPosture } from '../src/backlog-policy.ts';

const ORDER = ['normal', 'careful', 'minimal', 'stopped'];

describe('backlogPosture', () => {
  test('grows more careful with the backlog, and never less', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), fc.integer({ min: 1, max: 400 }), (a, b, cap) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((rows) => backlogPosture(rows, cap, 3));
        expect(ORDER.indexOf(high!.mode)).toBeGreaterThanOrEqual(ORDER.indexOf(low!.mode));
        expect(high!.levels).toBeLessThanOrEqual(low!.levels);
      }),
    );
  });

  test('adds nothing from half the cap on, and quotes nothing at twice the cap', () => {
    expect(backlogPosture(31, 64, 3)).toMatchObject({ mode: 'normal', refills: true, widening: 1n });
    expect(backlogPosture(32, 64, 3)).toMatchObject({ mode: 'careful', refills: true, levels: 3 });
    expect(backlogPosture(64, 64, 3)).toMatchObject({ mode: 'minimal', refills: true, levels: 1 });
    expect(backlogPosture(128, 64, 3)).toMatchObject({ mode: 'stopped', levels: 0 });
  });
});

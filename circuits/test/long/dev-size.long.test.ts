import { describe, expect, it } from 'vitest';
import { measureBatch, readPinnedConstraints } from '../../tooling/measure-constraints.ts';

describe('the dev batch', () => {
  it('has the pinned number of constraints', async () => {
    expect(await measureBatch('dev')).toBe(readPinnedConstraints().dev);
  });
});

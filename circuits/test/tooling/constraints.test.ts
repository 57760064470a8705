import { CIRCUIT_SIZES } from '@tenor/protocol';
import { describe, expect, it } from 'vitest';
import { measureBatch, measureParts, readPinnedConstraints } from '../../tooling/measure-constraints.ts';

const pinned = readPinnedConstraints();

// After a change that was meant: npx tsx circuits/tooling/pin-constraints.ts
describe('constraint counts are the pinned ones', () => {
  it('of the parts', async () => {
    const { test: _test, dev: _dev, ...parts } = pinned;
    expect(await measureParts()).toEqual(parts);
  });

  it('of the test batch', async () => {
    expect(await measureBatch('test')).toBe(pinned.test);
  });

  it('and within what the design allows', () => {
    const { M, T } = CIRCUIT_SIZES.dev;
    expect(pinned.row).toBeLessThanOrEqual(8_200);
    expect(pinned.visit).toBeLessThanOrEqual(10_000);
    expect(pinned.marketRow + (pinned.marketEntry * T) / M).toBeLessThanOrEqual(700);
    expect(pinned.dev).toBeLessThanOrEqual(165_000);
  });
});

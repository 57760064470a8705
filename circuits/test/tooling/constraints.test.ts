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
    expect(pinned.row).toBeLessThanOrEqual(8_200);
    // With margins by side, options, expired positions and the liquidation rule.
    expect(pinned.visit).toBeLessThanOrEqual(11_500);
    // Hashed four times: its terms and its changing word, before and after.
    expect(pinned.marketRow).toBeLessThanOrEqual(170);
    expect(pinned.marketEntry).toBeLessThanOrEqual(2_000);
    // Before portfolio margin is part of a batch: with it a visit stays below 14,000, and a row of a round costs at most 450 more.
    expect(pinned.visit + pinned.portfolioMargin).toBeLessThanOrEqual(13_000);
    expect(pinned.scenarioValues).toBeLessThanOrEqual(400);
    // Of these, 28,000 are the quorum of two rounds, 24,000 the twelve rows a batch may open, 17,500 expiries and settled openings, 4,100 the
    // order of series with its marks. The proving system rounds up to 2^18.
    expect(pinned.dev).toBeLessThanOrEqual(230_000);
  });
});

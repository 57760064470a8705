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
    // With margins by side, options, expired positions, the liquidation rule and portfolio margin of both sides.
    expect(pinned.visit).toBeLessThanOrEqual(13_100);
    // Hashed four times: its terms and its changing word, before and after.
    expect(pinned.marketRow).toBeLessThanOrEqual(170);
    expect(pinned.marketEntry).toBeLessThanOrEqual(2_500);
    // Of a visit's, those that an account in standard mode would not need.
    expect(pinned.portfolioMargin).toBeLessThanOrEqual(2_100);
    expect(pinned.scenarioValues).toBeLessThanOrEqual(400);
    // Of these, 104,000 are the eight visits, 31,000 the quorum of two rounds with its scenario prices, 29,000 the twelve rows a batch may open, 17,500
    // expiries and settled openings, 4,100 the order of series with its marks. The proving system rounds up to 2^18 = 262,144.
    expect(pinned.dev).toBeLessThanOrEqual(260_000);
  });
});

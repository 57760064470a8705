import { FIELD_PRIME, type MarketState, marketMutableWord, mod } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testCircuit } from '../rig/test-circuit.ts';

const circuit = await testCircuit({ include: 'instructions/list.circom', main: 'List()' });
const NO_PAST: MarketState = { indexLong: 0n, indexShort: 0n, openInterest: 0n, lastMark: 0n, lastFundingHour: 0 };
const pastOf = ({ indexLong, indexShort, openInterest, lastMark, lastFundingHour }: MarketState) =>
  indexLong + (indexShort << 64n) + (openInterest << 128n) + (lastMark << 180n) + (BigInt(lastFundingHour) << 216n);
const input = (state: MarketState, { live = 1n, listed = 0n, hours = 0n, instrument = 9n } = {}) => ({
  live,
  listed,
  past: pastOf(state),
  hours,
  instrument,
});

describe('List', () => {
  const index = fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n });
  const state: fc.Arbitrary<MarketState> = fc.record({
    indexLong: index,
    indexShort: index,
    openInterest: fc.bigInt({ min: 0n, max: (1n << 52n) - 1n }),
    lastMark: fc.bigInt({ min: 0n, max: (1n << 36n) - 1n }),
    lastFundingHour: fc.nat({ max: (1 << 20) - 1 }),
  });

  it('leaves a row that is only opened its word, whatever its past and funding', async () => {
    await fc.assert(
      fc.asyncProperty(state, fc.bigInt({ min: 0n, max: 255n }), async (random, hours) => {
        const witness = await circuit.calculate(input(random, { hours }));
        expect(circuit.outputs(witness)).toEqual([marketMutableWord(random), 0n]);
      }),
      { numRuns: 100 },
    );
    expect(circuit.outputs(await circuit.calculate(input(NO_PAST, { live: 0n })))).toEqual([0n, 0n]);
  });

  it('lists over nothing, and names the instrument in the place of the empty word', async () => {
    for (const instrument of [3n, 4095n, (1n << 32n) - 1n]) {
      const [before, published] = circuit.outputs(await circuit.calculate(input(NO_PAST, { listed: 1n, instrument })));
      expect(before).toBe(0n);
      expect(mod(marketMutableWord(NO_PAST) + published!)).toBe(instrument + (1n << 247n));
    }
  });

  it('refuses a past, and parts of one that cancel', async () => {
    await fc.assert(
      fc.asyncProperty(state, fc.bigInt({ min: 0n, max: 255n }), async (random, hours) => {
        const empty = pastOf(random) === 0n && hours === 0n;
        expect(await circuit.accepts(input(random, { listed: 1n, hours }))).toBe(empty);
      }),
      { numRuns: 100 },
    );
    for (const part of ['indexLong', 'indexShort', 'openInterest', 'lastMark'] as const) {
      for (const value of [1n, -1n]) {
        expect(await circuit.accepts(input({ ...NO_PAST, [part]: value }, { listed: 1n })), part).toBe(false);
      }
    }
    expect(await circuit.accepts(input({ ...NO_PAST, lastFundingHour: 1 }, { listed: 1n }))).toBe(false);
    for (const hours of [1n, 255n, FIELD_PRIME - 1n]) {
      expect(await circuit.accepts(input(NO_PAST, { listed: 1n, hours })), `${hours}`).toBe(false);
    }
    const lowest = { ...NO_PAST, indexLong: -(1n << 63n), indexShort: (1n << 63n) - 1n };
    expect(await circuit.accepts(input(lowest, { listed: 1n }))).toBe(false);
  });
});

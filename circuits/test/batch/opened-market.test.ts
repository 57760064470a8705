import {
  marketFigures,
  marketMutableWord,
  marketStaticWord,
  packScenarios,
  priceBand,
  scenarioValues,
} from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modulo } from '../../tooling/field.ts';
import { adversarialValues } from '../rig/adversarial-values.ts';
import { inputNames } from '../rig/test-circuit.ts';
import { HOUR, openedInput, openedMarket, openedOutputs, PERPETUAL } from './opened-market-input.ts';

const circuit = await openedMarket();
const market = PERPETUAL;

const marks = [10_000_000n, 10_010_000n] as const;
const honest = openedInput(market, marks, { openInterest1: 450n, step: 1234n << 24n, hours: 1n });
const accepts = (changed: Partial<typeof honest>) => circuit.accepts({ ...honest, ...changed });

describe('OpenedMarket(2, 2)', () => {
  it('writes the words, figures and band of the rules', async () => {
    const rate = fc.bigInt({ min: 1n, max: 200_000n });
    const price = fc.bigInt({ min: 1_000n, max: 1n << 28n }); // the margin slope keeps its width
    await fc.assert(
      fc.asyncProperty(
        rate,
        fc.bigInt({ min: 0n, max: 2000n }),
        rate,
        price,
        async (imRate, slopeRate, bandRate, mark) => {
          const before = { ...market, imRate, slopeRate, bandRate };
          const after = {
            ...before,
            indexLong: before.indexLong + 5n,
            indexShort: before.indexShort + 5n,
            lastFundingHour: HOUR + 1,
            lastMark: mark,
          };
          const witness = await circuit.calculate(openedInput(before, [mark, mark], { step: 5n, hours: 1n }));
          const { low, high } = priceBand(before, mark, mark);
          const { im, mm } = marketFigures(before, mark, mark);
          expect(openedOutputs(circuit.outputs(witness))).toEqual({
            staticWord: marketStaticWord(before),
            mutableWord0: marketMutableWord(before),
            mutableWord1: marketMutableWord(after),
            entry: 1n + (5n << 1n) + (before.openInterest << 11n) + (1n << 63n) + (mark << 74n) + (mark << 110n),
            indexLong1: modulo(after.indexLong),
            indexShort1: modulo(after.indexShort),
            im: [im, im],
            mm: [mm, mm],
            isOption: 0n,
            low,
            high,
            published: marketMutableWord(after) + (5n << 236n),
            underlying: 2n,
            scenario: [0n, 0n],
            gain: packScenarios(scenarioValues(before, mark)).map(modulo),
          });
        },
      ),
      { numRuns: 30 },
    );
  });

  it('gains in the scenarios by the mark of the last epoch alone', async () => {
    const moved = [9_990_000n, 10_010_000n] as const;
    const { gain } = openedOutputs(circuit.outputs(await circuit.calculate(openedInput(market, moved))));
    expect(gain).toEqual(packScenarios(scenarioValues(market, moved[1])).map(modulo));
    for (const scenarioStep of [honest.scenarioStep + 1n, honest.scenarioStep - 1n])
      expect(await accepts({ scenarioStep })).toBe(false);
  });

  it('fixes what the rules round: margin slope and width have one value', async () => {
    expect(await accepts({})).toBe(true);
    const [slope0, slope1] = honest.slope as [bigint, bigint];
    for (const slope of [
      [slope0 - 1n, slope1],
      [slope0 + 1n, slope1],
      [slope0, slope1 - 1n],
      [slope0, slope1 + 1n],
    ]) {
      expect(await accepts({ slope })).toBe(false);
    }
    for (const width of [honest.width - 1n, honest.width + 1n, ...adversarialValues(36)].filter(
      (x) => x !== honest.width,
    )) {
      expect(await accepts({ width }), `${width}`).toBe(false);
    }
  });

  it('lets open interest grow to the cap only', async () => {
    expect(await accepts({ openInterest1: market.openInterestCap })).toBe(true);
    expect(await accepts({ openInterest1: market.openInterestCap + 1n })).toBe(false);
    expect(await accepts({ openInterest1: market.openInterest + 1n, capBinds: 0n })).toBe(false);
    expect(await accepts({ openInterest1: 0n, capBinds: 0n })).toBe(true);
    // above a cap that was lowered it may only shrink
    const over = { openInterestCap: 300n };
    expect(await accepts({ ...over, openInterest1: 399n, capBinds: 0n })).toBe(true);
    expect(await accepts({ ...over, openInterest1: 401n, capBinds: 0n })).toBe(false);
    expect(await accepts({ ...over, openInterest1: 401n, capBinds: 1n })).toBe(false);
    expect(await accepts({ capBinds: 2n })).toBe(false);
  });

  it('keeps the marks of a batch within IM − MM of the last one', async () => {
    const most = (marks[1] * market.imRate) >> 21n;
    for (const [distance, legal] of [
      [most, true],
      [most + 1n, false],
    ] as const) {
      for (const mark of [marks[1] + distance, marks[1] - distance]) {
        const changed = openedInput(market, [mark, marks[1]]); // its index moves along
        expect(await circuit.accepts(changed), `${mark}`).toBe(legal);
      }
    }
  });

  it('takes funding neither before its hour nor without one', async () => {
    const due = BigInt(HOUR + 1) * 3600n;
    expect(await accepts({ time: due })).toBe(true);
    expect(await accepts({ time: due - 1n })).toBe(false);
    expect(await accepts({ hours: 0n })).toBe(false);
  });

  it('ranges every part of the words', async () => {
    const widths = {
      live: 1,
      listed: 1,
      expired: 1,
      tradable: 1,
      position: 10,
      instrument: 32,
      status: 4,
      strike: 36,
      expiryHour: 24,
      floorRate: 20,
      imRate: 20,
      slopeRate: 20,
      bandRate: 20,
      fundingCapRate: 20,
      openInterestCap: 40,
      openInterest0: 52,
      openInterest1: 52,
      lastMark0: 36,
      hour0: 20,
      hours: 8,
    } as const;
    for (const [name, bits] of Object.entries(widths)) {
      for (const value of adversarialValues(bits).filter((x) => x >= 1n << BigInt(bits))) {
        expect(await accepts({ [name]: value }), `${name} ${value}`).toBe(false);
      }
    }
    for (const name of ['indexLong0', 'indexShort0'] as const) {
      for (const value of [1n << 63n, -(1n << 63n) - 1n])
        expect(await accepts({ [name]: value }), `${name} ${value}`).toBe(false);
    }
  });

  it('takes one kind and one underlying', async () => {
    for (const isKind of [
      [0n, 0n, 0n, 0n],
      [1n, 1n, 0n, 0n],
      [2n, 0n, 0n, 0n],
      [-1n, 1n, 1n, 0n],
    ]) {
      expect(await accepts({ isKind }), `${isKind}`).toBe(false);
    }
    for (const isUnderlying of [
      [0n, 0n],
      [1n, 1n],
      [2n, 0n],
      [-1n, 2n],
    ]) {
      expect(await accepts({ isUnderlying }), `${isUnderlying}`).toBe(false);
    }
  });

  it('reads the index of its own underlying', async () => {
    const [far, near] = [9_000_000n, marks[1]]; // 10 % off: beyond the clamp
    for (const underlying of [1, 2]) {
      const own = openedInput({ ...market, underlying }, marks);
      expect(await circuit.accepts(own)).toBe(true);
      const swapped = own.roundIndex.map(() => (underlying === 1 ? [far, near] : [near, far]));
      expect(await circuit.accepts({ ...own, roundIndex: swapped }), `${underlying}`).toBe(false);
      const other = own.roundIndex.map(() => (underlying === 1 ? [near, far] : [far, near]));
      expect(await circuit.accepts({ ...own, roundIndex: other }), `${underlying}`).toBe(true);
    }
  });

  it('an unused entry is all zeros, publishes nothing and moves nothing', async () => {
    const arrays: Record<string, bigint[] | bigint[][]> = {
      isKind: [0n, 0n, 0n, 0n],
      isUnderlying: [0n, 0n],
      mark: [0n, 0n],
      slope: [0n, 0n],
      roundIndex: honest.roundIndex,
      scenarioPrice: new Array<bigint>(9).fill(0n),
    };
    const names = inputNames(circuit.sources, 'OpenedMarket');
    const zeros = Object.fromEntries(names.map((name) => [name, arrays[name] ?? 0n]));
    const witness = await circuit.calculate(zeros);
    expect(circuit.outputs(witness).every((value) => value === 0n)).toBe(true);
    expect(await circuit.accepts({ ...zeros, openInterest1: 1n, openInterestCap: 1n, capBinds: 1n })).toBe(false);
    for (const part of ['listed', 'expired'] as const)
      expect(await circuit.accepts({ ...zeros, [part]: 1n }), part).toBe(false);
    expect(await circuit.accepts({ ...zeros, isKind: [1n, 0n, 0n, 0n] })).toBe(false);
    expect(await circuit.accepts({ ...zeros, isUnderlying: [1n, 0n] })).toBe(false);
  });
});

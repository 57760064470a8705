import {
  FIELD_PRIME,
  type Market,
  marketFigures,
  marketMutableWord,
  marketStaticWord,
  priceBand,
} from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adversarialValues } from '../rig/adversarial-values.ts';
import { inputNames, testCircuit } from '../rig/test-circuit.ts';

const circuit = await testCircuit({ include: 'batch/market.circom', main: 'OpenedMarket(2)' });
const HOUR = 500_000;

const market: Market = {
  instrument: 3,
  kind: 1,
  underlying: 2,
  status: 1,
  strike: 0n,
  expiryHour: 0,
  imRate: 104_858n,
  slopeRate: 720n,
  bandRate: 52_429n,
  fundingCapRate: 671_088n,
  openInterestCap: 1_000n,
  indexLong: -(5n << 24n),
  indexShort: 7n << 24n,
  openInterest: 400n,
  lastMark: 9_990_000n,
  lastFundingHour: HOUR,
};

/** What the batch writes into the circuit for a row with two epochs. */
function input(
  before: Market,
  marks: readonly [bigint, bigint],
  more: { openInterest1?: bigint; step?: bigint; hours?: bigint } = {},
) {
  const { openInterest1 = before.openInterest, step = 0n, hours = 0n } = more;
  const staticWord = marketStaticWord(before);
  return {
    live: 1n,
    position: 5n,
    time: BigInt(HOUR + 2) * 3600n,
    instrument: BigInt(before.instrument),
    opaque: (staticWord >> 32n) & ((1n << 76n) - 1n),
    imRate: before.imRate,
    slopeRate: before.slopeRate,
    bandRate: before.bandRate,
    fundingCapRate: before.fundingCapRate,
    openInterestCap: before.openInterestCap,
    indexLong0: before.indexLong,
    indexShort0: before.indexShort,
    openInterest0: before.openInterest,
    lastMark0: before.lastMark,
    hour0: BigInt(before.lastFundingHour),
    openInterest1,
    step,
    hours,
    capBinds: openInterest1 > before.openInterest ? 1n : 0n,
    width: priceBand(before, marks[1]).width,
    mark: [...marks],
    slope: marks.map((mark) => marketFigures(before, mark).slope),
  };
}

const marks = [10_000_000n, 10_010_000n] as const;
const honest = input(market, marks, { openInterest1: 450n, step: 1234n << 24n, hours: 1n });
const accepts = (changed: Partial<typeof honest>) => circuit.accepts({ ...honest, ...changed });

describe('OpenedMarket(2)', () => {
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
          const witness = await circuit.calculate(input(before, [mark, mark], { step: 5n, hours: 1n }));
          const { low, high } = priceBand(before, mark);
          const { im } = marketFigures(before, mark);
          const [staticWord, mutableWord0, mutableWord1, entry, indexLong1, indexShort1, im0, im1, ...rest] =
            circuit.outputs(witness);
          expect(staticWord).toBe(marketStaticWord(before));
          expect(mutableWord0).toBe(marketMutableWord(before));
          expect(mutableWord1).toBe(marketMutableWord(after));
          expect([indexLong1, indexShort1, im0, im1]).toEqual(
            [after.indexLong, after.indexShort, im, im].map((x) => (x < 0n ? x + FIELD_PRIME : x)),
          );
          expect(rest).toEqual([low, high, marketMutableWord(after) + (5n << 236n)]);
          expect(entry).toBe(
            1n + (5n << 1n) + (before.openInterest << 11n) + (1n << 63n) + (mark << 71n) + (mark << 107n),
          );
        },
      ),
      { numRuns: 30 },
    );
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
        const changed = input(market, [mark, marks[1]], {});
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
      position: 10,
      instrument: 32,
      opaque: 76,
      imRate: 20,
      slopeRate: 20,
      bandRate: 20,
      fundingCapRate: 20,
      openInterestCap: 52,
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

  it('an unused entry is all zeros, publishes nothing and moves nothing', async () => {
    const names = inputNames(circuit.sources, 'OpenedMarket');
    const zeros = Object.fromEntries(names.map((name) => [name, name === 'mark' || name === 'slope' ? [0n, 0n] : 0n]));
    const witness = await circuit.calculate(zeros);
    expect(circuit.outputs(witness).every((value) => value === 0n)).toBe(true);
    expect(await circuit.accepts({ ...zeros, openInterest1: 1n, openInterestCap: 1n, capBinds: 1n })).toBe(false);
  });
});

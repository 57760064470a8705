import {
  INSTRUMENT_KIND,
  isOption,
  type Market,
  markBounds,
  marketFigures,
  marketMutableWord,
  marketStaticWord,
  packScenarioPrices,
  packScenarios,
  priceBand,
  scenarioValues,
} from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { call, future, put } from '../../../test/scenario/dated.ts';
import { modulo } from '../../tooling/field.ts';
import { datedMarket, HOUR, openedInput, openedMarket, openedOutputs, PERPETUAL } from './opened-market-input.ts';

const circuit = await openedMarket();
const EXPIRY = HOUR + 48;
const INDEX = 10_000_000n;

const FUTURE = datedMarket(future(7, 2, EXPIRY));
const CALL = datedMarket(call(8, 2, 8_000_000n, EXPIRY));
const PUT = datedMarket(put(9, 2, 12_000_000n, EXPIRY));
const DATED = [FUTURE, CALL, PUT];
const nameOf = ({ kind }: Market): string => Object.entries(INSTRUMENT_KIND).find(([, k]) => k === kind)![0];
/** A mark inside the bounds of a row, where the index is INDEX. */
const fair = (market: Market): bigint => {
  const { low, high } = markBounds(market, INDEX);
  return low + (high - low) / 3n + 1n;
};
const at = (market: Market, mark0: bigint, mark1 = mark0, index = INDEX) =>
  openedInput(market, [mark0, mark1], { index: [index, index] });
const outputs = async (input: ReturnType<typeof openedInput>) =>
  openedOutputs(circuit.outputs(await circuit.calculate(input)));
const clamp = (value: bigint, low: bigint, high: bigint): bigint => (value < low ? low : value > high ? high : value);

describe('the figures of dated rows', () => {
  it('are those of the rules, for a future, a call or a put, at both epochs', async () => {
    const rate = fc.bigInt({ min: 1n, max: 300_000n });
    const random = fc.record({
      market: fc.constantFrom(...DATED),
      index: fc.bigInt({ min: 1_000n, max: 1n << 28n }),
      strikePart: fc.bigInt({ min: 1n, max: 2_000n }),
      imRate: rate,
      floorPart: fc.bigInt({ min: 500n, max: 1_000n }), // a listing has its floor at or above imRate / 2
      bandRate: rate,
      within: fc.bigInt({ min: 0n, max: 1_000n }),
      jump: fc.bigInt({ min: -1_000n, max: 1_000n }),
      table: fc.array(fc.bigInt({ min: 0n, max: (1n << 36n) - 1n }), { minLength: 9, maxLength: 9 }),
    });
    await fc.assert(
      fc.asyncProperty(random, async ({ market, index, strikePart, floorPart, within, jump, table, ...rates }) => {
        const strike = isOption(market) ? (index * strikePart) / 1_000n : 0n;
        const floorRate = (rates.imRate * floorPart + 999n) / 1_000n;
        const before = { ...market, ...rates, floorRate, strike };
        const { low: least, high: most } = markBounds(before, index);
        const bottom = least > 1n ? least : 1n;
        const mark1 = bottom + ((most - bottom) * within) / 1_000n;
        const last = marketFigures(before, mark1, index);
        const step = (2n * last.im - last.mm) >> 21n;
        const mark0 = clamp(mark1 + (step * jump) / 1_000n, bottom, most);
        const figures = [marketFigures(before, mark0, index), last];
        const scenarioPrices = isOption(before) ? table : table.map(() => 0n);
        const input = openedInput(before, [mark0, mark1], { index: [index, index], scenarioPrices });
        const found = await outputs(input);
        const { low, high } = priceBand(before, mark1, index);
        expect(found).toMatchObject({
          staticWord: marketStaticWord(before),
          mutableWord0: marketMutableWord(before),
          mutableWord1: marketMutableWord({ ...before, lastMark: mark1 }),
          im: figures.map(({ im }) => im),
          mm: figures.map(({ mm }) => mm),
          isOption: isOption(before) ? 1n : 0n,
          low,
          high,
          published: marketMutableWord({ ...before, lastMark: mark1 }) + (5n << 236n),
          underlying: 2n,
          scenario: packScenarioPrices(scenarioPrices),
          gain: packScenarios(scenarioValues(before, mark1, scenarioPrices)).map(modulo),
        });
      }),
      { numRuns: 60 },
    );
  });

  it.each([...DATED, PERPETUAL].map((market) => [nameOf(market), market] as const))(
    'a %s has its marks inside the bounds, at every epoch',
    async (_, market) => {
      const { low, high } = markBounds(market, INDEX);
      for (const [mark, inside] of [
        [low - 1n, false],
        [low, true],
        [high, true],
        [high + 1n, false],
      ] as const) {
        // the jump is another rule: the other mark is the nearest that is inside
        const other = clamp(mark, low, high);
        expect(await circuit.accepts(at(market, other, mark)), `last ${mark}`).toBe(inside);
        expect(await circuit.accepts(at(market, mark, other)), `first ${mark}`).toBe(inside);
      }
      expect(await circuit.accepts(at(market, 0n))).toBe(false);
    },
  );

  it('a worthless option still has a mark of 1 µUSD', async () => {
    const far = datedMarket(call(8, 2, 3n * INDEX, EXPIRY));
    expect(markBounds(far, INDEX).low).toBe(0n);
    expect(await circuit.accepts(at(far, 0n))).toBe(false);
    expect(await circuit.accepts(at(far, 1n))).toBe(true);
  });

  it.each([CALL, PUT].map((market) => [nameOf(market), market] as const))(
    'the marks of a %s lie within IM − MM per short lot of the last one',
    async (_, market) => {
      const last = fair(market);
      const { im, mm } = marketFigures(market, last, INDEX);
      const most = (2n * im - mm) >> 21n;
      for (const [distance, legal] of [
        [most, true],
        [most + 1n, false],
      ] as const) {
        for (const mark of [last + distance, last - distance]) {
          // its own index moves with the mark, so that its bounds are wide enough
          const input = openedInput(market, [mark, last], { index: [indexFor(market, mark), INDEX] });
          expect(await circuit.accepts(input), `${mark}`).toBe(legal);
        }
      }
    },
  );

  it('the jump of an option is that of its short margin, not of its mark', async () => {
    const far = datedMarket(call(8, 2, 2n * INDEX, EXPIRY));
    const mark = 100_000n;
    const { im, mm } = marketFigures(far, mark, INDEX);
    const most = (2n * im - mm) >> 21n;
    expect(most).toBeGreaterThan(mark); // a long lot's margin would not allow it
    expect(await circuit.accepts(at(far, mark + most, mark))).toBe(true);
    expect(await circuit.accepts(at(far, mark + most + 1n, mark))).toBe(false);
  });
});

/** An index at which this mark of an option is inside its bounds. */
function indexFor(market: Market, mark: bigint): bigint {
  for (let index = INDEX / 2n; index < 2n * INDEX; index += INDEX / 200n) {
    const { low, high } = markBounds(market, index);
    if (mark >= low && mark <= high) return index;
  }
  throw new Error(`no index for a mark of ${mark}`);
}

describe('the band of dated rows', () => {
  it('is a part of the index for an option: it begins at 0 where the option is cheap', async () => {
    for (const market of [CALL, PUT]) {
      const width = (INDEX * market.bandRate) >> 20n;
      for (const [mark, low] of [
        [width - 1n, 0n],
        [width, 0n],
        [width + 1n, 1n],
      ] as const) {
        const cheap = { ...market, strike: market.kind === CALL.kind ? 2n * INDEX : INDEX / 2n };
        expect(await outputs(at(cheap, mark))).toMatchObject({ low, high: mark + width });
      }
      for (const wrong of [width - 1n, width + 1n, 0n, 1n << 36n, -1n])
        expect(await circuit.accepts({ ...at(market, fair(market)), width: wrong }), `${wrong}`).toBe(false);
    }
  });

  it('is a part of the mark for a future', async () => {
    const mark = INDEX + 1_000n;
    const width = (mark * FUTURE.bandRate) >> 20n;
    expect(await outputs(at(FUTURE, mark))).toMatchObject({ low: mark - width, high: mark + width });
    expect(await circuit.accepts({ ...at(FUTURE, mark), width: (INDEX * FUTURE.bandRate) >> 20n })).toBe(false);
  });

  it.each(DATED.map((market) => [nameOf(market), market] as const))(
    'nothing trades in a %s from its expiry on',
    async (_, market) => {
      const honest = at(market, fair(market));
      const due = BigInt(EXPIRY) * 3600n;
      expect(honest).toMatchObject({ tradable: 1n, bandReads: 1n });
      expect(await circuit.accepts({ ...honest, time: due - 1n })).toBe(true);
      for (const time of [due, due + 1n, due + 86_400n]) {
        expect(await circuit.accepts({ ...honest, time }), `${time}`).toBe(false);
        expect(await circuit.accepts({ ...honest, time, tradable: 0n }), `${time}`).toBe(false);
        // closed, it still gives figures to those who hold it
        expect(await circuit.accepts({ ...honest, time, tradable: 0n, bandReads: 0n }), `${time}`).toBe(true);
      }
      expect(await circuit.accepts({ ...honest, tradable: 0n })).toBe(false);
    },
  );

  it('a perpetual trades for ever', async () => {
    const { time } = at(FUTURE, INDEX);
    for (const later of [time, time + 10_000_000n])
      expect(await circuit.accepts({ ...at(PERPETUAL, INDEX), time: later })).toBe(true);
  });
});

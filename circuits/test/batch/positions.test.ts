import { flat, holding, lotMargin, type MarketFigures } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modulo } from '../../tooling/field.ts';
import { testCircuit } from '../rig/test-circuit.ts';

const include = 'batch/positions.circom';
const position = fc.record({
  instrument: fc.bigInt({ min: 0n, max: (1n << 32n) - 1n }),
  size: fc.bigInt({ min: -(1n << 48n), max: (1n << 48n) - 1n }),
  snapshot: fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }),
});
type Position = { instrument: bigint; size: bigint; snapshot: bigint };

/** docs/protocol/formats.md, written out. */
function positionsHash(positions: readonly Position[], rest: bigint): bigint {
  const words: bigint[] = [];
  for (let start = 0; start < positions.length; start += 3) {
    const three = positions.slice(start, start + 3);
    words.push(
      three.reduce((sum, { instrument, size }, j) => sum + (instrument + (size << 32n)) * (1n << BigInt(81 * j)), 0n),
    );
  }
  return flat([...words, ...positions.map(({ snapshot }) => snapshot), rest]);
}

const input = (positions: readonly Position[], rest: bigint) => ({
  instrument: positions.map((p) => p.instrument),
  size: positions.map((p) => p.size),
  snapshot: positions.map((p) => p.snapshot),
  rest,
});

describe.each([4, 6])('PositionsHash(%i)', (K) => {
  it('equals the format', async () => {
    const circuit = await testCircuit({ include, main: `PositionsHash(${K})` });
    const group = fc.array(position, { minLength: K, maxLength: K });
    const example = async (positions: Position[], rest: bigint) => {
      const witness = await circuit.calculate(input(positions, rest));
      expect(circuit.outputs(witness)).toEqual([positionsHash(positions, rest)]);
    };
    await fc.assert(fc.asyncProperty(group, fc.bigInt({ min: 0n, max: 1n << 250n }), example), { numRuns: 50 });
    await example(
      Array.from({ length: K }, () => ({ instrument: 0n, size: 0n, snapshot: 0n })),
      0n,
    );
  });
});

const widest = (bits: bigint) =>
  fc.oneof(fc.bigInt({ min: 0n, max: (1n << bits) - 1n }), fc.constantFrom(0n, 1n, (1n << bits) - 1n));
const lots = fc.oneof(
  fc.bigInt({ min: -(1n << 48n), max: (1n << 48n) - 1n }),
  fc.constantFrom(0n, 1n, -1n, (1n << 48n) - 1n, -(1n << 48n)),
);
const figures = fc
  .record({ mark: widest(36n), im: widest(57n), mm: widest(58n), slope: widest(32n), option: fc.boolean() })
  .map((random) => (random.option ? { ...random, slope: 0n } : random));
/** What a visit hands to a size: a long lot of an option has its mark for its margins, every other the figures of a short one. */
const holdingInput = (size: bigint, { mark, im, mm, slope, option }: MarketFigures) => ({
  size,
  ge: size >= 0n ? 1n : 0n,
  mark,
  im,
  mm,
  longIm: option ? mark << 20n : im,
  longMm: option ? mark << 21n : mm,
  slope,
});

describe('Holding', async () => {
  const circuit = await testCircuit({ include, main: 'Holding()' });
  const outputs = async (size: bigint, market: MarketFigures) =>
    circuit.outputs(await circuit.calculate(holdingInput(size, market)));

  it('is the value and the margins of the rules, long or short, option or not', async () => {
    await fc.assert(
      fc.asyncProperty(lots, figures, async (size, market) => {
        const { value, margin, maintenance } = holding(size, market);
        const magnitude = size < 0n ? -size : size;
        expect(await outputs(size, market)).toEqual([
          magnitude,
          modulo(value),
          lotMargin(size, market),
          margin,
          maintenance,
        ]);
      }),
      { numRuns: 200 },
    );
  });

  it('is written out for every kind on both sides', async () => {
    const perpetual = { mark: 10n, im: 3n, mm: 3n, slope: 2n, option: false };
    const option = { mark: 10n, im: 50n << 20n, mm: 30n << 21n, slope: 0n, option: true };
    expect(await outputs(4n, perpetual)).toEqual([4n, 40n, 3n, 4n * 3n + 16n * 2n, 4n * 3n + 16n * 2n]);
    expect(await outputs(-4n, perpetual)).toEqual([4n, modulo(-40n), 3n, 4n * 3n + 16n * 2n, 4n * 3n + 16n * 2n]);
    // a long option is worth its margins: it can be held with its premium alone
    expect(await outputs(4n, option)).toEqual([4n, 40n, 10n << 20n, 40n << 20n, 40n << 21n]);
    expect(await outputs(-4n, option)).toEqual([4n, modulo(-40n), 50n << 20n, 200n << 20n, 120n << 21n]);
    const settled = { mark: 0n, im: 0n, mm: 0n, slope: 0n, option: false };
    for (const size of [4n, -4n]) expect(await outputs(size, settled)).toEqual([4n, 0n, 0n, 0n, 0n]);
  });

  it('takes the other side where the sign changes', async () => {
    await fc.assert(
      fc.asyncProperty(
        lots.filter((size) => size !== 0n),
        figures,
        async (size, market) => {
          const [abs0, value0, ...margins0] = await outputs(size, market);
          const [abs1, value1, ...margins1] = await outputs(-size, market);
          expect(abs1).toBe(abs0);
          expect(modulo(value0! + value1!)).toBe(0n);
          const [long, short] = size > 0n ? [margins0, margins1] : [margins1, margins0];
          if (!market.option) expect(long).toEqual(short);
          else expect([long[0], short[0]]).toEqual([market.mark << 20n, market.im]);
        },
      ),
      { numRuns: 50 },
    );
  });
});

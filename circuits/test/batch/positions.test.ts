import { flat, holding } from '@tenor/protocol';
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

describe('Holding', () => {
  it('is the value and margin of the rules', async () => {
    const circuit = await testCircuit({ include, main: 'Holding()' });
    const figures = fc.record({
      mark: fc.bigInt({ min: 0n, max: (1n << 36n) - 1n }),
      im: fc.bigInt({ min: 0n, max: (1n << 56n) - 1n }),
      slope: fc.bigInt({ min: 0n, max: (1n << 32n) - 1n }),
    });
    const size = fc.bigInt({ min: -(1n << 48n), max: (1n << 48n) - 1n });
    await fc.assert(
      fc.asyncProperty(size, figures, async (lots, market) => {
        const { value, margin } = holding(lots, market);
        const witness = await circuit.calculate({ size: lots, ge: lots >= 0n ? 1n : 0n, ...market });
        expect(circuit.outputs(witness)).toEqual([lots < 0n ? -lots : lots, modulo(value), margin]);
      }),
      { numRuns: 100 },
    );
  });
});

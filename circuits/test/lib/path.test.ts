import { MerkleTree } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD } from '../../tooling/field.ts';
import { sweepSignals } from '../rig/signal-sweep.ts';
import { testCircuit } from '../rig/test-circuit.ts';

const DEPTH = 3;
const include = 'lib/path.circom';
const circuit = await testCircuit({ include, main: `Path(${DEPTH})` });
const bitsOf = (index: number) => Array.from({ length: 2 * DEPTH }, (_, i) => BigInt((index >> i) & 1));

function treeOf(leaves: readonly (readonly [number, bigint])[]): MerkleTree {
  const tree = new MerkleTree(DEPTH);
  tree.setMany(new Map(leaves));
  return tree;
}

const input = (tree: MerkleTree, index: number) => ({
  leaf: tree.get(index),
  bits: bitsOf(index),
  child: tree.children(index),
});

const PLACE = 27;
const tree = treeOf(Array.from({ length: 20 }, (_, i) => [3 * i, BigInt(1000 + i)] as const));
const honest = input(tree, PLACE);
const withChild = (level: number, place: number, value: bigint) => ({
  ...honest,
  child: honest.child.map((group, i) => group.map((node, j) => (i === level && j === place ? value : node))),
});

describe('ChildAt', () => {
  it('is the child at each of the four places', async () => {
    const child = [7n, 0n, FIELD - 1n, 5n];
    const at = await testCircuit({ include, main: 'ChildAt()' });
    for (const [place, value] of child.entries()) {
      const witness = await at.calculate({ bit0: BigInt(place & 1), bit1: BigInt(place >> 1), child });
      expect(at.outputs(witness)).toEqual([value]);
    }
  });
});

describe('Path', () => {
  it('gives the root of the TypeScript tree', async () => {
    const index = fc.integer({ min: 0, max: 4 ** DEPTH - 1 });
    const leaf = fc.bigInt({ min: 0n, max: FIELD - 1n });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(index, leaf), { maxLength: 12 }), index, async (leaves, place) => {
        const random = treeOf(leaves);
        expect(circuit.outputs(await circuit.calculate(input(random, place)))).toEqual([random.root]);
      }),
      { numRuns: 25 },
    );
  });

  it('finds every place of a full tree', async () => {
    const full = treeOf(Array.from({ length: 4 ** DEPTH }, (_, i) => [i, BigInt(i + 1)] as const));
    for (let place = 0; place < 4 ** DEPTH; place++) {
      expect(circuit.outputs(await circuit.calculate(input(full, place)))).toEqual([full.root]);
    }
  });

  it('refuses a leaf that is not at that place', async () => {
    expect(await circuit.accepts(honest)).toBe(true);
    expect(await circuit.accepts({ ...honest, leaf: honest.leaf + 1n })).toBe(false);
    expect(await circuit.accepts({ ...honest, leaf: 0n })).toBe(false);
    for (let place = 0; place < 4 ** DEPTH; place++) {
      expect(await circuit.accepts({ ...honest, bits: bitsOf(place) }), `${place}`).toBe(place === PLACE);
    }
  });

  it('refuses a node of the path that does not hash to the next one', async () => {
    for (let level = 0; level < DEPTH - 1; level++) {
      for (let place = 0; place < 4; place++) {
        expect(await circuit.accepts(withChild(level, place, 5n)), `${level} ${place}`).toBe(false);
      }
    }
  });

  it('leads to another root where a sibling below the root is another, and keeps to the leaf there too', async () => {
    const top = DEPTH - 1;
    const own = Math.floor(PLACE / 4 ** top) % 4;
    for (let place = 0; place < 4; place++) {
      const changed = withChild(top, place, 5n);
      expect(await circuit.accepts(changed)).toBe(place !== own);
      const [root] = circuit.outputs(await circuit.calculateUnchecked(changed));
      expect(root).not.toBe(tree.root);
    }
  });

  it('no signal can be changed alone', async () => {
    const { survivors } = sweepSignals(circuit, await circuit.calculate(honest));
    expect(survivors).toEqual([]);
  });
});

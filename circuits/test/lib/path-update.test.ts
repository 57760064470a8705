import { MerkleTree } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testCircuit } from '../rig/test-circuit.ts';

const DEPTH = 3;
const include = 'lib/path-update.circom';
const circuit = await testCircuit({ include, main: `PathUpdate(${DEPTH})` });
const bitsOf = (index: number) => Array.from({ length: 2 * DEPTH }, (_, i) => BigInt((index >> i) & 1));

function filledTree(leaves: readonly (readonly [number, bigint])[]): MerkleTree {
  const tree = new MerkleTree(DEPTH);
  tree.setMany(new Map(leaves));
  return tree;
}

const input = (tree: MerkleTree, index: number, newLeaf: bigint) => ({
  oldLeaf: tree.get(index),
  newLeaf,
  bits: bitsOf(index),
  child: tree.children(index),
});

describe('PathUpdate', () => {
  it('gives the roots of the TypeScript tree before and after', async () => {
    const index = fc.integer({ min: 0, max: 4 ** DEPTH - 1 });
    const leaf = fc.bigInt({ min: 0n, max: (1n << 253n) - 1n });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(index, leaf), { maxLength: 12 }),
        index,
        leaf,
        async (leaves, place, newLeaf) => {
          const tree = filledTree(leaves);
          const before = tree.root;
          const witness = await circuit.calculate(input(tree, place, newLeaf));
          tree.set(place, newLeaf);
          expect(circuit.outputs(witness)).toEqual([before, tree.root]);
        },
      ),
      { numRuns: 25 },
    );
  });

  const tree = filledTree(Array.from({ length: 20 }, (_, i) => [3 * i, BigInt(1000 + i)] as const));
  const honest = input(tree, 27, 77n);

  it('refuses a leaf that is not at that place', async () => {
    expect(await circuit.accepts(honest)).toBe(true);
    expect(await circuit.accepts({ ...honest, oldLeaf: honest.oldLeaf + 1n })).toBe(false);
    expect(await circuit.accepts({ ...honest, bits: bitsOf(26) })).toBe(false);
    expect(await circuit.accepts({ ...honest, bits: bitsOf(28) })).toBe(false);
  });

  it('swapped siblings give another root at the top, and are refused below it', async () => {
    const swapped = (level: number) => {
      const child = honest.child.map((group) => [...group]);
      const group = child[level] as bigint[];
      const own = Math.floor(27 / 4 ** level) % 4;
      const [a, b] = [0, 1, 2, 3]
        .filter((i) => i !== own && group[i] !== group[(own + 2) % 4])
        .concat((own + 2) % 4) as [number, number];
      [group[a], group[b]] = [group[b] as bigint, group[a] as bigint];
      expect(group).not.toEqual(honest.child[level]);
      return { ...honest, child };
    };
    expect(await circuit.accepts(swapped(0))).toBe(false);
    expect(await circuit.accepts(swapped(1))).toBe(false);
    const [root] = circuit.outputs(await circuit.calculate(swapped(2)));
    expect(root).not.toBe(tree.root);
  });

  it('a node of the path that does not hash to the next one is refused', async () => {
    const child = honest.child.map((group) => [...group]);
    (child[0] as bigint[])[(27 + 1) % 4] = 5n;
    expect(await circuit.accepts({ ...honest, child })).toBe(false);
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyRoots, MerkleTree, poseidon } from '../../src/index.ts';

/** The root of a full array of leaves, the plain way. */
function plainRoot(leaves: bigint[]): bigint {
  let level = leaves;
  while (level.length > 1) {
    level = Array.from({ length: level.length / 4 }, (_, i) => poseidon(level.slice(4 * i, 4 * i + 4)));
  }
  return level[0]!;
}

const DEPTH = 2;
const change = fc.tuple(fc.integer({ min: 0, max: 4 ** DEPTH - 1 }), fc.bigInt({ min: 0n, max: 5n }));

test('its root is the plain root after any changes, one by one or together', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), fc.bigInt({ min: 0n, max: 3n }), (changes, empty) => {
      const leaves = new Array<bigint>(4 ** DEPTH).fill(empty);
      const single = new MerkleTree(DEPTH, empty);
      for (const [index, leaf] of changes) {
        leaves[index] = leaf;
        single.set(index, leaf);
      }
      const together = new MerkleTree(DEPTH, empty);
      together.setMany(new Map(changes));
      expect(single.root).toBe(plainRoot(leaves));
      expect(together.root).toBe(single.root);
      leaves.forEach((leaf, index) => {
        expect(together.get(index)).toBe(leaf);
      });
    }),
    { numRuns: 30 },
  );
});

test('the groups above a leaf lead to the root', () => {
  const tree = new MerkleTree(4);
  tree.setMany(
    new Map([
      [0, 7n],
      [77, 8n],
      [78, 9n],
      [255, 10n],
    ]),
  );
  let position = 77;
  let node = 8n;
  for (const group of tree.children(77)) {
    expect(group[position % 4]).toBe(node);
    node = poseidon(group);
    position = Math.floor(position / 4);
  }
  expect(node).toBe(tree.root);
});

test('empty roots and bounds', () => {
  const roots = emptyRoots(12);
  expect(roots).toHaveLength(13);
  expect(roots[1]).toBe(poseidon([0n, 0n, 0n, 0n]));
  expect(new MerkleTree(12).root).toBe(roots[12]);
  expect(emptyRoots(1)).toEqual(roots.slice(0, 2));
  const tree = new MerkleTree(2);
  for (const index of [-1, 16, 0.5, Number.NaN]) {
    expect(() => tree.set(index, 1n)).toThrow(expect.objectContaining({ name: 'INVALID_PARAMS' }));
  }
  expect(tree.root).toBe(roots[2]);
});

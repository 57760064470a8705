import { poseidon } from '../crypto/poseidon.ts';
import { TenorError } from '../errors.ts';

const ARITY = 4;
const zeroHashes = new Map<bigint, bigint[]>();

/** The roots of empty trees over one empty leaf, by height from 0 to `depth`. */
export function emptyRoots(depth: number, emptyLeaf = 0n): readonly bigint[] {
  const roots = zeroHashes.get(emptyLeaf) ?? [emptyLeaf];
  while (roots.length <= depth) {
    const child = roots[roots.length - 1]!;
    roots.push(poseidon([child, child, child, child]));
  }
  zeroHashes.set(emptyLeaf, roots);
  return roots.slice(0, depth + 1);
}

/** A sparse 4-ary Poseidon tree of 4^depth leaves. Indices outside throw INVALID_PARAMS. */
export class MerkleTree {
  readonly depth: number;
  readonly #empty: readonly bigint[];
  /** Nodes that differ from the empty tree, by level (0 leaves) and index. */
  readonly #levels: Map<number, bigint>[];

  constructor(depth: number, emptyLeaf = 0n) {
    this.depth = depth;
    this.#empty = emptyRoots(depth, emptyLeaf);
    this.#levels = Array.from({ length: depth + 1 }, () => new Map<number, bigint>());
  }

  get root(): bigint {
    return this.#node(this.depth, 0);
  }

  get(index: number): bigint {
    this.#check(index);
    return this.#node(0, index);
  }

  set(index: number, leaf: bigint): void {
    this.setMany(new Map([[index, leaf]]));
  }

  /** Sets leaves together: each node above them is hashed once. */
  setMany(leaves: ReadonlyMap<number, bigint>): void {
    for (const index of leaves.keys()) this.#check(index);
    let touched = new Set<number>();
    for (const [index, leaf] of leaves) {
      this.#store(0, index, leaf);
      touched.add(Math.floor(index / ARITY));
    }
    for (let level = 1; level <= this.depth; level++) {
      const parents = new Set<number>();
      for (const index of touched) {
        this.#store(level, index, poseidon(this.#group(level - 1, index)));
        parents.add(Math.floor(index / ARITY));
      }
      touched = parents;
    }
  }

  /** For each level from the leaves up, the four nodes of the group that holds the path of this leaf. */
  children(index: number): bigint[][] {
    this.#check(index);
    let position = index;
    return Array.from({ length: this.depth }, (_, level) => {
      position = Math.floor(position / ARITY);
      return this.#group(level, position);
    });
  }

  #group(level: number, parent: number): bigint[] {
    return Array.from({ length: ARITY }, (_, child) => this.#node(level, ARITY * parent + child));
  }

  #node(level: number, index: number): bigint {
    return this.#levels[level]!.get(index) ?? this.#empty[level]!;
  }

  #store(level: number, index: number, value: bigint): void {
    if (value === this.#empty[level]) this.#levels[level]!.delete(index);
    else this.#levels[level]!.set(index, value);
  }

  #check(index: number): void {
    if (!Number.isSafeInteger(index) || index < 0 || index >= ARITY ** this.depth) {
      throw new TenorError('INVALID_PARAMS', { param: 'index', detail: `a leaf index is below 4^${this.depth}` });
    }
  }
}

import { flat, poseidon } from '../crypto/poseidon.ts';
import { TenorError } from '../errors.ts';
import { ACCOUNT_VERSION, BITS, SLOT_TREE_DEPTH, SLOTS, SLOTS_PER_LEAF } from '../parameters.ts';
import type { Account, Position, PublicKey, Slot } from '../state/account.ts';
import { MerkleTree } from '../state/merkle-tree.ts';
import { checkedBits, checkedSigned, packWord, unpackWord } from './bit-layout.ts';

export const SLOT_WORD = {
  filled: [BITS.filled, 0],
  revision: [BITS.revision, 32],
  generation: [BITS.generation, 46],
} as const;
const SLOT_WORD_BITS = 82;
const SLOT_LEAVES = SLOTS / SLOTS_PER_LEAF;

export const CONTROL_WORD = { version: [8, 0], marginMode: [8, 8], minGeneration: [BITS.generation, 16] } as const;

const POSITIONS_PER_WORD = 3;
const POSITION_BITS = BITS.instrument + BITS.position + 1;

/** The word of one slot; an empty slot is 0. */
export const slotWord = ({ filled, revision, generation }: Slot): bigint =>
  packWord(SLOT_WORD, { filled, revision, generation });

export function unpackSlotWord(word: bigint): Slot {
  const { filled, revision, generation } = unpackWord(SLOT_WORD, word);
  return { filled, revision: Number(revision), generation };
}

/** Where a slot lies: its leaf in the slot tree and its place in that leaf. Throws INVALID_SLOT from 768 on. */
export function slotLocation(slot: number): { leaf: number; place: number } {
  if (!Number.isInteger(slot) || slot < 0 || slot >= SLOTS) throw new TenorError('INVALID_SLOT', { param: 'slot' });
  return { leaf: slot % SLOT_LEAVES, place: Math.floor(slot / SLOT_LEAVES) };
}

/** The non-zero leaves of the slot tree, by leaf index. */
export function slotLeaves(slots: ReadonlyMap<number, Slot>): Map<number, bigint> {
  const leaves = new Map<number, bigint>();
  for (const [number, slot] of slots) {
    const { leaf, place } = slotLocation(number);
    leaves.set(leaf, (leaves.get(leaf) ?? 0n) + (slotWord(slot) << BigInt(SLOT_WORD_BITS * place)));
  }
  return leaves;
}

/** The slot tree of an account. */
export function slotTree(slots: ReadonlyMap<number, Slot>): MerkleTree {
  const tree = new MerkleTree(SLOT_TREE_DEPTH);
  tree.setMany(slotLeaves(slots));
  return tree;
}

/** Three positions each: instrument and signed size. The words are integers that may be negative. */
export function positionWords(positions: readonly Position[]): bigint[] {
  const words = new Array<bigint>(Math.ceil(positions.length / POSITIONS_PER_WORD)).fill(0n);
  positions.forEach(({ instrument, size }, place) => {
    const value =
      checkedBits('instrument', instrument, BITS.instrument) +
      (checkedSigned('size', size, BITS.position) << BigInt(BITS.instrument));
    words[Math.floor(place / POSITIONS_PER_WORD)]! += value << BigInt(POSITION_BITS * (place % POSITIONS_PER_WORD));
  });
  return words;
}

/** Flat(words, snapshots, rest) of one group of positions; `rest` is the hash of the next group, 0 when there is none. */
export function positionsHash(positions: readonly Position[], rest = 0n): bigint {
  const snapshots = positions.map(({ snapshot }) => checkedSigned('snapshot', snapshot, BITS.cashIndex));
  return flat([...positionWords(positions), ...snapshots, rest]);
}

export const keysHash = (key: PublicKey, sessionKeysHash = 0n): bigint => poseidon([key.x, key.y, sessionKeysHash]);

/** Version, margin mode (0 standard) and minGeneration of an account. */
export const controlWord = (minGeneration: bigint, marginMode = 0): bigint =>
  packWord(CONTROL_WORD, { version: ACCOUNT_VERSION, marginMode, minGeneration });

/** The leaf of an account in the accounts tree; throws INVALID_PARAMS for a field out of range. */
export function accountLeaf(account: Account, slotsRoot: bigint): bigint {
  return poseidon([
    checkedBits('owner', account.owner, 160),
    keysHash(account.key),
    checkedSigned('collateral', account.collateral, BITS.amount),
    slotsRoot,
    positionsHash(account.positions),
    controlWord(account.minGeneration, account.marginMode),
  ]);
}

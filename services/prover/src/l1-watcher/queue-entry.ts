import { ENTRY_KIND, ENTRY_WORD, type L1Entry, marketStaticWord, packWord } from '@tenor/protocol';
import { concatHex, type Hex, keccak256, numberToHex } from 'viem';

/** The four words of an L1 entry, as the queue hashes them and a batch publishes them. */
export function entryWords(entry: L1Entry): readonly [bigint, bigint, bigint, bigint] {
  const kind = ENTRY_KIND[entry.kind];
  switch (entry.kind) {
    case 'register': {
      const { account, owner, key } = entry;
      return [packWord(ENTRY_WORD, { kind, account, amount: 0n }), owner, key.x, key.y];
    }
    case 'deposit':
      return [packWord(ENTRY_WORD, { kind, account: entry.account, amount: entry.amount }), 0n, 0n, 0n];
    case 'insure':
      return [packWord(ENTRY_WORD, { kind, account: 0, amount: entry.amount }), 0n, 0n, 0n];
    case 'list':
      return [packWord(ENTRY_WORD, { kind, account: 0, amount: 0n }), marketStaticWord(entry.terms), 0n, 0n];
  }
}

/** `keccak256(head ‖ word0 ‖ owner ‖ Ax ‖ Ay)`; a listing has its terms in the place of the owner. */
export const extendHead = (head: Hex, entry: L1Entry): Hex =>
  keccak256(concatHex([head, ...entryWords(entry).map((word) => numberToHex(word, { size: 32 }))]));

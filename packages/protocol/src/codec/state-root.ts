import { flat, poseidon } from '../crypto/poseidon.ts';
import { BITS } from '../parameters.ts';
import type { ExchangeState, House, SettledInstrument } from '../state/exchange-state.ts';
import type { Market } from '../state/market.ts';
import { MerkleTree } from '../state/merkle-tree.ts';
import { checkedBits, checkedSigned } from './bit-layout.ts';
import { marketMutableWord, marketStaticWord } from './market-words.ts';

/** H(Flat(static words), Flat(mutable words)) over all rows; null is an unused row. */
export const marketsHash = (markets: readonly (Market | null)[]): bigint =>
  poseidon([
    flat(markets.map((market) => (market ? marketStaticWord(market) : 0n))),
    flat(markets.map((market) => (market ? marketMutableWord(market) : 0n))),
  ]);

export const houseHash = ({ feePool, insuranceFund }: House): bigint =>
  poseidon([checkedBits('feePool', feePool, BITS.amount), checkedBits('insuranceFund', insuranceFund, BITS.amount)]);

/** The leaf of an expired instrument. */
export const settledLeaf = ({ indexLong, indexShort }: SettledInstrument): bigint =>
  poseidon([
    checkedSigned('indexLong', indexLong, BITS.cashIndex),
    checkedSigned('indexShort', indexShort, BITS.cashIndex),
  ]);

/** The tree of expired instruments: each leaf lies at its instrument's id. */
export function settledTree(settled: ExchangeState['settled'], depth: number): MerkleTree {
  const tree = new MerkleTree(depth);
  tree.setMany(new Map([...settled].map(([instrument, final]) => [instrument, settledLeaf(final)])));
  return tree;
}

/** What a batch's header names as previous and new state. */
export interface StateRootParts {
  readonly accountsRoot: bigint;
  readonly marketsHash: bigint;
  readonly settledRoot: bigint;
  readonly houseHash: bigint;
}

export const stateRoot = (parts: StateRootParts): bigint =>
  poseidon([parts.accountsRoot, parts.marketsHash, parts.settledRoot, parts.houseHash]);

import { flat, poseidon } from '../crypto/poseidon.ts';
import { BITS, SETTLED_TREE_DEPTH } from '../parameters.ts';
import type { House } from '../state/exchange-state.ts';
import type { Market } from '../state/market.ts';
import { emptyRoots } from '../state/merkle-tree.ts';
import { checkedBits } from './bit-layout.ts';
import { marketMutableWord, marketStaticWord } from './market-words.ts';

/** H(Flat(static words), Flat(mutable words)) over all rows; null is an unused row. */
export const marketsHash = (markets: readonly (Market | null)[]): bigint =>
  poseidon([
    flat(markets.map((market) => (market ? marketStaticWord(market) : 0n))),
    flat(markets.map((market) => (market ? marketMutableWord(market) : 0n))),
  ]);

export const houseHash = ({ feePool, insuranceFund }: House): bigint =>
  poseidon([checkedBits('feePool', feePool, BITS.amount), checkedBits('insuranceFund', insuranceFund, BITS.amount)]);

/** Root of the settled tree while no instrument has expired. */
export const emptySettledRoot = (): bigint => emptyRoots(SETTLED_TREE_DEPTH)[SETTLED_TREE_DEPTH]!;

/** What a batch's header names as previous and new state. */
export interface StateRootParts {
  readonly accountsRoot: bigint;
  readonly marketsHash: bigint;
  readonly settledRoot: bigint;
  readonly houseHash: bigint;
}

export const stateRoot = (parts: StateRootParts): bigint =>
  poseidon([parts.accountsRoot, parts.marketsHash, parts.settledRoot, parts.houseHash]);

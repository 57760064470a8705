import { cashIndicesOf } from '../batch/rounds.ts';
import { accountLeaf, slotTree, unpackSlotWord } from '../codec/account-leaf.ts';
import { unpackWord } from '../codec/bit-layout.ts';
import { unpackMarketMutableWord, unpackMarketStaticWord } from '../codec/market-words.ts';
import { houseHash, marketsHash, settledTree, stateRoot } from '../codec/state-root.ts';
import { TenorError } from '../errors.ts';
import { listedMarket } from '../instructions/list.ts';
import { sideIndex } from '../margin/settlement.ts';
import { type CircuitSize, ENTRY_KIND, sectionLayout } from '../parameters.ts';
import { type Account, emptyPosition, newAccount } from '../state/account.ts';
import type { ExchangeState } from '../state/exchange-state.ts';
import type { MarketTerms } from '../state/market.ts';
import { MerkleTree } from '../state/merkle-tree.ts';
import {
  ACCOUNT_WORD,
  BATCH_WORD,
  type BatchWords,
  COLLATERAL_OFFSET,
  ENTRY_WORD,
  HOUSE_WORD,
  MARKET_CHANGE_WORD,
  POSITION_WORD,
  SIZE_OFFSET,
  SLOT_CHANGE_WORD,
  WITHDRAWAL_WORD,
} from './words.ts';

type Section = keyof ReturnType<typeof sectionLayout>['lengths'];

/** What one batch told, beside the state it led to. */
export interface ReplayedBatch {
  readonly number: number;
  readonly newRoot: bigint;
  readonly withdrawals: { readonly owner: bigint; readonly amount: bigint }[];
  readonly deposits: bigint;
}

/** The state rebuilt from published words alone: no journal, no plan, no signature. */
export class Replay {
  readonly state: ExchangeState;
  readonly size: CircuitSize;

  constructor(size: CircuitSize, genesis: ExchangeState) {
    this.size = size;
    this.state = genesis;
  }

  /** State root of the rebuilt state, hashed from scratch. */
  get root(): bigint {
    const accounts = new MerkleTree(this.size.DEPTH);
    accounts.setMany(
      new Map([...this.state.accounts.values()].map((a) => [a.id, accountLeaf(a, slotTree(a.slots).root)])),
    );
    return stateRoot({
      accountsRoot: accounts.root,
      marketsHash: marketsHash(this.state.markets),
      settledRoot: settledTree(this.state.settled, this.size.SETTLED).root,
      houseHash: houseHash(this.state.house),
    });
  }

  /** Applies one batch's words (all ND of them) and checks the root they name. Throws REPLAY_REFUSED. */
  apply(words: BatchWords): ReplayedBatch {
    const { lengths, offsets } = sectionLayout(this.size);
    const section = (name: Section): bigint[] => words.slice(offsets[name], offsets[name] + lengths[name]);
    const header = section('header');
    if (header[0] !== this.root) throw new TenorError('REPLAY_REFUSED', { detail: 'previous root' });
    const { deposits, listed } = this.#entries(section('entries'));
    for (const word of section('markets')) if (word !== 0n) this.#market(word, listed);
    const visited = section('accounts')
      .filter((word) => word !== 0n)
      .map((word) => this.#account(word));
    for (const word of section('positions')) if (word !== 0n) this.#position(word, visited);
    for (const account of visited) this.#snapshots(account);
    for (const word of section('slots')) if (word !== 0n) this.#slot(word);
    const house = unpackWord(HOUSE_WORD, section('house')[0]!);
    this.state.house.feePool = house.feePool;
    this.state.house.insuranceFund = house.insuranceFund;
    const newRoot = header[1]!;
    if (this.root !== newRoot) throw new TenorError('REPLAY_REFUSED', { detail: 'new root' });
    return {
      number: Number(unpackWord(BATCH_WORD, header[5]!).number),
      newRoot,
      withdrawals: section('withdrawals')
        .filter((word) => word !== 0n)
        .map((word) => unpackWord(WITHDRAWAL_WORD, word)),
      deposits,
    };
  }

  #entries(words: bigint[]): { deposits: bigint; listed: ReadonlyMap<number, MarketTerms> } {
    let deposits = 0n;
    const listed = new Map<number, MarketTerms>();
    for (let i = 0; i < words.length; i += 4) {
      if (words[i] === 0n) continue;
      const { kind, account, amount } = unpackWord(ENTRY_WORD, words[i]!);
      const id = Number(account);
      deposits += amount;
      if (kind === BigInt(ENTRY_KIND.register)) {
        this.state.accounts.set(id, newAccount(id, words[i + 1]!, { x: words[i + 2]!, y: words[i + 3]! }, this.size.K));
      }
      if (kind === BigInt(ENTRY_KIND.list)) {
        const terms = unpackMarketStaticWord(words[i + 1]!);
        listed.set(terms.instrument, terms);
      }
    }
    return { deposits, listed };
  }

  #market(word: bigint, entries: ReadonlyMap<number, MarketTerms>): void {
    const { mutable, row, listed, expired } = unpackWord(MARKET_CHANGE_WORD, word);
    if (listed === 1n) {
      const terms = entries.get(Number(mutable));
      if (!terms) throw new TenorError('REPLAY_REFUSED', { detail: `instrument ${mutable} is not listed by an entry` });
      this.state.markets[Number(row)] = listedMarket(terms);
      return;
    }
    const market = this.state.markets[Number(row)];
    if (market && expired === 1n) {
      const { indexLong, indexShort } = unpackMarketMutableWord(mutable);
      this.state.settled.set(market.instrument, { indexLong, indexShort });
      this.state.markets[Number(row)] = null;
      return;
    }
    if (!market) throw new TenorError('REPLAY_REFUSED', { detail: `market row ${row}` });
    Object.assign(market, unpackMarketMutableWord(mutable));
  }

  #account(word: bigint): Account {
    const fields = unpackWord(ACCOUNT_WORD, word);
    const account = this.state.accounts.get(Number(fields.account));
    if (!account) throw new TenorError('REPLAY_REFUSED', { detail: `account ${fields.account}` });
    account.collateral = fields.collateral - COLLATERAL_OFFSET;
    account.minGeneration = fields.minGeneration;
    account.marginMode = Number(fields.marginMode);
    return account;
  }

  #position(word: bigint, visited: readonly Account[]): void {
    const { visit, place, instrument, size } = unpackWord(POSITION_WORD, word);
    const account = visited[Number(visit)];
    if (!account) throw new TenorError('REPLAY_REFUSED', { detail: `visit ${visit}` });
    account.positions[Number(place)] = { instrument: Number(instrument), size: size - SIZE_OFFSET, snapshot: 0n };
  }

  /** A visited account is settled: every position holds the index of its side. */
  #snapshots(account: Account): void {
    account.positions.forEach((position, place) => {
      if (position.size === 0n) account.positions[place] = emptyPosition();
      else position.snapshot = sideIndex(cashIndicesOf(this.state)(position.instrument), position.size);
    });
  }

  #slot(word: bigint): void {
    const fields = unpackWord(SLOT_CHANGE_WORD, word);
    const account = this.state.accounts.get(Number(fields.account));
    if (!account) throw new TenorError('REPLAY_REFUSED', { detail: `account ${fields.account}` });
    account.slots.set(Number(fields.slot), unpackSlotWord(fields.word));
  }
}

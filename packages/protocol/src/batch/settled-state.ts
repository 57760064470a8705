import { accountLeaf, slotTree } from '../codec/account-leaf.ts';
import { houseHash, marketsHash, settledTree, stateRoot } from '../codec/state-root.ts';
import type { CircuitSize } from '../parameters.ts';
import type { Account, PublicKey } from '../state/account.ts';
import type { ExchangeState } from '../state/exchange-state.ts';
import { parseExact, stringifyExact } from '../state/json.ts';
import { MerkleTree } from '../state/merkle-tree.ts';
import { applyRecord, netBatch } from './net-batch.ts';
import type { BatchPlan } from './plan.ts';
import type { BatchRecord } from './record.ts';
import { type BatchInput, witnessInput } from './witness.ts';

/** The state as L1 knows it, with its trees: advanced batch by batch, hashed once a batch. */
export class SettledState {
  readonly size: CircuitSize;
  readonly state: ExchangeState;
  readonly accounts: MerkleTree;
  /** Expired instruments by id. */
  readonly settled: MerkleTree;
  readonly oracleKeys: readonly PublicKey[];
  readonly #slots = new Map<number, MerkleTree>();

  constructor(size: CircuitSize, state: ExchangeState, oracleKeys: readonly PublicKey[]) {
    this.size = size;
    this.oracleKeys = oracleKeys;
    this.state = parseExact<ExchangeState>(stringifyExact(state));
    this.settled = settledTree(this.state.settled, size.SETTLED);
    this.accounts = new MerkleTree(size.DEPTH);
    this.accounts.setMany(
      new Map(
        [...this.state.accounts.values()].map((account) => [
          account.id,
          accountLeaf(account, this.slotsOf(account).root),
        ]),
      ),
    );
  }

  get root(): bigint {
    const { markets, house } = this.state;
    return stateRoot({
      accountsRoot: this.accounts.root,
      marketsHash: marketsHash(markets),
      settledRoot: this.settled.root,
      houseHash: houseHash(house),
    });
  }

  /** The slot tree of an account. */
  slotsOf(account: Account): MerkleTree {
    const known = this.#slots.get(account.id);
    if (known) return known;
    const tree = slotTree(account.slots);
    this.#slots.set(account.id, tree);
    return tree;
  }

  /** Works out a plan without changing anything. */
  net(plan: BatchPlan): BatchRecord {
    return netBatch(this.state, plan, this.size);
  }

  /** Applies a plan: the circuit's input (r still 0), the published words, and this state moved to the new root. */
  apply(plan: BatchPlan, domain: bigint): BatchInput {
    return this.applyRecord(this.net(plan), domain);
  }

  /** The same from a record worked out before. */
  applyRecord(record: BatchRecord, domain: bigint): BatchInput {
    const result = witnessInput(this, record, domain);
    applyRecord(this.state, record);
    return result;
  }

  /** Applies a plan to the plain state alone, for catching up; call `rehash` once at the end. */
  skip(plan: BatchPlan): void {
    applyRecord(this.state, this.net(plan));
  }

  /** Rebuilds every tree from the plain state. */
  rehash(): SettledState {
    return new SettledState(this.size, this.state, this.oracleKeys);
  }
}

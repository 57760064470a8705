import { expect } from 'vitest';
import { DOMAIN, genesis, oracleKeys, USD, World } from '../../../../test/scenario/world.ts';
import {
  type Account,
  type BatchPlan,
  type BatchRecord,
  type CircuitSize,
  type MarketTerms,
  Replay,
  SettledState,
} from '../../src/index.ts';
import { brokenConstraints } from './broken-constraints.ts';
import { stateText } from './state-text.ts';

/** A world of traders with $1000 each, the state that its batches settle into, and the one that their published words rebuild. */
export class SettledWorld {
  readonly w: World;
  readonly settled: SettledState;
  readonly replay: Replay;
  /** Of every batch settled so far. */
  readonly records: BatchRecord[] = [];

  constructor(size: CircuitSize, traders: readonly number[]) {
    this.w = new World(size);
    this.settled = new SettledState(size, genesis(size), oracleKeys(size));
    this.replay = new Replay(size, genesis(size));
    this.w.round(10n * USD, 3n * USD);
    for (const id of traders) {
      this.w.register(id, `trader ${id}`);
      this.w.deposit(id, 1000n * USD);
    }
  }

  /** Settles what is sealed, from plans and from published words: no batch may be unprovable, and all three states must agree. */
  settle(plans: readonly BatchPlan[] = this.w.sealed()): void {
    const { settled, replay, records, w } = this;
    for (const plan of plans) {
      const record = settled.net(plan);
      expect(brokenConstraints(record, settled.state, w.size)).toEqual([]);
      records.push(record);
      const { words, newRoot } = settled.applyRecord(record, DOMAIN);
      expect(replay.apply(words).newRoot).toBe(newRoot);
    }
    expect(stateText(settled.state)).toBe(stateText(w.ledger.state));
    expect(stateText(replay.state)).toBe(stateText(w.ledger.state));
  }

  list(...all: MarketTerms[]): void {
    for (const terms of all) this.w.list(terms);
    this.w.round(10n * USD, 3n * USD);
  }

  /** `buyer` buys from `seller`, both at exactly this price and without fees. */
  trade(buyer: number, seller: number, instrument: number, lots: bigint, price: bigint): void {
    const terms = { instrument, size: lots, maxFeePerLot: 0n, limitPrice: price };
    const bid = this.w.signed('order', buyer, { ...terms, side: 0, slot: 10 + instrument });
    const ask = this.w.signed('order', seller, { ...terms, side: 1, slot: 100 + instrument });
    this.w.fill(bid, ask, lots, price, { takerFee: 0n });
  }

  /** The round of an expiry: every underlying settles where its index is now. */
  due(hour: number, btc: bigint, eth = 3n * USD): void {
    this.w.now = Math.max(this.w.now, hour * 3600 + 5);
    this.w.publish({ marks: [btc, eth], settlementHour: hour, settlement: [btc, eth] });
  }

  account(id: number): Account {
    return this.w.ledger.state.accounts.get(id)!;
  }

  /** Instruments that an account shows positions in. */
  held(id: number): number[] {
    return this.account(id).positions.flatMap(({ instrument, size }) => (size === 0n ? [] : [instrument]));
  }
}

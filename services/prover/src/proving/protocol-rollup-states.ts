import {
  type BatchPlan,
  type CircuitSize,
  type ExchangeState,
  type PublicKey,
  parseExact,
  SettledState,
  stringifyExact,
} from '@tenor/protocol';
import type { BatchTransition, RollupState, RollupStates } from './rollup-state.ts';

interface Snapshot {
  readonly number: number;
  readonly state: ExchangeState;
}

/** The rules of packages/protocol as the prover's state, for one deployment. */
export class ProtocolRollupStates implements RollupStates {
  readonly #size: CircuitSize;
  readonly #domain: bigint;
  readonly #genesis: ExchangeState;
  readonly #oracleKeys: readonly PublicKey[];

  /** @param oracleKeys all N keys of the oracle set, in its order */
  constructor(size: CircuitSize, domain: bigint, genesis: ExchangeState, oracleKeys: readonly PublicKey[]) {
    this.#size = size;
    this.#domain = domain;
    this.#genesis = genesis;
    this.#oracleKeys = oracleKeys;
  }

  genesis(): RollupState {
    return this.#at({ number: 0, state: this.#genesis });
  }

  restore(serialized: string): RollupState {
    return this.#at(parseExact<Snapshot>(serialized));
  }

  #at(snapshot: Snapshot): RollupState {
    const { number, state } = snapshot;
    return new ProtocolRollupState(new SettledState(this.#size, state, this.#oracleKeys), this.#domain, number);
  }
}

class ProtocolRollupState implements RollupState {
  readonly #settled: SettledState;
  readonly #domain: bigint;
  #number: number;

  constructor(settled: SettledState, domain: bigint, number: number) {
    this.#settled = settled;
    this.#domain = domain;
    this.#number = number;
  }

  get number(): number {
    return this.#number;
  }

  get root(): bigint {
    return this.#settled.root;
  }

  apply(plan: BatchPlan): BatchTransition {
    if (plan.number !== this.#number + 1) throw new RangeError(`batch ${plan.number} does not follow ${this.#number}`);
    const { input, words, previousRoot, newRoot } = this.#settled.apply(plan, this.#domain);
    this.#number = plan.number;
    return { input, words, oldRoot: previousRoot, newRoot };
  }

  serialize(): string {
    const snapshot: Snapshot = { number: this.#number, state: this.#settled.state };
    return stringifyExact(snapshot);
  }
}

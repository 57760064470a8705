import type { Logger } from 'pino';
import type { ExchangeClient } from '../exchange/exchange-client.ts';
import type { JobStore, StateSnapshot } from '../jobs/job-store.ts';
import { settleCalldata, toSettleBatch } from '../settling/to-settle-batch.ts';
import type { ProofSystem } from './proof-system.ts';
import { type ProvedBatch, proveBatch } from './prove-batch.ts';
import { resumeState } from './resume-state.ts';
import type { RollupState, RollupStates } from './rollup-state.ts';
import type { SealRequests } from './seal-requests.ts';

export interface ProveLoopOptions {
  readonly exchange: ExchangeClient;
  readonly store: JobStore;
  readonly states: RollupStates;
  readonly system: ProofSystem;
  readonly seals: SealRequests;
  readonly log: Logger;
  /** Called when a proof begins (with the batch's number), and when there is nothing to prove (null). */
  readonly onActivity: (batch: number | null) => void;
  /** Longest wait of one request for a plan. */
  readonly planWaitMilliseconds: number;
  /** Batches between two snapshots of the state. */
  readonly snapshotInterval: number;
}

/** Proves batch after batch. `step` may fail anywhere, in this process or with it: the next one continues from the store. */
export class ProveLoop {
  readonly #options: ProveLoopOptions;
  #state: RollupState | null = null;
  #reported: number | null = null;

  constructor(options: ProveLoopOptions) {
    this.#options = options;
  }

  /** Proves the next batch if there is one, otherwise asks for one. Returns whether it proved. Throws after changing nothing. */
  async step(): Promise<boolean> {
    const { exchange, store, seals, planWaitMilliseconds } = this.#options;
    await this.#report();
    this.#state ??= resumeState(store, this.#options.states);
    const number = this.#state.number + 1;
    if (!store.job(number)) {
      await seals.consider(exchange, number);
      const { plans } = await exchange.plans(number, 1, planWaitMilliseconds);
      const plan = plans[0];
      if (!plan) {
        this.#options.onActivity(null);
        return false;
      }
      if (plan.number !== number) throw new RangeError(`asked for batch ${number}, got ${plan.number}`);
      await store.addPending(plan);
    }
    await this.#prove(number);
    await this.#report();
    return true;
  }

  async #prove(number: number): Promise<void> {
    const { store, system, log, onActivity } = this.#options;
    const plan = store.job(number)!.plan;
    const state = this.#state!;
    this.#state = null; // half-applied until the proof is kept: a failure resumes from the store
    log.info({ batch: number, rows: plan.rows.length, visits: plan.visits.length }, 'proving');
    onActivity(number);
    const proved = await proveBatch(system, number, state.apply(plan));
    await store.markProved(plan, proved, this.#snapshot(state));
    this.#state = state;
    const { witnessSeconds, proveSeconds } = proved;
    log.info({ batch: number, witnessSeconds, proveSeconds }, 'proved');
  }

  #snapshot(state: RollupState): StateSnapshot | null {
    if (state.number % this.#options.snapshotInterval !== 0) return null;
    return { number: state.number, serialized: state.serialize() };
  }

  /** Tells the exchange of every proof that it does not know of. */
  async #report(): Promise<void> {
    const { exchange, store } = this.#options;
    this.#reported ??= (await exchange.status()).lastProved ?? 0;
    for (let job = store.job(this.#reported + 1); job && job.stage !== 'pending'; job = store.job(this.#reported + 1)) {
      if (job.proved) await exchange.report(provedReport(job.proved));
      this.#reported++;
    }
  }
}

function provedReport(batch: ProvedBatch) {
  const { number, oldRoot, newRoot, provedAt, words, ...rest } = batch;
  return {
    kind: 'batch-proved',
    batch: number,
    oldStateRoot: oldRoot,
    newStateRoot: newRoot,
    time: provedAt,
    words,
    dataBytes: settleCalldata([toSettleBatch(batch)]).length / 2 - 1,
    ...rest,
  } as const;
}

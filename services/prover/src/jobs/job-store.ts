import { type BatchPlan, parseExact, stringifyExact, TenorError } from '@tenor/protocol';
import { open, type RootDatabase } from 'lmdb';
import type { ProvedBatch } from '../proving/prove-batch.ts';
import type { Job, Settlement, Submission } from './job.ts';

/** State after a batch, to continue from without working through all plans again. */
export interface StateSnapshot {
  readonly number: number;
  readonly serialized: string;
}

type Key = ['job', number] | 'snapshot' | 'submission' | 'identity';

/**
 * The prover's memory, in LMDB. Every method resolves when its change is on the disk, whole or not at all.
 */
export class JobStore {
  readonly #database: RootDatabase<string, Key>;

  private constructor(database: RootDatabase<string, Key>) {
    this.#database = database;
  }

  /**
   * Opens the store of one deployment, or makes it.
   * @param identity what the deployment is (domain, circuit size): a store of another one is refused
   * Throws DATA_DAMAGED.
   */
  static async open(path: string, identity: string): Promise<JobStore> {
    let store: JobStore;
    try {
      store = new JobStore(open<string, Key>({ path, encoding: 'string' }));
      const known = store.#database.get('identity');
      if (known === undefined) await store.#database.put('identity', identity);
      else if (known !== identity) throw new Error('it belongs to another deployment');
    } catch (error) {
      throw new TenorError('DATA_DAMAGED', { detail: `${path}: ${(error as Error).message}` });
    }
    return store;
  }

  job(number: number): Job | null {
    return this.#read<Job>(['job', number]);
  }

  snapshot(): StateSnapshot | null {
    return this.#read<StateSnapshot>('snapshot');
  }

  submission(): Submission | null {
    return this.#read<Submission>('submission');
  }

  /** Number of the last batch of which the plan is known; 0 when there is none. */
  lastKnown(): number {
    for (const key of this.#database.getKeys({
      start: ['job', Number.MAX_SAFE_INTEGER],
      end: ['job', 0],
      reverse: true,
      limit: 1,
    })) {
      if (Array.isArray(key)) return Number(key[1]);
    }
    return 0;
  }

  /** Number of the last batch in a stage of at least `settled`, seeking down from `from`. */
  lastSettled(from: number): number {
    let number = from;
    while (number > 0 && this.job(number)?.stage !== 'settled') number--;
    return number;
  }

  /** Keeps a plan. Throws PLAN_CHANGED when another plan of that number is kept. */
  async addPending(plan: BatchPlan): Promise<void> {
    const known = this.job(plan.number);
    if (known) {
      if (stringifyExact(known.plan) !== stringifyExact(plan)) {
        throw new TenorError('PLAN_CHANGED', { detail: `batch ${plan.number}` });
      }
      return;
    }
    await this.#write([[['job', plan.number], { stage: 'pending', plan } satisfies Job]]);
  }

  async markProved(plan: BatchPlan, proved: ProvedBatch, snapshot: StateSnapshot | null): Promise<void> {
    await this.#write([
      [['job', plan.number], { stage: 'proved', plan, proved } satisfies Job],
      ...(snapshot ? [['snapshot', snapshot] as const] : []),
    ]);
  }

  /** Keeps a signed transaction and marks its batches. */
  async markSubmitted(submission: Submission): Promise<void> {
    const changes: [Key, unknown][] = [['submission', submission]];
    for (let number = submission.first; number <= submission.last; number++) {
      const job = this.job(number);
      if (job?.stage === 'proved') changes.push([['job', number], { ...job, stage: 'submitted' } satisfies Job]);
    }
    await this.#write(changes);
  }

  /** Forgets the signed transaction; its batches that are not settled are to be submitted again. */
  async dropSubmission(submission: Submission): Promise<void> {
    const changes: [Key, unknown][] = [['submission', null]];
    for (let number = submission.first; number <= submission.last; number++) {
      const job = this.job(number);
      if (job?.stage === 'submitted') changes.push([['job', number], { ...job, stage: 'proved' } satisfies Job]);
    }
    await this.#write(changes);
  }

  /** Marks a batch that L1 has settled, proved here or not. */
  async markSettled(plan: BatchPlan, settlement: Settlement, snapshot: StateSnapshot | null = null): Promise<void> {
    const job = this.job(plan.number);
    const proved = job && job.stage !== 'pending' ? job.proved : null;
    await this.#write([
      [['job', plan.number], { stage: 'settled', plan, proved, settlement } satisfies Job],
      ...(snapshot ? [['snapshot', snapshot] as const] : []),
    ]);
  }

  /** Takes a settlement back that fell out of L1. */
  async markUnsettled(number: number): Promise<void> {
    const job = this.job(number);
    if (job?.stage !== 'settled') return;
    if (!job.proved)
      throw new TenorError('L1_DIVERGED', { detail: `batch ${number} fell out of L1 and has no proof here` });
    await this.#write([[['job', number], { stage: 'proved', plan: job.plan, proved: job.proved } satisfies Job]]);
  }

  async close(): Promise<void> {
    await this.#database.close();
  }

  #read<Value>(key: Key): Value | null {
    const text = this.#database.get(key);
    return text === undefined ? null : parseExact<Value>(text);
  }

  async #write(changes: readonly (readonly [Key, unknown])[]): Promise<void> {
    await this.#database.transaction(() => {
      for (const [key, value] of changes) {
        if (value === null) this.#database.removeSync(key);
        else this.#database.putSync(key, stringifyExact(value));
      }
    });
  }
}

import { TenorError } from '@tenor/protocol';
import type { Logger } from 'pino';
import type { SettleBatch } from '../../../../contracts/tooling/published-batch.ts';
import type { Submission } from '../jobs/job.ts';
import type { JobStore } from '../jobs/job-store.ts';
import type { ChainProgress, SettlementChain } from './settlement-chain.ts';
import { toSettleBatch } from './to-settle-batch.ts';

export interface SettleLoopOptions {
  readonly store: JobStore;
  readonly chain: SettlementChain;
  readonly log: Logger;
  readonly genesisRoot: bigint;
  /** Most batches of one transaction. */
  readonly batchesPerTransaction: number;
  /** A transaction that is not mined by then is signed again with higher fees. */
  readonly replaceMilliseconds: number;
}

/** Mempools refuse transactions above 128 KiB. */
const CALLDATA_LIMIT_BYTES = 100_000;
const BATCH_OVERHEAD_BYTES = 640;

/**
 * Brings proved batches to L1 in order. L1 is the only authority on what is settled: each step compares its progress
 * with the store, so a crash, a lost answer or a reorg is repaired by the next step.
 */
export class SettleLoop {
  readonly #options: SettleLoopOptions;
  #compared = false;

  constructor(options: SettleLoopOptions) {
    this.#options = options;
  }

  /** One round. Returns whether anything moved. Throws L1_DIVERGED, or what L1 or the network says; the next step tries again. */
  async step(): Promise<boolean> {
    const progress = await this.#options.chain.progress();
    const moved = await this.#follow(progress);
    const submission = this.#options.store.submission();
    if (submission) return (await this.#pursue(submission)) || moved;
    return (await this.#submit(progress)) || moved;
  }

  /** Marks what L1 has settled, or has settled no more. */
  async #follow({ number, stateRoot }: ChainProgress): Promise<boolean> {
    const { store, chain, log } = this.#options;
    this.#compareRoots({ number, stateRoot });
    const known = store.lastSettled(store.lastKnown());
    for (let batch = known; batch > number; batch--) {
      log.warn({ batch }, 'the settlement fell out of L1');
      await store.markUnsettled(batch);
    }
    for (let batch = Math.min(known, number) + 1; batch <= number; batch++) {
      const job = store.job(batch);
      const settlement = job && (await chain.settlementOf(batch));
      if (!job || !settlement) return batch > known + 1;
      await store.markSettled(job.plan, settlement);
      log.info({ batch, ...settlement }, 'settled');
    }
    return known !== number;
  }

  /** Refuses to work on an L1 that does not hold this data directory's batches. */
  #compareRoots({ number, stateRoot }: ChainProgress): void {
    const { store, genesisRoot } = this.#options;
    const job = store.job(number);
    const expected = number === 0 ? genesisRoot : job && job.stage !== 'pending' ? job.proved?.newRoot : undefined;
    if (expected !== undefined && expected !== stateRoot) {
      throw new TenorError('L1_DIVERGED', { detail: `the root after batch ${number} on L1 is another one` });
    }
    if (!this.#compared) this.#options.log.info({ settled: number }, 'L1 continues this data directory');
    this.#compared = true;
  }

  /** Sees what became of the transaction that is out. */
  async #pursue(submission: Submission): Promise<boolean> {
    const { store, chain, log, replaceMilliseconds } = this.#options;
    const fate = await chain.fate(submission);
    if (fate === 'waiting') {
      if (Date.now() - submission.signedAt > replaceMilliseconds) {
        const raised = await chain.sign(submission.first, this.#batches(submission.first, submission.last), submission);
        await store.markSubmitted(raised);
        log.warn({ hash: raised.hash, nonce: raised.nonce }, 'the settling transaction is slow: fees raised');
        await chain.send(raised);
        return true;
      }
      await chain.send(submission);
      return false;
    }
    if (fate !== 'settled') log.warn({ hash: submission.hash, fate }, 'the settling transaction did not settle');
    await store.dropSubmission(submission);
    return true;
  }

  async #submit({ number }: ChainProgress): Promise<boolean> {
    const { store, chain, log } = this.#options;
    const first = number + 1;
    const last = this.#lastToSubmit(first);
    if (last < first) return false;
    const submission = await chain.sign(first, this.#batches(first, last), null);
    await store.markSubmitted(submission);
    log.info({ first, last, hash: submission.hash }, 'submitting');
    await chain.send(submission);
    return true;
  }

  /** Proved batches that follow each other, of one verifier, as many as one transaction takes. */
  #lastToSubmit(first: number): number {
    const { store, batchesPerTransaction } = this.#options;
    let bytes = 0;
    let verifierId: string | undefined;
    let number = first;
    for (; number < first + batchesPerTransaction; number++) {
      const job = store.job(number);
      if (!job || job.stage === 'pending' || !job.proved) break;
      bytes += BATCH_OVERHEAD_BYTES + 32 * job.proved.words.filter((word) => word !== 0n).length;
      verifierId ??= job.proved.verifierId;
      if (verifierId !== job.proved.verifierId || (number > first && bytes > CALLDATA_LIMIT_BYTES)) break;
    }
    return number - 1;
  }

  #batches(first: number, last: number): SettleBatch[] {
    return Array.from({ length: last - first + 1 }, (_, index) => {
      const job = this.#options.store.job(first + index);
      if (!job || job.stage === 'pending' || !job.proved) throw new RangeError(`batch ${first + index} is not proved`);
      return toSettleBatch(job.proved);
    });
  }
}

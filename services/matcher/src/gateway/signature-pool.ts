import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type SignedInstruction, TenorError } from '@tenor/protocol';
import { checkSignature, type SignatureVerdict } from './check-signature.ts';
import type { SignatureVerdicts } from './signature-worker.ts';

/** Verifies the signatures of instructions before they reach the sequencer. */
export interface SignatureChecker {
  /** Throws INVALID_SIGNATURE, or INVALID_PARAMS for a field that does not fit. */
  check(signed: SignedInstruction): Promise<void>;
  close(): Promise<void>;
}

interface Waiting {
  readonly signed: SignedInstruction;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** More than this many waiting would only time out: better to say so at once. */
const WAITING_MAX = 20_000;
const WORKERS_MAX = 4;

function answer({ resolve, reject }: Waiting, verdict: SignatureVerdict): void {
  if (verdict) reject(new TenorError(verdict.name, verdict.data));
  else resolve();
}

/** Checks on the calling thread: for one core, and for tools. */
export const inlineSignatureChecker = (domain: bigint): SignatureChecker => ({
  async check(signed) {
    const verdict = checkSignature(domain, signed);
    if (verdict) throw new TenorError(verdict.name, verdict.data);
  },
  close: async () => {},
});

class SignaturePool implements SignatureChecker {
  readonly #workers: { worker: Worker; load: number }[] = [];
  readonly #sent = new Map<number, readonly Waiting[]>();
  readonly #domain: bigint;
  #queue: Waiting[] = [];
  #waiting = 0;
  #nextId = 0;

  constructor(domain: bigint, workers: number) {
    this.#domain = domain;
    for (let i = 0; i < workers; i++) this.#start(i);
  }

  check(signed: SignedInstruction): Promise<void> {
    if (this.#waiting >= WAITING_MAX) {
      return Promise.reject(new TenorError('RATE_LIMIT', { retryable: true, retry_after_ms: 1000 }));
    }
    this.#waiting++;
    return new Promise((resolve, reject) => {
      // Everything that arrives in one turn of the event loop crosses to the workers in one message each.
      if (this.#queue.length === 0) setImmediate(() => this.#dispatch());
      this.#queue.push({ signed, resolve, reject });
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map(({ worker }) => worker.removeAllListeners('exit').terminate()));
  }

  #start(index: number): void {
    const worker = new Worker(new URL('./signature-worker.ts', import.meta.url), {
      workerData: { domain: this.#domain },
      execArgv: ['--import', 'tsx'],
    });
    worker.unref();
    worker.on('message', ({ id, verdicts }: SignatureVerdicts) => this.#settle(index, id, verdicts));
    worker.on('error', () => {});
    worker.on('exit', () => this.#replace(index));
    this.#workers[index] = { worker, load: 0 };
  }

  #dispatch(): void {
    const queue = this.#queue;
    this.#queue = [];
    const share = Math.ceil(queue.length / this.#workers.length);
    for (let start = 0; start < queue.length; start += share) {
      const bundle = queue.slice(start, start + share);
      const target = this.#workers.reduce((least, next) => (next.load < least.load ? next : least));
      const id = this.#nextId++;
      this.#sent.set(id, bundle);
      target.load += bundle.length;
      target.worker.postMessage({ id, signed: bundle.map(({ signed }) => signed) });
    }
  }

  #settle(index: number, id: number, verdicts: readonly SignatureVerdict[]): void {
    const bundle = this.#sent.get(id) ?? [];
    this.#sent.delete(id);
    this.#workers[index]!.load -= bundle.length;
    this.#waiting -= bundle.length;
    bundle.forEach((waiting, i) => {
      answer(waiting, verdicts[i] ?? null);
    });
  }

  /** A worker that died takes nobody's answer with it: what was sent is checked here, and another one is started. */
  #replace(index: number): void {
    const orphans = [...this.#sent];
    this.#sent.clear();
    for (const entry of this.#workers) entry.load = 0;
    for (const [, bundle] of orphans) {
      this.#waiting -= bundle.length;
      for (const waiting of bundle) answer(waiting, checkSignature(this.#domain, waiting.signed));
    }
    this.#start(index);
  }
}

/** A pool over the spare cores, or the calling thread when there is only one. */
export const createSignatureChecker = (
  domain: bigint,
  threads = Math.min(availableParallelism() - 1, WORKERS_MAX),
): SignatureChecker => (threads < 1 ? inlineSignatureChecker(domain) : new SignaturePool(domain, threads));

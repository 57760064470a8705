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
/** A worker that lived this long was not broken from the start. */
const STEADY_MILLISECONDS = 10_000;

function answer({ resolve, reject }: Waiting, verdict: SignatureVerdict | undefined): void {
  if (verdict === undefined) reject(new TenorError('INTERNAL'));
  else if (verdict) reject(new TenorError(verdict.name, verdict.data));
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

interface PoolWorker {
  readonly worker: Worker;
  readonly startedAt: number;
  /** Signatures sent to it and not answered. */
  load: number;
}

class SignaturePool implements SignatureChecker {
  readonly #workers = new Set<PoolWorker>();
  readonly #sent = new Map<number, { readonly to: PoolWorker; readonly bundle: readonly Waiting[] }>();
  readonly #domain: bigint;
  readonly #onWorkerLost: (error: Error) => void;
  #queue: Waiting[] = [];
  #waiting = 0;
  #nextId = 0;

  constructor(domain: bigint, threads: number, onWorkerLost: (error: Error) => void) {
    this.#domain = domain;
    this.#onWorkerLost = onWorkerLost;
    for (let i = 0; i < threads; i++) this.#start();
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
    const workers = [...this.#workers];
    this.#workers.clear();
    await Promise.all(workers.map(({ worker }) => worker.terminate()));
  }

  #start(): void {
    const worker = new Worker(new URL('./signature-worker.mjs', import.meta.url), {
      workerData: { domain: this.#domain },
      execArgv: [],
    });
    worker.unref();
    const entry: PoolWorker = { worker, startedAt: performance.now(), load: 0 };
    worker.on('message', ({ id, verdicts }: SignatureVerdicts) => this.#settle(id, verdicts));
    worker.on('error', (error) => this.#onWorkerLost(error));
    worker.on('exit', () => this.#lost(entry));
    this.#workers.add(entry);
  }

  #dispatch(): void {
    const queue = this.#queue;
    this.#queue = [];
    if (this.#workers.size === 0) {
      this.#checkHere(queue);
      return;
    }
    const share = Math.ceil(queue.length / this.#workers.size);
    for (let start = 0; start < queue.length; start += share) {
      const bundle = queue.slice(start, start + share);
      const to = [...this.#workers].reduce((least, next) => (next.load < least.load ? next : least));
      const id = this.#nextId++;
      this.#sent.set(id, { to, bundle });
      to.load += bundle.length;
      to.worker.postMessage({ id, signed: bundle.map(({ signed }) => signed) });
    }
  }

  #settle(id: number, verdicts: readonly SignatureVerdict[]): void {
    const sent = this.#sent.get(id);
    if (!sent) return;
    this.#sent.delete(id);
    sent.to.load -= sent.bundle.length;
    this.#waiting -= sent.bundle.length;
    sent.bundle.forEach((waiting, i) => {
      answer(waiting, verdicts[i]);
    });
  }

  #checkHere(bundle: readonly Waiting[]): void {
    this.#waiting -= bundle.length;
    for (const waiting of bundle) answer(waiting, checkSignature(this.#domain, waiting.signed));
  }

  /** What a dead worker had is checked here. One that had worked is replaced; one that cannot even start is not. */
  #lost(entry: PoolWorker): void {
    const wasClosed = !this.#workers.delete(entry);
    for (const [id, { to, bundle }] of [...this.#sent]) {
      if (to !== entry) continue;
      this.#sent.delete(id);
      this.#checkHere(bundle);
    }
    if (!wasClosed && performance.now() - entry.startedAt > STEADY_MILLISECONDS) this.#start();
  }
}

/** A pool over the spare cores, or the calling thread when there is none. */
export const createSignatureChecker = (
  domain: bigint,
  threads = Math.min(availableParallelism() - 1, WORKERS_MAX),
  onWorkerLost: (error: Error) => void = () => {},
): SignatureChecker =>
  threads < 1 ? inlineSignatureChecker(domain) : new SignaturePool(domain, threads, onWorkerLost);

import { feedStore } from './feed-store.ts';
import type { CallFailure, FromWorker, ToWorker, WorkerCalls, WorkerMethod } from './worker-protocol.ts';

/** A call that the exchange or the worker refused. */
export class ExchangeError extends Error {
  readonly code: number | null;

  constructor(failure: CallFailure) {
    super(failure.message);
    this.name = failure.name;
    this.code = failure.code;
  }
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

const worker = new Worker(new URL('./worker/exchange-worker.ts', import.meta.url), {
  type: 'module',
  name: 'tenor-exchange',
});
const waiting = new Map<number, Waiting>();
let lastId = 0;

/** Messages that wait for the worker to listen; null once it does. */
let early: ToWorker[] | null = [];

function send(message: ToWorker): void {
  if (early) early.push(message);
  else worker.postMessage(message);
}

worker.addEventListener('message', (event: MessageEvent<FromWorker>) => {
  const message = event.data;
  if (message.type === 'listening') {
    const queued = early ?? [];
    early = null;
    for (const call of queued) send(call);
    return;
  }
  if (message.type === 'frame') {
    feedStore.set(message.patch);
    // One frame a paint: a hidden or busy tab asks for nothing, and the worker keeps only the newest state for it.
    requestAnimationFrame(() => send({ type: 'ready' }));
    return;
  }
  const call = waiting.get(message.id);
  waiting.delete(message.id);
  if (message.type === 'result') call?.resolve(message.result);
  else call?.reject(new ExchangeError(message.failure));
});

worker.addEventListener('error', (event) => {
  const failure = {
    code: null,
    name: 'WORKER_FAILED',
    message: event.message || 'The data worker stopped. Reload the page.',
  };
  for (const call of waiting.values()) call.reject(new ExchangeError(failure));
  waiting.clear();
});

/** Calls a method of the worker. Rejects with ExchangeError. */
export function callExchange<M extends WorkerMethod>(
  method: M,
  params: WorkerCalls[M]['params'],
): Promise<WorkerCalls[M]['result']> {
  const id = ++lastId;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
    send({ type: 'call', id, method, params });
  });
}

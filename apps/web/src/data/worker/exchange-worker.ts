/** The data worker: connection, books and signing happen here, so that painting and typing never wait for them. */
import type { CallFailure, FromWorker, ToWorker, WorkerMethod } from '../worker-protocol.ts';
import { ExchangeDesk } from './exchange-desk.ts';
import { FrameSender } from './frame-sender.ts';

const send = (message: FromWorker): void => self.postMessage(message);
const frames = new FrameSender((patch) => send({ type: 'frame', patch }));
const desk = new ExchangeDesk(frames);

self.addEventListener('message', async ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === 'ready') return frames.pageReady();
  try {
    const handler = desk.handlers[data.method] as (params: unknown) => Promise<unknown>;
    send({ type: 'result', id: data.id, result: await handler(data.params) });
  } catch (error) {
    send({ type: 'failure', id: data.id, failure: failureOf(error, data.method) });
  }
});

send({ type: 'listening' });

function failureOf(error: unknown, method: WorkerMethod): CallFailure {
  const { code, name, message } = error as { code?: unknown; name?: string; message?: string };
  return {
    code: typeof code === 'number' ? code : null,
    name: name ?? 'Error',
    message: message ?? `The call ${method} failed.`,
  };
}

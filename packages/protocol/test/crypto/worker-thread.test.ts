import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { derivePublicKey, sign } from '../../src/index.ts';

async function verifyInWorker(workerData: object): Promise<unknown> {
  const worker = new Worker(new URL('./verify-worker.mjs', import.meta.url), { workerData });
  try {
    return await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  } finally {
    await worker.terminate();
  }
}

test('signatures are checked in a worker thread', async () => {
  const secret = new Uint8Array(32).fill(3);
  const signed = { message: 5n, signature: sign(secret, 5n), key: derivePublicKey(secret) };
  expect(await verifyInWorker(signed)).toBe(true);
  expect(await verifyInWorker({ ...signed, message: 6n })).toBe(false);
});

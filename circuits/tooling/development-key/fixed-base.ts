import { once } from 'node:events';
import os from 'node:os';
import { Worker } from 'node:worker_threads';
import { FIELD_BYTES } from '../field.ts';
import type { Bn128 } from './bn128.ts';
import type { FixedBaseJob, FixedBaseSetup, GroupName } from './fixed-base-worker.ts';

/** Multiplies the generators by many scalars, on all cores. */
export interface FixedBase {
  /** @returns the points, affine, little-endian Montgomery: the format of a zkey */
  multiply(group: GroupName, scalars: SharedArrayBuffer): Promise<Uint8Array>;
  close(): Promise<void>;
}

const POINT_BYTES = { G1: 64, G2: 128 } as const;
const JOBS_PER_WORKER = 8;
const SMALLEST_JOB = 4096;

/** Larger windows mean fewer additions a scalar and a larger table: worth it for many scalars only. */
function windowBits(group: GroupName, scalars: number): number {
  const [small, middle, large] = group === 'G1' ? [8, 12, 15] : [8, 11, 13];
  if (scalars > 200_000) return large as number;
  return scalars > 20_000 ? (middle as number) : (small as number);
}

/** @param totalScalars about how many scalars of each group will be multiplied: decides the size of the tables */
export async function startFixedBase(
  curve: Bn128,
  totalScalars: Readonly<Record<GroupName, number>>,
): Promise<FixedBase> {
  const workerData: FixedBaseSetup = {
    code: curve.tm.code,
    generators: { G1: curve.G1.toJacobian(curve.G1.g), G2: curve.G2.toJacobian(curve.G2.g) },
  };
  const workers = await Promise.all(
    Array.from({ length: os.availableParallelism() }, async () => {
      const worker = new Worker(new URL('./fixed-base-worker.mjs', import.meta.url), { workerData });
      await once(worker, 'message');
      return worker;
    }),
  );
  return {
    multiply: async (group, scalars) => {
      const count = scalars.byteLength / FIELD_BYTES;
      const points = new SharedArrayBuffer(count * POINT_BYTES[group]);
      const window = windowBits(group, totalScalars[group]);
      const size = Math.max(SMALLEST_JOB, Math.ceil(count / (workers.length * JOBS_PER_WORKER)));
      let next = 0;
      const work = async (worker: Worker) => {
        while (next < count) {
          const from = next;
          next += size;
          const job: FixedBaseJob = { group, window, scalars, points, from, to: Math.min(count, from + size) };
          const done = once(worker, 'message'); // rejects when the worker fails
          worker.postMessage(job);
          await done;
        }
      };
      await Promise.all(workers.map(work));
      return new Uint8Array(points);
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

import { Worker } from 'node:worker_threads';

const LOOK_MILLISECONDS = 500;

/** Runs in a thread of its own: the main one may compute for minutes without looking up. */
const WATCH = `
const { workerData } = require('node:worker_threads');
const { parent, milliseconds } = workerData;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}, milliseconds);
`;

/**
 * Ends this process when its parent is gone, also while it computes without a pause. A compiler that outlives the exchange that wanted its result would
 * hold a core and gigabytes for minutes.
 */
export function endWithParent(): void {
  const watch = new Worker(WATCH, {
    eval: true,
    execArgv: [],
    workerData: { parent: process.ppid, milliseconds: LOOK_MILLISECONDS },
    resourceLimits: { maxOldGenerationSizeMb: 8 },
  });
  watch.unref();
}

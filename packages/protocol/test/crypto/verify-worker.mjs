import { parentPort, workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { verify } = await import('../../src/index.ts');
parentPort.postMessage(verify(workerData.message, workerData.signature, workerData.key));

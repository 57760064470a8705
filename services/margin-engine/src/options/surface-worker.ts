import { parentPort } from 'node:worker_threads';
import { answerOf, type SurfaceRequest } from './surface-answer.ts';

parentPort?.on('message', ({ expiries }: SurfaceRequest) => parentPort?.postMessage(answerOf(expiries)));

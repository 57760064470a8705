import { pino } from 'pino';
import { readConfig } from './config.ts';
import { liveUntilTold } from './process-life.ts';
import { runProver } from './run-prover.ts';

const NICENESS = 10;
const log = pino({ name: 'prover', level: process.env.TENOR_LOG_LEVEL ?? 'info' });
await liveUntilTold(log, NICENESS, (signal) => runProver(readConfig(), log, signal));

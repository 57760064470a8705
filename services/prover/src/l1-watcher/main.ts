import { pino } from 'pino';
import { readConfig } from '../config.ts';
import { liveUntilTold } from '../process-life.ts';
import { runL1Watcher } from './run-l1-watcher.ts';

const log = pino({ name: 'l1-watcher', level: process.env.TENOR_LOG_LEVEL ?? 'info' });
await liveUntilTold(log, 0, (signal) => runL1Watcher(readConfig(), log, signal));

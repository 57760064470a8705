import os from 'node:os';
import { TenorError } from '@tenor/protocol';
import type { Logger } from 'pino';
import { describe } from './repeat.ts';

/**
 * Runs a process until it is told to end (SIGTERM, SIGINT, or its parent gone), at a given niceness.
 * Exit code 0 when told to; 2 with an error that starting again does not cure, which is also written to stderr as one line
 * of JSON; 1 with any other.
 */
export async function liveUntilTold(
  log: Logger,
  niceness: number,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  try {
    os.setPriority(niceness);
  } catch {
    // The system does not allow it: the priority is a courtesy.
  }
  const controller = new AbortController();
  const end = (): void => {
    controller.abort();
    // Whatever still runs is repaired at the next start: nothing here needs a farewell.
    setTimeout(() => process.exit(0), 1500).unref();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, end);
  if (process.send) process.once('disconnect', end);
  try {
    await work(controller.signal);
    process.exit(0);
  } catch (error) {
    log.fatal({ error: describe(error) }, 'the process ends');
    if (error instanceof TenorError) {
      process.stderr.write(`${JSON.stringify({ code: error.code, name: error.name, message: error.message })}\n`);
      process.exit(2);
    }
    process.exit(1);
  }
}

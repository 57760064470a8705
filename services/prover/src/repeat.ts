import { setTimeout as sleep } from 'node:timers/promises';
import { TenorError } from '@tenor/protocol';
import type { Logger } from 'pino';

/** Errors that no repetition cures: the process ends with them, and someone must look. */
const FATAL: ReadonlySet<string> = new Set(['PLAN_CHANGED', 'L1_DIVERGED', 'DATA_DAMAGED', 'INVALID_PARAMS']);

export interface RepeatOptions {
  readonly name: string;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Pause after a step that had nothing to do. */
  readonly idleMilliseconds: number;
}

const LONGEST_PAUSE_MILLISECONDS = 15_000;

/**
 * Repeats a step until the signal aborts: at once while it moves, after a pause while it is idle, after growing pauses
 * while it fails. Throws a fatal error.
 */
export async function repeat(
  step: () => Promise<boolean>,
  { name, log, signal, idleMilliseconds }: RepeatOptions,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    let pause = 0;
    try {
      pause = (await step()) ? 0 : idleMilliseconds;
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof TenorError && FATAL.has(error.name)) throw error;
      failures++;
      pause = Math.min(LONGEST_PAUSE_MILLISECONDS, 250 * 2 ** failures);
      log.warn({ step: name, failures, error: describe(error) }, 'step failed, trying again');
    }
    if (pause > 0) await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
}

/** An error in one line. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${error.name}: ${error.message}${cause}`.replaceAll(/\s+/g, ' ').slice(0, 500);
}

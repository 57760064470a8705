import { setTimeout as sleep } from 'node:timers/promises';
import type { MarginEngine } from './margin-engine.ts';

/** Ticks an engine by the wall clock until the signal aborts; a tick that takes longer delays the next one. */
export async function runMarginEngine(
  engine: MarginEngine,
  { tickMilliseconds = 1000, signal }: { tickMilliseconds?: number; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    const start = Date.now();
    await engine.tick(Math.floor(start / 1000));
    const rest = Math.max(0, tickMilliseconds - (Date.now() - start));
    await sleep(rest, undefined, { signal }).catch(() => undefined);
  }
}

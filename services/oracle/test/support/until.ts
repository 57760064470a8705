import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until a condition holds. Throws after `timeoutMs`, saying what was waited for. */
export async function until(what: string, holds: () => boolean, timeoutMs = 10_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`);
    await sleep(5);
  }
}

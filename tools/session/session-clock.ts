import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { callRpc } from '../start/json-rpc.ts';

const EXPIRY_HOUR_OF_DAY = 8;
const DAY = 86_400_000;
const HOUR = 3_600_000;
/** Every process has looked at the clock by then, and connections that seemed silent for long are up again. */
const SETTLE_MILLISECONDS = 3_000;

/** What the preload leaves in the process: its own clock and a way to look at the shift at once. */
interface Preloaded {
  readonly realNow: () => number;
  readonly look: () => void;
}

/**
 * The time of day at which a session plays: all its processes and its L1 live before 08:00 UTC, when dated instruments expire, and are moved on together.
 * There is one in a process, and it goes only forward.
 */
export class SessionClock {
  /** Unix hours of the next expiry. */
  readonly expiryHour: number;
  readonly #path: string;
  readonly #preloaded: Preloaded;
  #shift: number;

  private constructor(path: string, preloaded: Preloaded, shift: number, expiryHour: number) {
    this.#path = path;
    this.#preloaded = preloaded;
    this.#shift = shift;
    this.expiryHour = expiryHour;
  }

  /**
   * Moves this process, and all that it starts from now on, to a time before the next expiry that is not over yet.
   * @param folder where the shift is kept for the other processes
   * @param before milliseconds from the time on the clock to the expiry
   */
  static async start(folder: string, before: number): Promise<SessionClock> {
    const now = Date.now();
    const first = Math.floor(now / DAY) * DAY + EXPIRY_HOUR_OF_DAY * HOUR;
    const expiry = first - before >= now ? first : first + DAY;
    const shift = expiry - before - now;
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'clock');
    write(path, shift);
    process.env.TENOR_CLOCK_FILE = path;
    const preload = new URL('./shifted-clock.mjs', import.meta.url).href;
    process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --import ${preload}`.trim();
    await import(preload);
    const preloaded = (globalThis as Record<symbol, unknown>)[Symbol.for('tenor.shifted-clock')] as Preloaded;
    return new SessionClock(path, preloaded, shift, expiry / HOUR);
  }

  /** Unix milliseconds of the next expiry. */
  get expiry(): number {
    return this.expiryHour * HOUR;
  }

  /** Moves a local L1 that runs at the time of the machine to the time of the session. */
  async moveL1(rpcUrl: string): Promise<void> {
    await advanceL1(rpcUrl, this.#shift);
  }

  /** Moves everything on until so many milliseconds before the expiry; nothing where that is over. */
  async advance(before: number, rpcUrl: string): Promise<void> {
    const step = this.expiry - before - Date.now();
    if (step <= 0) return;
    // L1 first: it refuses what lies in its future.
    await advanceL1(rpcUrl, step);
    this.#shift += step;
    write(this.#path, this.#shift);
    this.#preloaded.look();
    await sleep(SETTLE_MILLISECONDS);
  }
}

/** At once, so that nobody reads half of it. */
function write(path: string, shift: number): void {
  writeFileSync(`${path}.next`, String(shift));
  renameSync(`${path}.next`, path);
}

async function advanceL1(rpcUrl: string, milliseconds: number): Promise<void> {
  await callRpc(rpcUrl, 'evm_increaseTime', [Math.ceil(milliseconds / 1000)]);
  await callRpc(rpcUrl, 'evm_mine');
}

import { existsSync } from 'node:fs';
import type { Logger } from 'pino';
import type { BotMetrics } from './bot-metrics.ts';

/** A file that stops a bot while it exists: whoever can reach the machine can throw it, also when nothing else answers. */
export class KillSwitch {
  readonly #file: string | null;
  readonly #metrics: Pick<BotMetrics, 'killed'>;
  readonly #log: Logger;
  #wasThrown = false;

  /** @param file null for no such file: then it is never thrown */
  constructor(file: string | null, metrics: Pick<BotMetrics, 'killed'>, log: Logger) {
    this.#file = file;
    this.#metrics = metrics;
    this.#log = log;
  }

  /** Looks whether the file is there now. */
  isThrown(): boolean {
    const isThrown = this.#file !== null && existsSync(this.#file);
    this.#metrics.killed.set(isThrown ? 1 : 0);
    if (isThrown !== this.#wasThrown) this.#log.warn({ killFile: this.#file, isThrown }, 'kill switch');
    this.#wasThrown = isThrown;
    return isThrown;
  }
}

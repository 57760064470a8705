import { setTimeout as sleep } from 'node:timers/promises';
import { childEnd } from './child-end.ts';
import { type LocalL1, type LocalL1Options, startLocalL1 } from './l1.ts';
import type { Part } from './running-parts.ts';

const PAUSE_MILLISECONDS = 500;

/** The local L1, started again at the same address when it dies. */
export class KeptL1 implements Part {
  readonly rpcUrl: string;
  readonly #options: LocalL1Options;
  readonly #onEnd: (text: string) => void;
  #l1: LocalL1;
  #stopped = false;
  #restarting: Promise<void> = Promise.resolve();

  private constructor(l1: LocalL1, options: LocalL1Options, onEnd: (text: string) => void) {
    this.#l1 = l1;
    this.rpcUrl = l1.rpcUrl;
    this.#options = { ...options, port: Number(new URL(l1.rpcUrl).port) };
    this.#onEnd = onEnd;
    this.#watch();
  }

  /** @param onEnd told in words when it has died or could not be started again */
  static async start(options: LocalL1Options, onEnd: (text: string) => void): Promise<KeptL1> {
    return new KeptL1(await startLocalL1(options), options, onEnd);
  }

  get pid(): number | undefined {
    return this.#l1.child.pid;
  }

  expectEnd(): void {
    this.#stopped = true;
  }

  async stop(): Promise<void> {
    this.expectEnd();
    await this.#restarting;
    await this.#l1.stop();
  }

  #watch(): void {
    void childEnd(this.#l1.child).then((end) => {
      if (this.#stopped) return;
      this.#onEnd(`local L1 stopped (${end}), starting it again`);
      this.#restarting = this.#restart();
    });
  }

  async #restart(): Promise<void> {
    await this.#l1.stop();
    while (!this.#stopped) {
      try {
        this.#l1 = await startLocalL1(this.#options);
        this.#watch();
        return;
      } catch (error) {
        this.#onEnd(`local L1: ${String(error)}`);
        await sleep(PAUSE_MILLISECONDS);
      }
    }
  }
}

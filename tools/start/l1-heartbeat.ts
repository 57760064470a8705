import { callRpc } from './json-rpc.ts';
import { saveChain } from './save-chain.ts';

export interface HeartbeatOptions {
  readonly rpcUrl: string;
  /** Where the chain is kept. */
  readonly statePath: string;
  /** Time between two blocks while something waits for confirmations. */
  readonly blockMilliseconds: number;
  /** Blocks mined on top of the last one with a transaction. */
  readonly confirmations: number;
  /** Time between two blocks while nothing happens. */
  readonly idleMilliseconds: number;
  readonly onError: (error: unknown) => void;
}

interface Head {
  readonly number: number;
  readonly transactions: number;
}

/**
 * Gives the local L1 its blocks and keeps it on the disk. A transaction is mined at once by anvil itself; this adds the
 * blocks that confirm it, and only those, because every block is kept for ever and the whole chain is written each time.
 * The chain is written before a block is added, so that what has a confirmation survives a crash.
 */
export class L1Heartbeat {
  readonly #options: HeartbeatOptions;
  #timer: NodeJS.Timeout | undefined;
  #beat: Promise<void> = Promise.resolve();
  #saved = -1;
  #lastUsed: number | undefined;
  #lastBlockAt = Date.now();
  #stopped = false;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#schedule();
  }

  /** Writes the chain and ends. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#beat;
    await this.#save((await this.#head()).number);
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#beat = this.#tick()
        .catch((error: unknown) => {
          if (!this.#stopped) this.#options.onError(error);
        })
        .finally(() => this.#schedule());
    }, this.#options.blockMilliseconds);
  }

  async #tick(): Promise<void> {
    const head = await this.#head();
    // After a start it is unknown which block was the last with a transaction: confirm whatever there is.
    if (head.transactions > 0 || this.#lastUsed === undefined) this.#lastUsed = head.number;
    if (this.#lastUsed > this.#saved) await this.#save(head.number);
    const idle = head.number - this.#lastUsed >= this.#options.confirmations;
    if (idle && Date.now() - this.#lastBlockAt < this.#options.idleMilliseconds) return;
    await callRpc(this.#options.rpcUrl, 'evm_mine');
    this.#lastBlockAt = Date.now();
  }

  async #head(): Promise<Head> {
    const block = (await callRpc(this.#options.rpcUrl, 'eth_getBlockByNumber', ['latest', false])) as {
      number: string;
      transactions: unknown[];
    };
    return { number: Number(block.number), transactions: block.transactions.length };
  }

  async #save(block: number): Promise<void> {
    await saveChain(this.#options.rpcUrl, this.#options.statePath);
    this.#saved = block;
  }
}

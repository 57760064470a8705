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

/**
 * Gives the local L1 its blocks and keeps it on the disk. A transaction is mined at once by anvil itself; this adds the
 * blocks that confirm it, and only those, because every block is kept for ever and the whole chain is written each time.
 * The chain is written before a block is added. A transaction may slip in between, so what has two confirmations survives a crash.
 */
export class L1Heartbeat {
  readonly #options: HeartbeatOptions;
  #timer: NodeJS.Timeout | undefined;
  #beat: Promise<void> = Promise.resolve();
  #saved = -1;
  /** Blocks up to here have been looked at; the last one with a transaction. */
  #seen = -1;
  #lastUsed = 0;
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
    await this.#save(await this.#head());
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
    await this.#look(head);
    if (this.#lastUsed > this.#saved) await this.#save(head);
    const idle = head - this.#lastUsed >= this.#options.confirmations;
    if (idle && Date.now() - this.#lastBlockAt < this.#options.idleMilliseconds) return;
    await callRpc(this.#options.rpcUrl, 'evm_mine');
    this.#lastBlockAt = Date.now();
  }

  /** Finds the last block with a transaction. One may have been mined just before a block of ours. */
  async #look(head: number): Promise<void> {
    const { rpcUrl, confirmations } = this.#options;
    const first = Math.max(Math.min(this.#seen, head) + 1, head - confirmations);
    for (let block = first; block <= head; block++) {
      const count = await callRpc(rpcUrl, 'eth_getBlockTransactionCountByNumber', [`0x${block.toString(16)}`]);
      if (Number(count) > 0) this.#lastUsed = block;
    }
    this.#seen = head;
  }

  async #head(): Promise<number> {
    return Number(await callRpc(this.#options.rpcUrl, 'eth_blockNumber'));
  }

  async #save(block: number): Promise<void> {
    await saveChain(this.#options.rpcUrl, this.#options.statePath);
    this.#saved = block;
  }
}

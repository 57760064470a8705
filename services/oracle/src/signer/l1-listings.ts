import type { ListedMarket } from '@tenor/margin-engine';
import { GENESIS_TERMS, marketStaticWord } from '@tenor/protocol';
import type { Refusal } from '../quorum/refusal.ts';

export interface L1ListingsOptions {
  /** JSON-RPC of the chain the exchange is on. */
  readonly rpcUrl: string;
  /** The L1 queue, which says what was listed under which id. */
  readonly queue: string;
  /** Number of a block before the first listing. */
  readonly fromBlock: number;
  /** Longest wait for the node, milliseconds, 500 when left out: the round waits too. */
  readonly timeoutMs?: number;
}

/** keccak256 of `Listed(uint256,uint256,uint256)`: place in the queue, instrument, static word; the first two are topics. */
export const LISTED_TOPIC = '0xd2c77e2f0af9ca6f36551d7f00daf85693a1be71f1e5957bde2acb99264ed801';
const TIMEOUT_MILLISECONDS = 500;

/** What L1 says is listed. It is asked only for what is not known yet: terms never change. */
export class L1Listings {
  readonly #options: L1ListingsOptions;
  /** Static word by instrument. */
  readonly #words: Map<number, bigint>;

  constructor(options: L1ListingsOptions) {
    this.#options = options;
    this.#words = new Map(GENESIS_TERMS.map((terms) => [terms.instrument, marketStaticWord(terms)]));
  }

  /** Why what a proposer says is listed must be refused; null where L1 listed each instrument with these terms. */
  async check(listed: readonly ListedMarket[]): Promise<Refusal | null> {
    if (listed.some(({ terms }) => !this.#words.has(terms.instrument))) {
      try {
        await this.#learn();
      } catch (error) {
        // Not the message of the cause: it may name the address of the node, which often holds the key of its user.
        const why = error instanceof Error && error.name === 'TimeoutError' ? 'does not answer' : 'cannot be read';
        return { reason: 'no-own-listing', detail: `L1, which knows the terms of what is new, ${why}` };
      }
    }
    for (const { name, terms } of listed) {
      const known = this.#words.get(terms.instrument);
      if (known === undefined) {
        return { reason: 'not-listed', detail: `${name}: L1 has no instrument ${terms.instrument}` };
      }
      if (!isWord(terms, known)) return { reason: 'not-listed', detail: `${name}: L1 listed it with other terms` };
    }
    return null;
  }

  async #learn(): Promise<void> {
    const { rpcUrl, queue, fromBlock, timeoutMs = TIMEOUT_MILLISECONDS } = this.#options;
    const range = { fromBlock: `0x${fromBlock.toString(16)}`, toBlock: 'latest' };
    const params = [{ address: queue, topics: [LISTED_TOPIC], ...range }];
    const response = await fetch(rpcUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_getLogs', params }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const { result } = (await response.json()) as { result?: { topics: string[]; data: string }[] };
    if (!Array.isArray(result)) throw new Error('the node refused');
    for (const { topics, data } of result) this.#words.set(Number(topics[2]), BigInt(data));
  }
}

function isWord(terms: ListedMarket['terms'], word: bigint): boolean {
  try {
    return marketStaticWord(terms) === word;
  } catch {
    // A part is out of range: no listing has such terms.
    return false;
  }
}

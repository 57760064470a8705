import { unpackMarketStaticWord } from '@tenor/protocol';
import { type L1Client, l1QueueAbi, type SeriesTerms } from '@tenor/sdk';
import type { ListingDesk, PastListing } from './listing-desk.ts';

/** Blocks that are read again each time, in case the chain has changed its mind about them. */
const READ_AGAIN = 64n;

/** Lists on L1 with a wallet. */
export class LiveDesk implements ListingDesk {
  readonly #l1: L1Client;
  /** By place in the queue. */
  readonly #known = new Map<number, PastListing & { readonly block: bigint }>();
  #from = 0n;

  constructor(l1: L1Client) {
    this.#l1 = l1;
  }

  get owner(): string {
    return this.#l1.owner;
  }

  isAllowed(): Promise<boolean> {
    return this.#l1.isLister();
  }

  async past(): Promise<readonly PastListing[]> {
    const { publicClient, l1 } = this.#l1;
    const head = await publicClient.getBlockNumber({ cacheTime: 0 });
    const events = await publicClient.getContractEvents({
      address: l1.queue,
      abi: l1QueueAbi,
      eventName: 'Listed',
      fromBlock: this.#from,
      toBlock: head,
    });
    for (const [entry, { block }] of this.#known) if (block >= this.#from) this.#known.delete(entry);
    const times = new Map<bigint, number>();
    for (const { args, blockNumber } of events) {
      const time = times.get(blockNumber) ?? (await this.#timeOf(blockNumber));
      times.set(blockNumber, time);
      const entry = Number(args.index);
      const terms = unpackMarketStaticWord(args.staticWord!);
      this.#known.set(entry, { entry, terms, time, block: blockNumber });
    }
    this.#from = head > READ_AGAIN ? head - READ_AGAIN : 0n;
    return [...this.#known.values()].sort((a, b) => a.entry - b.entry);
  }

  async list(series: readonly SeriesTerms[]): Promise<void> {
    await this.#l1.listMany(series);
  }

  async #timeOf(blockNumber: bigint): Promise<number> {
    return Number((await this.#l1.publicClient.getBlock({ blockNumber })).timestamp);
  }
}

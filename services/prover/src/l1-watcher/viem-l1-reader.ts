import { type L1Entry, unpackMarketStaticWord } from '@tenor/protocol';
import { createPublicClient, type Hex, http, type PublicClient, parseEventLogs } from 'viem';
import { exchangeAbi, l1QueueAbi } from '../../../../packages/sdk/src/generated/abi.ts';
import type { L1Reader, QueuedEntry, SettledOnL1 } from './l1-reader.ts';
import { extendHead } from './queue-entry.ts';

export interface L1ReaderOptions {
  readonly rpcUrl: string;
  readonly exchange: Hex;
  readonly queue: Hex;
  /** No event is older. */
  readonly deployBlock: number;
  /** Most blocks of one query; RPC providers refuse wide ones. */
  readonly blocksPerQuery?: number;
}

/** Blocks searched again although nothing was in them: a reorg may have put an entry there. */
const OVERLAP_BLOCKS = 128;

/** Reads L1 through any Ethereum RPC. */
export class ViemL1Reader implements L1Reader {
  readonly #options: L1ReaderOptions;
  readonly #client: PublicClient;
  /** No entry from `index` on lies before `block`: where the next search starts. */
  #searched: { index: number; block: number };

  constructor(options: L1ReaderOptions) {
    this.#options = options;
    this.#client = createPublicClient({ transport: http(options.rpcUrl, { retryCount: 1 }) });
    this.#searched = { index: 0, block: options.deployBlock };
  }

  async blockNumber(): Promise<number> {
    return Number(await this.#client.getBlockNumber({ cacheTime: 0 }));
  }

  async entries(index: number, lastBlock: number): Promise<QueuedEntry[]> {
    const from = index >= this.#searched.index ? this.#searched.block : this.#options.deployBlock;
    const found: QueuedEntry[] = [];
    const width = this.#options.blocksPerQuery ?? 2000;
    for (let block = from; block <= lastBlock && found.length === 0; block += width) {
      const last = Math.min(lastBlock, block + width - 1);
      found.push(...(await this.#entriesBetween(index, block, last)));
    }
    const checked = await this.#continuing(index, found);
    // Entries share blocks: the block of the last one may hold the next.
    const lastFound = checked.at(-1);
    const overlap = Math.max(this.#options.deployBlock, lastBlock - OVERLAP_BLOCKS);
    if (lastFound) this.#searched = { index: index + checked.length, block: lastFound.l1Block };
    else if (overlap > this.#searched.block && found.length === 0) this.#searched = { index, block: overlap };
    return checked;
  }

  async progress(): Promise<{ number: number; stateRoot: bigint }> {
    const [number, stateRoot] = await this.#client.readContract({
      address: this.#options.exchange,
      abi: exchangeAbi,
      functionName: 'settled',
    });
    return { number: Number(number), stateRoot };
  }

  async settlement(batch: number): Promise<SettledOnL1 | null> {
    const [event] = await this.#client.getContractEvents({
      address: this.#options.exchange,
      abi: exchangeAbi,
      eventName: 'BatchSettled',
      args: { number: BigInt(batch) },
      fromBlock: BigInt(this.#options.deployBlock),
    });
    if (!event) return null;
    const { gasUsed, logs } = await this.#client.getTransactionReceipt({ hash: event.transactionHash });
    const batches = parseEventLogs({ abi: exchangeAbi, logs, eventName: 'BatchSettled' }).length;
    return {
      l1Tx: event.transactionHash,
      l1Block: Number(event.blockNumber),
      gasUsed: Math.round(Number(gasUsed) / batches),
    };
  }

  async #entriesBetween(index: number, fromBlock: number, toBlock: number): Promise<QueuedEntry[]> {
    const filter = {
      address: this.#options.queue,
      abi: l1QueueAbi,
      fromBlock: BigInt(fromBlock),
      toBlock: BigInt(toBlock),
      strict: true,
    } as const;
    const registered = await this.#client.getContractEvents({ ...filter, eventName: 'AccountRegistered' });
    const deposited = await this.#client.getContractEvents({ ...filter, eventName: 'Deposited' });
    const insured = await this.#client.getContractEvents({ ...filter, eventName: 'Insured' });
    const listed = await this.#client.getContractEvents({ ...filter, eventName: 'Listed' });
    const entries: QueuedEntry[] = [
      ...registered.map((log) => ({ ...whereOf(log), entry: registration(log.args) })),
      ...deposited.map((log) => ({ ...whereOf(log), entry: deposit(log.args) })),
      ...insured.map((log) => ({ ...whereOf(log), entry: insurance(log.args) })),
      ...listed.map((log) => ({ ...whereOf(log), entry: listing(log.args) })),
    ];
    return entries.filter(({ entry }) => entry.index >= index).sort((a, b) => a.entry.index - b.entry.index);
  }

  /** As many entries as follow each other from `index` and reproduce the queue's heads: events alone prove nothing. */
  async #continuing(index: number, found: readonly QueuedEntry[]): Promise<QueuedEntry[]> {
    const heads = (n: number): Promise<Hex> =>
      this.#client.readContract({
        address: this.#options.queue,
        abi: l1QueueAbi,
        functionName: 'heads',
        args: [BigInt(n)],
      });
    const checked: QueuedEntry[] = [];
    for (const queued of found) {
      const next = index + checked.length;
      if (queued.entry.index !== next) break;
      if (extendHead(await heads(next), queued.entry) !== (await heads(next + 1))) break;
      checked.push(queued);
    }
    return checked;
  }
}

const whereOf = (log: { transactionHash: Hex; blockNumber: bigint }): { l1Tx: string; l1Block: number } => ({
  l1Tx: log.transactionHash,
  l1Block: Number(log.blockNumber),
});

interface RegistrationArguments {
  readonly index: bigint;
  readonly account: bigint;
  readonly owner: Hex;
  readonly keyX: bigint;
  readonly keyY: bigint;
}

const registration = ({ index, account, owner, keyX, keyY }: RegistrationArguments): L1Entry => ({
  kind: 'register',
  index: Number(index),
  account: Number(account),
  owner: BigInt(owner),
  key: { x: keyX, y: keyY },
});

const deposit = ({ index, account, amount }: { index: bigint; account: bigint; amount: bigint }): L1Entry => ({
  kind: 'deposit',
  index: Number(index),
  account: Number(account),
  amount,
});

const insurance = ({ index, amount }: { index: bigint; amount: bigint }): L1Entry => ({
  kind: 'insure',
  index: Number(index),
  amount,
});

const listing = ({ index, staticWord }: { index: bigint; staticWord: bigint }): L1Entry => ({
  kind: 'list',
  index: Number(index),
  terms: unpackMarketStaticWord(staticWord),
});

import type { SettleBatch } from '../../../../contracts/tooling/published-batch.ts';
import type { Settlement, Submission } from '../../src/jobs/job.ts';
import type { ChainProgress, SettlementChain, SubmissionFate } from '../../src/settling/settlement-chain.ts';

/** What the contract needs of a batch to accept it. */
interface ModelBatch {
  readonly number: number;
  readonly previousRoot: string;
  readonly newRoot: string;
}

const NUMBER_WORD = 5;
const NUMBER_MASK = (1n << 40n) - 1n;

/** Transactions of the model: the raw form carries what the contract reads. */
const readBatches = (raw: string): ModelBatch[] =>
  JSON.parse(Buffer.from(raw.slice(2), 'hex').toString()) as ModelBatch[];

/** An L1 with one contract: batches continue each other, a nonce is used once, blocks may be taken back. */
export class ModelChain implements SettlementChain {
  /** Numbers of settled batches, in the order they were settled; a reorg takes them back. */
  readonly settled: { readonly batch: ModelBatch; readonly hash: string }[] = [];
  readonly #genesisRoot: bigint;
  readonly #receipts = new Map<string, 'settled' | 'reverted'>();
  readonly #mempool: Submission[] = [];
  #nonce = 0;

  constructor(genesisRoot: bigint) {
    this.#genesisRoot = genesisRoot;
  }

  async progress(): Promise<ChainProgress> {
    const last = this.settled.at(-1);
    return { number: last?.batch.number ?? 0, stateRoot: last ? BigInt(last.batch.newRoot) : this.#genesisRoot };
  }

  async settlementOf(number: number): Promise<Settlement | null> {
    const found = this.settled.find(({ batch }) => batch.number === number);
    return found ? { l1Tx: found.hash as `0x${string}`, l1Block: number } : null;
  }

  async sign(first: number, batches: readonly SettleBatch[], replaced: Submission | null): Promise<Submission> {
    const content = batches.map(({ words }, index): ModelBatch => {
      const number = Number(words[NUMBER_WORD]! & NUMBER_MASK);
      if (number !== first + index) throw new Error(`batch ${number} given as ${first + index}`);
      return { number, previousRoot: String(words[0]), newRoot: String(words[1]) };
    });
    const nonce = replaced?.nonce ?? this.#nonce;
    const fee = replaced ? replaced.maxFeePerGas + 1n : 1n;
    const hash = `0x${Buffer.from(`${nonce}:${fee}:${first}:${batches.length}`).toString('hex')}` as const;
    const raw = `0x${Buffer.from(JSON.stringify(content)).toString('hex')}` as const;
    const last = first + batches.length - 1;
    return { first, last, hash, raw, nonce, maxFeePerGas: fee, maxPriorityFeePerGas: fee, signedAt: Date.now() };
  }

  async send(submission: Submission): Promise<void> {
    if (submission.nonce < this.#nonce || this.#mempool.some(({ hash }) => hash === submission.hash)) return;
    this.#mempool.push(submission);
  }

  async fate({ hash, nonce }: Submission): Promise<SubmissionFate> {
    return this.#receipts.get(hash) ?? (this.#nonce > nonce ? 'replaced' : 'waiting');
  }

  /** Mines everything that waits. */
  mine(): void {
    for (const submission of this.#mempool.splice(0)) {
      if (submission.nonce !== this.#nonce) continue;
      this.#nonce++;
      this.#receipts.set(submission.hash, this.#settle(submission) ? 'settled' : 'reverted');
    }
  }

  /** Forgets what waits, as a node does that restarts. */
  dropMempool(): void {
    this.#mempool.length = 0;
  }

  /** Takes the last settling transaction back. */
  reorg(): void {
    const hash = this.settled.at(-1)?.hash;
    if (!hash) return;
    while (this.settled.at(-1)?.hash === hash) this.settled.pop();
    this.#receipts.delete(hash);
    this.#nonce--;
  }

  #settle({ hash, raw }: Submission): boolean {
    const batches = readBatches(raw);
    let last = this.settled.at(-1)?.batch ?? { number: 0, newRoot: String(this.#genesisRoot) };
    for (const batch of batches) {
      if (batch.number !== last.number + 1 || batch.previousRoot !== last.newRoot) return false;
      last = batch;
    }
    this.settled.push(...batches.map((batch) => ({ batch, hash })));
    return true;
  }
}

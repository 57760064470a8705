import {
  type Account,
  type Chain,
  createPublicClient,
  type Hex,
  http,
  keccak256,
  type PublicClient,
  TransactionReceiptNotFoundError,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { SettleBatch } from '../../../../contracts/tooling/published-batch.ts';
import { exchangeAbi } from '../../../../packages/sdk/src/generated/abi.ts';
import type { Settlement, Submission } from '../jobs/job.ts';
import type { ChainProgress, SettlementChain, SubmissionFate } from './settlement-chain.ts';
import { settleCalldata } from './to-settle-batch.ts';

export interface SettlementChainOptions {
  readonly rpcUrl: string;
  readonly chain: Chain;
  readonly exchange: Hex;
  /** Block in which the exchange was deployed: no event is older. */
  readonly deployBlock: bigint;
  /** L1 key of the sequencer. */
  readonly sequencerKey: Hex;
}

/** Gas above the estimate: the clock moves between the two. */
const GAS_MARGIN_PERCENT = 120n;
/** What nodes ask of a replacement is a tenth more. */
const FEE_RAISE_PERCENT = 130n;

/** Settles through any Ethereum RPC. */
export class ViemSettlementChain implements SettlementChain {
  readonly #options: SettlementChainOptions;
  readonly #client: PublicClient;
  readonly #account: ReturnType<typeof privateKeyToAccount> & Account;

  constructor(options: SettlementChainOptions) {
    this.#options = options;
    this.#client = createPublicClient({ chain: options.chain, transport: http(options.rpcUrl, { retryCount: 1 }) });
    this.#account = privateKeyToAccount(options.sequencerKey);
  }

  async progress(): Promise<ChainProgress> {
    const [number, stateRoot] = await this.#client.readContract({
      address: this.#options.exchange,
      abi: exchangeAbi,
      functionName: 'settled',
    });
    return { number: Number(number), stateRoot };
  }

  async settlementOf(number: number): Promise<Settlement | null> {
    const [event] = await this.#client.getContractEvents({
      address: this.#options.exchange,
      abi: exchangeAbi,
      eventName: 'BatchSettled',
      args: { number: BigInt(number) },
      fromBlock: this.#options.deployBlock,
    });
    return event ? { l1Tx: event.transactionHash, l1Block: Number(event.blockNumber) } : null;
  }

  async sign(first: number, batches: readonly SettleBatch[], replaced: Submission | null): Promise<Submission> {
    const gas = await this.#client.estimateContractGas({
      address: this.#options.exchange,
      abi: exchangeAbi,
      functionName: 'settle',
      args: [batches],
      account: this.#account.address,
    });
    const fees = await this.#client.estimateFeesPerGas();
    const raise = (fee: bigint, old: bigint | undefined): bigint => {
      const least = old === undefined ? 0n : (old * FEE_RAISE_PERCENT) / 100n + 1n;
      return fee > least ? fee : least;
    };
    const maxFeePerGas = raise(fees.maxFeePerGas, replaced?.maxFeePerGas);
    const maxPriorityFeePerGas = raise(fees.maxPriorityFeePerGas, replaced?.maxPriorityFeePerGas);
    const nonce =
      replaced?.nonce ??
      (await this.#client.getTransactionCount({ address: this.#account.address, blockTag: 'latest' }));
    const raw = await this.#account.signTransaction({
      type: 'eip1559',
      chainId: this.#options.chain.id,
      to: this.#options.exchange,
      data: settleCalldata(batches),
      gas: (gas * GAS_MARGIN_PERCENT) / 100n,
      maxFeePerGas,
      maxPriorityFeePerGas,
      nonce,
    });
    const last = first + batches.length - 1;
    return { first, last, hash: keccak256(raw), raw, nonce, maxFeePerGas, maxPriorityFeePerGas, signedAt: Date.now() };
  }

  async send({ raw }: Submission): Promise<void> {
    try {
      await this.#client.sendRawTransaction({ serializedTransaction: raw });
    } catch (error) {
      // Sent before and still there, or mined in the meantime: `fate` tells which.
      if (!/already known|already imported|nonce too low|nonce.*lower/i.test(String(error))) throw error;
    }
  }

  async fate({ hash, nonce }: Submission): Promise<SubmissionFate> {
    try {
      const receipt = await this.#client.getTransactionReceipt({ hash });
      return receipt.status === 'success' ? 'settled' : 'reverted';
    } catch (error) {
      if (!(error instanceof TransactionReceiptNotFoundError)) throw error;
    }
    const used = await this.#client.getTransactionCount({ address: this.#account.address, blockTag: 'latest' });
    return used > nonce ? 'replaced' : 'waiting';
  }
}

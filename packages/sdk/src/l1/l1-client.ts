import type { PublicKey } from '@tenor/protocol';
import {
  type Account,
  createPublicClient,
  createWalletClient,
  defineChain,
  encodeFunctionData,
  type Hash,
  type Hex,
  http,
  isAddressEqual,
  type PublicClient,
  parseEventLogs,
  type TransactionReceipt,
  type WalletClient,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { Address, ExchangeConfig } from '../config.ts';
import { exchangeAbi, l1QueueAbi, listingsAbi, stablecoinAbi, withdrawalsAbi } from '../generated/abi.ts';
import { deriveTradingKey } from '../signing/derive-trading-key.ts';
import type { TradingKey } from '../signing/trading-key.ts';
import { awaitReceipt } from './await-receipt.ts';
import { asContractRefusal } from './contract-refusal.ts';
import { type L1Listing, listingCall, listingsIn, type SeriesTerms, seriesArgument } from './listing.ts';
import { signPermit } from './permit.ts';

type L1Config = ExchangeConfig['l1'];

/** The chain of a deployment as viem wants it. */
export const chainOf = (l1: L1Config) =>
  defineChain({
    id: l1.chainId,
    name: l1.chainName,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [l1.rpcUrl] } },
  });

/** What a registration or deposit did on L1. */
export interface L1Deposit {
  readonly account: number;
  readonly transactionHash: Hash;
  readonly block: bigint;
}

/** What a payment into the insurance fund did on L1. */
export interface L1Insurance {
  /** Place of its entry in the queue, from 0. */
  readonly index: number;
  readonly transactionHash: Hash;
  readonly block: bigint;
}

/** A wallet's side on L1: registration, deposits, payments into the insurance fund, claims, listings and reads of the contracts. Amounts in µUSD. */
export class L1Client {
  readonly l1: L1Config;
  readonly publicClient: PublicClient;
  readonly owner: Address;
  readonly #wallet: WalletClient;
  readonly #account: Account | Address;
  #listings: Address | undefined;

  /** @param account signs: a local account, or the address of an account that the wallet holds */
  constructor(l1: L1Config, publicClient: PublicClient, wallet: WalletClient, account: Account | Address) {
    this.l1 = l1;
    this.publicClient = publicClient;
    this.#wallet = wallet;
    this.#account = account;
    this.owner = typeof account === 'string' ? account : account.address;
  }

  /** A client that signs with a private key. @param rpcUrl where the configured one cannot be reached from here */
  static fromPrivateKey(l1: L1Config, privateKey: `0x${string}`, rpcUrl = l1.rpcUrl): L1Client {
    const account = privateKeyToAccount(privateKey);
    const chain = chainOf(l1);
    const transport = http(rpcUrl);
    const publicClient = createPublicClient({ chain, transport, pollingInterval: 250 }) as PublicClient;
    return new L1Client(l1, publicClient, createWalletClient({ chain, transport, account }), account);
  }

  /** The trading key of this wallet for this deployment. `index` gives one wallet several. */
  tradingKey(index = 0): Promise<TradingKey> {
    return deriveTradingKey((typedData) => this.#wallet.signTypedData({ account: this.#account, ...typedData }), {
      chainId: this.l1.chainId,
      exchange: this.l1.exchange,
      index,
    });
  }

  tokenBalance(owner: Address = this.owner): Promise<bigint> {
    return this.#token('balanceOf', [owner]);
  }

  /** Makes development dollars; only a development token can. */
  mint(amount: bigint): Promise<TransactionReceipt> {
    const data = encodeFunctionData({ abi: stablecoinAbi, functionName: 'mint', args: [this.owner, amount] });
    return this.#send(this.l1.token.address, data);
  }

  approve(amount: bigint): Promise<TransactionReceipt> {
    const data = encodeFunctionData({ abi: stablecoinAbi, functionName: 'approve', args: [this.l1.queue, amount] });
    return this.#send(this.l1.token.address, data);
  }

  /** Opens an account with this key and deposits into it; by permit where the token has it, otherwise after an approval. */
  async registerAndDeposit({ x, y }: PublicKey, amount: bigint): Promise<L1Deposit> {
    const abi = l1QueueAbi;
    const fees = 2n * (await this.entryFee());
    if (this.l1.token.permit) {
      const args = [x, y, amount, await this.#permit(amount)] as const;
      return this.#enqueue(encodeFunctionData({ abi, functionName: 'registerAndDepositWithPermit', args }), fees);
    }
    await this.approve(amount);
    return this.#enqueue(encodeFunctionData({ abi, functionName: 'registerAndDeposit', args: [x, y, amount] }), fees);
  }

  /** Deposits into an account, one's own or not. */
  async deposit(account: number, amount: bigint): Promise<L1Deposit> {
    const abi = l1QueueAbi;
    const fee = await this.entryFee();
    if (this.l1.token.permit) {
      const args = [BigInt(account), amount, await this.#permit(amount)] as const;
      return this.#enqueue(encodeFunctionData({ abi, functionName: 'depositWithPermit', args }), fee);
    }
    await this.approve(amount);
    return this.#enqueue(encodeFunctionData({ abi, functionName: 'deposit', args: [BigInt(account), amount] }), fee);
  }

  /** Pays into the exchange's insurance fund, for good: no account is credited and nothing can be claimed back. */
  async insure(amount: bigint): Promise<L1Insurance> {
    const receipt = await this.#send(this.l1.queue, await this.#insureCall(amount), await this.entryFee());
    const [event] = parseEventLogs({ abi: l1QueueAbi, logs: receipt.logs, eventName: 'Insured' });
    if (!event) throw new Error(`L1 transaction ${receipt.transactionHash} paid nothing into the insurance fund.`);
    return {
      index: Number(event.args.index),
      transactionHash: receipt.transactionHash,
      block: receipt.blockNumber,
    };
  }

  /** Lists a series under its template. Only the lister may: throws ContractRefusal `NotLister` for others. */
  async list(series: SeriesTerms): Promise<L1Listing> {
    const [listing] = await this.listMany([series]);
    if (!listing) throw new Error('The transaction listed nothing.');
    return listing;
  }

  /** Lists several series in one transaction, all or none; they take consecutive ids in this order. */
  async listMany(series: readonly SeriesTerms[]): Promise<L1Listing[]> {
    if (series.length === 0) return [];
    return listingsIn(await this.#send(await this.listings(), listingCall(series)));
  }

  /** Whether this wallet may list series. */
  async isLister(): Promise<boolean> {
    const address = await this.listings();
    const lister = await this.publicClient.readContract({ address, abi: listingsAbi, functionName: 'lister' });
    return isAddressEqual(lister, this.owner);
  }

  /** Id of a series that is or was listed, null for one that never was. */
  async instrumentOf(series: SeriesTerms): Promise<number | null> {
    const instrument = await this.publicClient.readContract({
      address: await this.listings(),
      abi: listingsAbi,
      functionName: 'instrumentOf',
      args: [seriesArgument(series)],
    });
    return instrument === 0n ? null : Number(instrument);
  }

  /** Address of the contract that lists series. */
  async listings(): Promise<Address> {
    this.#listings ??= await this.publicClient.readContract({
      address: this.l1.exchange,
      abi: exchangeAbi,
      functionName: 'listings',
    });
    return this.#listings;
  }

  /** Fee of one queue entry, wei. */
  async entryFee(): Promise<bigint> {
    const limits = await this.publicClient.readContract({
      address: this.l1.queue,
      abi: l1QueueAbi,
      functionName: 'limits',
    });
    return limits.entryFee;
  }

  /** What settled batches owe to an owner. */
  owed(owner: Address = this.owner): Promise<bigint> {
    return this.#withdrawals('owed', [owner]);
  }

  /** What a claim would pay to an owner now. */
  claimable(owner: Address = this.owner): Promise<bigint> {
    return this.#withdrawals('claimable', [owner]);
  }

  /** All that is credited on L1 and not yet paid. */
  totalOwed(): Promise<bigint> {
    return this.#withdrawals('totalOwed', []);
  }

  /** Claims what is owed to an owner and may leave now; the money goes to that owner. */
  claim(owner: Address = this.owner): Promise<TransactionReceipt> {
    const data = encodeFunctionData({ abi: withdrawalsAbi, functionName: 'claim', args: [owner] });
    return this.#send(this.l1.withdrawals, data);
  }

  stateRoot(): Promise<bigint> {
    return this.publicClient.readContract({ address: this.l1.exchange, abi: exchangeAbi, functionName: 'stateRoot' });
  }

  /** Number of the last settled batch. */
  async settledBatch(): Promise<number> {
    const progress = await this.publicClient.readContract({
      address: this.l1.exchange,
      abi: exchangeAbi,
      functionName: 'progress',
    });
    return progress.number;
  }

  /** Tokens in the vault. */
  vault(): Promise<bigint> {
    return this.tokenBalance(this.l1.exchange);
  }

  #permit(amount: bigint) {
    return signPermit(this.publicClient, this.#wallet, this.#account, this.l1, amount);
  }

  /** The call of `insure`; approves before it where the token has no permit. */
  async #insureCall(amount: bigint): Promise<Hex> {
    const abi = l1QueueAbi;
    if (this.l1.token.permit) {
      const args = [amount, await this.#permit(amount)] as const;
      return encodeFunctionData({ abi, functionName: 'insureWithPermit', args });
    }
    await this.approve(amount);
    return encodeFunctionData({ abi, functionName: 'insure', args: [amount] });
  }

  #token(functionName: 'balanceOf', args: readonly [Address]): Promise<bigint> {
    return this.publicClient.readContract({ address: this.l1.token.address, abi: stablecoinAbi, functionName, args });
  }

  #withdrawals(
    functionName: 'owed' | 'claimable' | 'totalOwed',
    args: readonly [] | readonly [Address],
  ): Promise<bigint> {
    const { withdrawals: address } = this.l1;
    const call = { address, abi: withdrawalsAbi } as const;
    if (functionName === 'totalOwed') return this.publicClient.readContract({ ...call, functionName });
    return this.publicClient.readContract({ ...call, functionName, args: args as readonly [Address] });
  }

  /** Asks the contract first, so that a refusal has its name and costs nothing. Throws ContractRefusal. */
  async #send(to: Address, data: Hex, value = 0n): Promise<TransactionReceipt> {
    const request = { account: this.#account, to, data, value };
    const refuse = (error: unknown): never => {
      throw asContractRefusal(error);
    };
    await this.publicClient.call(request).catch(refuse);
    const estimate = await this.publicClient.estimateGas(request).catch(refuse);
    // Somebody else's entry may come in between and make this one a little dearer.
    const gas = estimate + estimate / 4n;
    const hash = await this.#wallet.sendTransaction({ ...request, gas, chain: chainOf(this.l1) });
    return awaitReceipt(this.publicClient, hash);
  }

  async #enqueue(data: Hex, fees: bigint): Promise<L1Deposit> {
    const receipt = await this.#send(this.l1.queue, data, fees);
    const [event] = parseEventLogs({ abi: l1QueueAbi, logs: receipt.logs, eventName: 'Deposited' });
    if (!event) throw new Error(`L1 transaction ${receipt.transactionHash} made no deposit.`);
    return {
      account: Number(event.args.account),
      transactionHash: receipt.transactionHash,
      block: receipt.blockNumber,
    };
  }
}

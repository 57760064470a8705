import type { ExchangeClient } from '../exchange-client.ts';
import { l1QueueAbi } from '../generated/abi.ts';
import type { TradingKey } from '../signing/trading-key.ts';
import { AccountClient } from '../trading/account-client.ts';
import { awaitAccount } from './await-account.ts';
import type { L1Client } from './l1-client.ts';

export interface EnsureAccountOptions {
  /** Which of the wallet's trading keys; each has an account of its own. */
  readonly keyIndex?: number;
  /** µUSD to deposit when the account is opened. */
  readonly depositMicroUsd: bigint;
  /** How long the exchange may take to see the registration. 2 minutes unless given. */
  readonly timeoutMilliseconds?: number;
  /** First instruction slot to use. */
  readonly slotOffset?: number;
}

/** The account id that L1 gave to this owner and key, null when there is none: also one the exchange has not seen yet. */
async function registeredAccount(l1: L1Client, key: TradingKey): Promise<number | null> {
  const events = await l1.publicClient.getContractEvents({
    address: l1.l1.queue,
    abi: l1QueueAbi,
    eventName: 'AccountRegistered',
    args: { owner: l1.owner },
    fromBlock: 0n,
  });
  const own = events.find(({ args }) => args.keyX === key.publicKey.x && args.keyY === key.publicKey.y);
  return own?.args.account === undefined ? null : Number(own.args.account);
}

/** Gets development dollars when the wallet has too few and the chain is a development one. */
async function fund(exchange: ExchangeClient, l1: L1Client, amount: bigint): Promise<void> {
  const balance = await l1.tokenBalance();
  if (balance < amount && exchange.config.development) await l1.mint(amount - balance);
}

/**
 * Logs in to the account of this wallet and key; registers it on L1 with a deposit when it does not exist. Safe to call again
 * after a crash at any point: an account is never opened twice.
 */
export async function ensureAccount(
  exchange: ExchangeClient,
  l1: L1Client,
  options: EnsureAccountOptions,
): Promise<AccountClient> {
  const key = await l1.tradingKey(options.keyIndex);
  let account = await registeredAccount(l1, key);
  if (account === null) {
    await fund(exchange, l1, options.depositMicroUsd);
    account = (await l1.registerAndDeposit(key.publicKey, options.depositMicroUsd)).account;
  }
  await awaitAccount(exchange, l1.owner, account, options.timeoutMilliseconds ?? 120_000);
  return AccountClient.open(exchange, { account, key, slotOffset: options.slotOffset });
}

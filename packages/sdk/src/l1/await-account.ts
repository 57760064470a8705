import type { PublicAccountJson } from '../api-market-types.ts';
import type { Address } from '../config.ts';
import type { ExchangeClient } from '../exchange-client.ts';

const POLL_MILLISECONDS = 300;

/** The accounts of an owner that the exchange knows. */
export async function accountsOf(exchange: ExchangeClient, owner: Address): Promise<PublicAccountJson[]> {
  return (await exchange.call('public/account_by_owner', { owner })).accounts;
}

/** Waits until the exchange has taken an account over from L1. Throws when it does not in time. */
export async function awaitAccount(
  exchange: ExchangeClient,
  owner: Address,
  account: number,
  timeoutMilliseconds = 60_000,
): Promise<PublicAccountJson> {
  const deadline = Date.now() + timeoutMilliseconds;
  for (;;) {
    const found = (await accountsOf(exchange, owner)).find((known) => known.account === account);
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`Account ${account} did not appear within ${timeoutMilliseconds} ms.`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
  }
}

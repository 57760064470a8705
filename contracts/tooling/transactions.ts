import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Account,
  type Chain,
  createPublicClient,
  createWalletClient,
  defineChain,
  type Hex,
  type HttpTransport,
  http,
  type PublicClient,
  type TransactionReceipt,
  type WalletClient,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

/** A signer with the clients of its chain. */
export interface Signer {
  readonly chain: Chain;
  readonly account: Account;
  readonly publicClient: PublicClient<HttpTransport, Chain>;
  readonly walletClient: WalletClient<HttpTransport, Chain, Account>;
}

/** Connects a private key to the chain behind an RPC address. Asks the chain for its id. */
export async function connectSigner(rpcUrl: string, privateKey: Hex): Promise<Signer> {
  const id = await createPublicClient({ transport: http(rpcUrl) }).getChainId();
  const chain = defineChain({
    id,
    name: `chain ${id}`,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  });
  const account = privateKeyToAccount(privateKey);
  const transport = http(rpcUrl);
  return {
    chain,
    account,
    publicClient: createPublicClient({ chain, transport }),
    walletClient: createWalletClient({ chain, account, transport }),
  };
}

/**
 * Waits for a receipt by asking for it. viem's own wait looks only when a block arrives, and so misses a transaction
 * that an automining chain has included before the wait began. Throws when it reverted or after `timeoutMs`.
 */
export async function waitForReceipt(
  client: PublicClient<HttpTransport, Chain>,
  hash: Hex,
  timeoutMs = 120_000,
): Promise<TransactionReceipt> {
  const end = Date.now() + timeoutMs;
  for (let pause = 10; Date.now() < end; pause = Math.min(2 * pause, 1_000)) {
    const receipt = await client.getTransactionReceipt({ hash }).catch((error: unknown) => {
      if (error instanceof Error && error.name === 'TransactionReceiptNotFoundError') return null;
      throw error;
    });
    if (receipt?.status === 'success') return receipt;
    if (receipt) throw new Error(`Transaction ${hash} reverted in block ${receipt.blockNumber}.`);
    await sleep(pause);
  }
  throw new Error(`Transaction ${hash} was not included within ${timeoutMs / 1000} s. Look at the fee and the node.`);
}

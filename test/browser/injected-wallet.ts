import type { Page } from 'playwright-core';
import { createWalletClient, type Hex, hexToBigInt, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

interface Deployment {
  readonly rpcUrl: string;
  readonly chainId: number;
}

interface TransactionRequest {
  readonly to: Hex;
  readonly data?: Hex;
  readonly value?: Hex;
}

type Answer = { readonly result: unknown } | { readonly error: { readonly code: number; readonly message: string } };

/** A browser wallet whose key stays in this process, so that a test can also make it refuse. */
export interface InjectedWallet {
  readonly address: Hex;
  /** The next signature or transaction is refused by its owner. */
  refuseNext(): void;
  /** Methods the page has asked for, in order. */
  readonly asked: readonly string[];
}

/** Announces a wallet by EIP-6963 on every page that is opened from now on. */
export async function injectWallet(page: Page, privateKey: Hex, deployment: Deployment): Promise<InjectedWallet> {
  const account = privateKeyToAccount(privateKey);
  const chain = {
    id: deployment.chainId,
    name: 'Local L1',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [deployment.rpcUrl] } },
  };
  const client = createWalletClient({ account, chain, transport: http(deployment.rpcUrl) });
  const asked: string[] = [];
  let isConnected = false;
  let refusing = false;

  const handle = async (method: string, parameters: readonly unknown[]): Promise<unknown> => {
    if (method === 'eth_requestAccounts') isConnected = true;
    // Before the owner agreed, a wallet names no accounts.
    if (method === 'eth_requestAccounts' || method === 'eth_accounts') return isConnected ? [account.address] : [];
    if (method === 'wallet_revokePermissions' || method === 'wallet_switchEthereumChain') return null;
    if (method === 'wallet_requestPermissions') return [{ parentCapability: 'eth_accounts' }];
    if (method === 'eth_signTypedData_v4') return account.signTypedData(JSON.parse(parameters[1] as string));
    if (method === 'eth_sendTransaction') {
      const { to, data, value } = parameters[0] as TransactionRequest;
      return client.sendTransaction({ to, data, value: value ? hexToBigInt(value) : undefined });
    }
    return client.request({ method, params: parameters } as Parameters<typeof client.request>[0]);
  };

  await page.exposeFunction('tenorWallet', async (method: string, parameters: readonly unknown[]): Promise<Answer> => {
    asked.push(method);
    if (refusing && /^eth_sign|^eth_sendTransaction/.test(method)) {
      refusing = false;
      return { error: { code: 4001, message: 'User rejected the request.' } };
    }
    try {
      return { result: await handle(method, parameters) };
    } catch (error) {
      return { error: { code: -32603, message: (error as Error).message } };
    }
  });
  await page.addInitScript(PROVIDER);
  return {
    address: account.address,
    asked,
    refuseNext: () => {
      refusing = true;
    },
  };
}

// Plain text: a transformed function would refer to helpers that the page does not have.
const PROVIDER = `
(() => {
  const listeners = {};
  const provider = {
    request: async ({ method, params }) => {
      const answer = await window.tenorWallet(method, params ?? []);
      if (answer.error) throw Object.assign(new Error(answer.error.message), { code: answer.error.code });
      return answer.result;
    },
    on: (event, listener) => { (listeners[event] ??= []).push(listener); },
    removeListener: () => {},
  };
  const info = {
    uuid: '5f2a3b52-8c2b-4b8c-9d5c-1c7a2f6d0e11',
    name: 'Story Wallet',
    icon: 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"/>',
    rdns: 'test.story.wallet',
  };
  const announce = () =>
    window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail: Object.freeze({ info, provider }) }));
  window.addEventListener('eip6963:requestProvider', announce);
  announce();
})();
`;

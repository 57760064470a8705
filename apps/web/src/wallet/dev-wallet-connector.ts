import { createWalletClient, type Hex, hexToBigInt, http, SwitchChainError } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { createConnector } from 'wagmi';
import { type RuntimeConfig, rpcAddress } from '../data/config.ts';

const CONNECTED = 'devWallet.connected';
type Remembered = { [CONNECTED]: boolean };

interface TransactionRequest {
  readonly to?: Hex;
  readonly data?: Hex;
  readonly value?: Hex;
  readonly gas?: Hex;
}

/**
 * The funded development key as a wagmi connector, so that it takes the same path as a wallet. It signs without asking:
 * the exchange only hands the key out on a development chain.
 */
export function devWalletConnector(runtime: RuntimeConfig, privateKey: Hex) {
  const account = privateKeyToAccount(privateKey);
  return createConnector<unknown, Record<string, unknown>, Remembered>((config) => {
    const chain = config.chains[0];
    const client = createWalletClient({ account, chain, transport: http(rpcAddress(runtime)) });
    const request = async ({ method, params }: { method: string; params?: unknown }): Promise<unknown> => {
      const list = (params ?? []) as unknown[];
      if (method === 'eth_accounts' || method === 'eth_requestAccounts') return [account.address];
      if (method === 'eth_signTypedData_v4') return account.signTypedData(JSON.parse(list[1] as string));
      if (method === 'eth_sendTransaction') {
        const { to, data, value, gas } = list[0] as TransactionRequest;
        return client.sendTransaction({
          to,
          data,
          value: value ? hexToBigInt(value) : undefined,
          gas: gas ? hexToBigInt(gas) : undefined,
        });
      }
      return client.request({ method, params } as Parameters<typeof client.request>[0]);
    };
    return {
      id: 'dev-wallet',
      name: 'Development wallet',
      type: 'development',
      connect: async () => {
        await config.storage?.setItem(CONNECTED, true);
        // wagmi types the accounts by a generic of the call (with or without capabilities) that no concrete type satisfies
        return { accounts: [account.address] as never, chainId: chain.id };
      },
      disconnect: async () => config.storage?.removeItem(CONNECTED),
      getAccounts: async () => [account.address],
      getChainId: async () => chain.id,
      getProvider: async () => ({ request }),
      // Only somebody who chose this key before is connected again after a reload.
      isAuthorized: async () => (await config.storage?.getItem(CONNECTED)) === true,
      switchChain: async ({ chainId }) => {
        if (chainId !== chain.id) throw new SwitchChainError(new Error('The development wallet knows one chain only.'));
        return chain;
      },
      onAccountsChanged: () => {},
      onChainChanged: () => {},
      onDisconnect: () => {},
    };
  });
}

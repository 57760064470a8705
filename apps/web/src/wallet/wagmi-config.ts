import { defineChain } from 'viem';
import { createConfig, http } from 'wagmi';
import { type RuntimeConfig, rpcAddress } from '../data/config.ts';
import { devWalletConnector } from './dev-wallet-connector.ts';

/** Wallets found by EIP-6963 on the deployment's chain; on a development chain also the funded key. */
export function wagmiConfig(runtime: RuntimeConfig) {
  const url = rpcAddress(runtime);
  const chain = defineChain({
    id: runtime.l1.chainId,
    name: runtime.l1.chainName,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [url] } },
    ...(runtime.l1.explorerUrl
      ? { blockExplorers: { default: { name: 'Explorer', url: runtime.l1.explorerUrl } } }
      : {}),
  });
  const devKey = runtime.development ? runtime.devWallet?.privateKey : undefined;
  return createConfig({
    chains: [chain],
    connectors: devKey ? [devWalletConnector(runtime, devKey)] : [],
    multiInjectedProviderDiscovery: true,
    pollingInterval: runtime.development ? 500 : 4000,
    transports: { [chain.id]: http(url) },
  });
}

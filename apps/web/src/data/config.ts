import type { ExchangeConfig } from '@tenor/sdk';

/**
 * What the page must know about the deployment before it can start, served by the gateway as JSON at `GET /v1/config`.
 *
 * ```json
 * {
 *   "development": true,
 *   "l1": {
 *     "chainId": 31337,
 *     "chainName": "Local L1",
 *     "rpcUrl": "http://127.0.0.1:8545",
 *     "explorerUrl": null,
 *     "depositConfirmations": 2,
 *     "exchange": "0x…", "queue": "0x…", "withdrawals": "0x…", "verifierRegistry": "0x…",
 *     "token": { "address": "0x…", "symbol": "USDC", "decimals": 6, "name": "USD Coin", "permit": true }
 *   },
 *   "domain": "1234…",
 *   "circuit": { "name": "dev", "A": 8, "R": 8, "K": 6, "DEPTH": 8, "M": 16, "T": 16, "E": 2, "Q": 4 },
 *   "devWallet": { "address": "0x…", "privateKey": "0x…" }
 * }
 * ```
 *
 * `l1.rpcUrl` may be a path on the same origin; otherwise the Content-Security-Policy must allow it in connect-src.
 * `devWallet` is null unless `development` is true: it is a funded key (ETH and stablecoin) of the local chain.
 * `withdrawals` equals `exchange` where one contract does both. `domain` is the decimal signing domain of formats.md.
 */
export interface RuntimeConfig extends ExchangeConfig {
  readonly circuit: {
    readonly name: string;
    readonly A: number;
    readonly R: number;
    readonly K: number;
    readonly DEPTH: number;
    readonly M: number;
    readonly T: number;
    readonly E: number;
    readonly Q: number;
  };
}

export type L1Config = ExchangeConfig['l1'];

/** Fetches the configuration. Throws when the exchange cannot be reached or answers something else. */
export async function loadConfig(base = ''): Promise<RuntimeConfig> {
  const response = await fetch(`${base}/v1/config`, { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`The exchange answered ${response.status} to /v1/config.`);
  const config = (await response.json()) as RuntimeConfig;
  if (typeof config.l1?.chainId !== 'number' || typeof config.circuit?.name !== 'string')
    throw new Error('The exchange sent a configuration this page does not understand. Reload the page.');
  return config;
}

/** The L1 endpoint as an absolute address. */
export const rpcAddress = (config: RuntimeConfig): string => new URL(config.l1.rpcUrl, globalThis.location.href).href;

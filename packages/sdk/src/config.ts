import { domainOf } from '@tenor/protocol';
import { ConnectionError } from './api-error.ts';
import { RestClient } from './transport/rest-client.ts';

export type Address = `0x${string}`;

/** What a client must know about a deployment, served at `GET /v1/config`. */
export interface ExchangeConfig {
  readonly development: boolean;
  readonly l1: {
    readonly chainId: number;
    readonly chainName: string;
    readonly rpcUrl: string;
    readonly explorerUrl: string | null;
    readonly depositConfirmations: number;
    readonly exchange: Address;
    readonly queue: Address;
    readonly withdrawals: Address;
    readonly verifierRegistry: Address;
    readonly token: {
      readonly address: Address;
      readonly symbol: string;
      readonly decimals: number;
      readonly name: string;
      readonly permit: boolean;
    };
  };
  /** Signing domain, decimal. */
  readonly domain: string;
  readonly circuit: { readonly name: string };
  readonly devWallet: { readonly address: Address; readonly privateKey: Address } | null;
}

/**
 * Loads the configuration and checks that the signing domain is the one of its chain and contract, so that a wrong domain
 * cannot be slipped in. Throws UNEXPECTED_REPLY otherwise.
 */
export async function loadConfig(baseUrl: string): Promise<ExchangeConfig> {
  const config = await new RestClient(baseUrl).get<ExchangeConfig>('/v1/config');
  if (typeof config.l1?.chainId !== 'number')
    throw new ConnectionError('UNEXPECTED_REPLY', 'not_executed', '/v1/config');
  if (domainOf(config.l1.chainId, config.l1.exchange).toString() !== config.domain) {
    throw new ConnectionError('UNEXPECTED_REPLY', 'not_executed', 'the signing domain is not that of the contract');
  }
  return config;
}

/** `ws://…/ws` of an exchange at `http://…`. */
export const webSocketUrl = (baseUrl: string): string => `${baseUrl.replace(/^http/, 'ws').replace(/\/$/, '')}/ws`;

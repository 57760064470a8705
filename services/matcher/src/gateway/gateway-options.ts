import type { QuorumReport } from '@tenor/oracle';
import type { PublicKey } from '@tenor/protocol';
import type { Logger } from 'pino';
import type { AnalyticsPort } from './account-figures.ts';
import type { ExchangePort } from './exchange-port.ts';
import type { BucketName, BucketRate } from './token-buckets.ts';

/** What a gateway is made of. */
export interface GatewayOptions {
  readonly exchange: ExchangePort;
  readonly analytics?: AnalyticsPort;
  readonly logger: Logger;
  /** Who of the oracle set signs; left out, or null, where all keys are in one process or rounds come from elsewhere. */
  readonly oracle?: () => QuorumReport | null;
  /** Unix milliseconds; the clock of the machine unless given. */
  readonly now?: () => number;
  readonly chainId: number;
  readonly exchangeAddress: `0x${string}`;
  readonly queueAddress?: `0x${string}`;
  readonly tokenAddress?: `0x${string}`;
  /** Signing domain of docs/protocol/formats.md. */
  readonly domain: bigint;
  /** The oracle set: the keys that rounds are signed with, in their order. */
  readonly oracleKeys: readonly PublicKey[];
  /** Name of the batch circuit. */
  readonly circuit: string;
  /** secp256k1 key that signs receipts. */
  readonly receiptKey: `0x${string}`;
  /** Bearer token of the internal API; without one there is no internal API. */
  readonly internalToken?: string;
  /** Proofs and verification keys are kept here. */
  readonly proofDirectory: string;
  /** Built web app, served at `/`. */
  readonly webDirectory?: string;
  /** Served as it is at /v1/config: what the web app must know of the deployment. */
  readonly webConfig?: unknown;
  readonly rates?: Partial<Record<BucketName, BucketRate>>;
  /** Signature threads; a spare core each unless given, 0 checks on the main thread. */
  readonly signatureThreads?: number;
}

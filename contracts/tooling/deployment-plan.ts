import { type Address, type Hex, zeroAddress } from 'viem';
import type { CircuitSize } from '../../packages/protocol/src/parameters.ts';
import type { ListingTemplate } from './listing-template.ts';
import type { VerifierDefinition } from './verifier-definition.ts';

/** Limits and delays an exchange is deployed with. All seconds, µUSD or wei, as named. */
export interface DeploymentParameters {
  /** Oldest a batch may be when it settles; at least a day. */
  readonly deadlineSeconds: bigint;
  /** Without a settlement for this long anyone may settle queue-only batches. */
  readonly idleSeconds: bigint;
  /** Delay of both timelocks; longer than twice the deadline. */
  readonly delaySeconds: bigint;
  /** Most that may lie in the vault, µUSD, below 2^62. */
  readonly vaultCap: bigint;
  /** Smallest deposit, µUSD. */
  readonly minimumDeposit: bigint;
  /** Most queue entries of one L1 block. */
  readonly entriesPerBlock: bigint;
  /** Fee of one queue entry, wei. */
  readonly entryFeeWei: bigint;
  /** Who may collect the fees. */
  readonly feeRecipient: Address;
  /** µUSD that may always leave within one outflow window. */
  readonly outflowFloor: bigint;
  /** Share of the vault that may leave within one window, in 1/10,000. */
  readonly outflowShare: bigint;
  readonly outflowWindowSeconds: bigint;
  /** A credit this old is paid whatever the outflow allowance. */
  readonly longestDelaySeconds: bigint;
}

const DAY = 86_400n;

/**
 * For development machines: a long deadline, because such a machine may be off for weeks with batches waiting; caps
 * wide enough never to be met by accident.
 */
export const DEVELOPMENT_PARAMETERS: DeploymentParameters = {
  deadlineSeconds: 30n * DAY,
  idleSeconds: DAY,
  delaySeconds: 61n * DAY,
  vaultCap: 1_000_000_000_000_000n,
  minimumDeposit: 1_000_000n,
  entriesPerBlock: 64n,
  entryFeeWei: 0n,
  feeRecipient: zeroAddress,
  outflowFloor: 1_000_000_000_000n,
  outflowShare: 2_500n,
  outflowWindowSeconds: DAY,
  longestDelaySeconds: 7n * DAY,
};

/** Everything that decides the addresses of a deployment. */
export interface DeploymentPlan {
  /** The collateral token; without one a MockStablecoin is deployed (development chains only). */
  readonly token?: Address;
  readonly governance: Address;
  readonly guardian: Address;
  readonly sequencer: Address;
  /** Lists options and dated futures under the templates. */
  readonly lister: Address;
  readonly genesisRoot: bigint;
  readonly oracleSetHash: bigint;
  /** What the circuits can hold: 4^DEPTH − 1 accounts, instrument ids below 4^SETTLED, U underlyings. */
  readonly size: Pick<CircuitSize, 'DEPTH' | 'SETTLED' | 'U'>;
  /** What may be listed from the start, and with which terms. */
  readonly templates: readonly ListingTemplate[];
  readonly parameters: DeploymentParameters;
  /** Verifiers usable from the start. Development verifiers are added later instead, so that they move no address. */
  readonly genesisVerifiers: readonly VerifierDefinition[];
  /** Another salt gives another set of addresses for the same plan. */
  readonly salt: Hex;
}

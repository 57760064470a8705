import { randomBytes } from 'node:crypto';
import { CIRCUIT_SIZES } from '@tenor/protocol';
import type { Address } from 'viem';
import type { DeploymentRecord } from './deployment-record.ts';
import { freePorts } from './port.ts';

/** The signers of the oracle set as processes of their own, before they are started. */
export interface SignerPlan {
  /** Where each listens, in the order of the set. */
  readonly ports: readonly number[];
  /** What the exchange asks them with; new at every start. */
  readonly token: string;
  /** Unix milliseconds at which the prices of this start begin: every process plays them from there. */
  readonly startedAt: number;
  /** Price feeds on L1 by underlying, empty where no signer reads any. */
  readonly feeds: readonly Address[];
}

/** One signer for each key of a deployment, on free ports. */
export async function signerPlan({ circuit }: Pick<DeploymentRecord, 'circuit'>): Promise<Omit<SignerPlan, 'feeds'>> {
  return {
    ports: await freePorts(CIRCUIT_SIZES[circuit].N),
    token: randomBytes(32).toString('hex'),
    startedAt: Date.now(),
  };
}

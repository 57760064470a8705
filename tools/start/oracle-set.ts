import { derivePublicKey, type PublicKey } from '@tenor/protocol';
import type { DeploymentRecord } from './deployment-record.ts';

/** The public keys of a deployment's oracle set, in its order. */
export const oracleSetOf = ({ oracleKeys }: Pick<DeploymentRecord, 'oracleKeys'>): PublicKey[] =>
  oracleKeys.map((seed) => derivePublicKey(Buffer.from(seed.slice(2), 'hex')));

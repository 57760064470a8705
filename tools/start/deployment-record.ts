import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { CIRCUIT_SIZES, type CircuitName, TenorError } from '@tenor/protocol';
import { replaceFile } from './atomic-file.ts';

type Hex = `0x${string}`;

/** What a data directory is: written once before anything is deployed, so that a start that was cut short continues the same deployment. */
export interface DeploymentRecord {
  readonly format: 2;
  readonly circuit: CircuitName;
  /** Unix hours: the genesis state starts its funding there. */
  readonly genesisHour: number;
  /** Authority of the processes of this exchange over each other. */
  readonly internalToken: string;
  /** secp256k1 key that signs receipts. */
  readonly receiptKey: Hex;
  /** Seeds of the oracle set's EdDSA keys, in the order of the set. */
  readonly oracleKeys: readonly Hex[];
  /** Where the exchange stands; null until it is deployed. */
  readonly deployed: { readonly exchange: Hex; readonly deployBlock: number } | null;
}

const secret = (): Hex => `0x${randomBytes(32).toString('hex')}`;

/**
 * The record of a data directory, made when there is none.
 * @param genesisHoursAgo hours of funding that a new deployment is to have due
 * Throws DATA_DAMAGED, or INVALID_PARAMS for one of another circuit.
 */
export async function deploymentRecord(
  path: string,
  circuit: CircuitName,
  genesisHoursAgo = 0,
): Promise<DeploymentRecord> {
  if (existsSync(path)) return readRecord(path, circuit);
  const record: DeploymentRecord = {
    format: 2,
    circuit,
    genesisHour: Math.floor(Date.now() / 3_600_000) - genesisHoursAgo,
    internalToken: randomBytes(32).toString('hex'),
    receiptKey: secret(),
    oracleKeys: Array.from({ length: CIRCUIT_SIZES[circuit].N }, secret),
    deployed: null,
  };
  await saveRecord(path, record);
  return record;
}

export const saveRecord = (path: string, record: DeploymentRecord): Promise<void> =>
  replaceFile(path, `${JSON.stringify(record, null, 2)}\n`, 0o600);

function readRecord(path: string, circuit: CircuitName): DeploymentRecord {
  let record: DeploymentRecord;
  try {
    record = JSON.parse(readFileSync(path, 'utf8')) as DeploymentRecord;
    if (Number(record.format) === 1) throw new Error('it was made by an earlier version; start with another --data');
    const secrets = [record.internalToken, record.receiptKey, ...record.oracleKeys];
    const sound =
      record.format === 2 &&
      Number.isSafeInteger(record.genesisHour) &&
      record.oracleKeys.length === CIRCUIT_SIZES[record.circuit].N &&
      secrets.every((key) => /^(0x)?[0-9a-f]{64}$/.test(key));
    if (!sound) throw new Error('a field is missing or malformed');
  } catch (error) {
    throw new TenorError('DATA_DAMAGED', { detail: `${path}: ${(error as Error).message}` });
  }
  if (record.circuit !== circuit) {
    throw new TenorError('INVALID_PARAMS', {
      param: 'size',
      detail: `this data directory is of size ${record.circuit}; start it with that size or choose another directory`,
    });
  }
  return record;
}

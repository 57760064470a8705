import { readFileSync } from 'node:fs';
import { CIRCUIT_SIZES, type CircuitName, TenorError } from '@tenor/protocol';

type Hex = `0x${string}`;

/** What the prover and the L1 watcher of one deployment need to know. */
export interface RollupConfig {
  /** Folder of the prover's own memory. */
  readonly dataDirectory: string;
  /** Folder of compiled circuits and keys, shared by all deployments of this machine. */
  readonly circuitCache: string;
  readonly circuit: CircuitName;
  readonly exchangeUrl: string;
  readonly internalToken: string;
  readonly rpcUrl: string;
  readonly chainId: number;
  readonly exchange: Hex;
  readonly queue: Hex;
  readonly registry: Hex;
  readonly deployBlock: number;
  /** Unix hours of the deployment, as the genesis state has it. */
  readonly genesisHour: number;
  /** The oracle set: x and y of its N keys, in its order. */
  readonly oracleKeys: readonly (readonly [x: string, y: string])[];
  /** L1 key that settles. */
  readonly sequencerKey: Hex;
  /** L1 key that may add development verifiers; null on a real chain. */
  readonly governanceKey: Hex | null;
  /** L1 blocks on top of an entry before the exchange takes it. */
  readonly depositConfirmations: number;
  /** L1 blocks on top of a settlement before it is called final. */
  readonly finalConfirmations: number;
  readonly pollMilliseconds: number;
  /** Least time between two requests to seal. */
  readonly sealMilliseconds: number;
  readonly batchesPerTransaction: number;
}

const isHex = (bytes: number) => (value: unknown) =>
  typeof value === 'string' && new RegExp(`^0x[0-9a-fA-F]{${2 * bytes}}$`).test(value);
const isText = (value: unknown) => typeof value === 'string' && value !== '';
const isPoint = (value: unknown) =>
  Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string' && /^\d+$/.test(part));
const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;

const CHECKS: { readonly [Field in keyof RollupConfig]: (value: unknown) => boolean } = {
  dataDirectory: isText,
  circuitCache: isText,
  circuit: (value) => typeof value === 'string' && Object.hasOwn(CIRCUIT_SIZES, value),
  exchangeUrl: isText,
  internalToken: isText,
  rpcUrl: isText,
  chainId: isCount,
  exchange: isHex(20),
  queue: isHex(20),
  registry: isHex(20),
  deployBlock: isCount,
  genesisHour: isCount,
  oracleKeys: (value) => Array.isArray(value) && value.length > 0 && value.every(isPoint),
  sequencerKey: isHex(32),
  governanceKey: (value) => value === null || isHex(32)(value),
  depositConfirmations: isCount,
  finalConfirmations: isCount,
  pollMilliseconds: isCount,
  sealMilliseconds: isCount,
  batchesPerTransaction: isCount,
};

/** Reads the JSON file that the environment variable TENOR_CONFIG names. Throws INVALID_PARAMS. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): RollupConfig {
  const path = environment.TENOR_CONFIG;
  if (!path) throw new TenorError('INVALID_PARAMS', { param: 'TENOR_CONFIG', detail: 'name the configuration file' });
  let values: Record<string, unknown>;
  try {
    values = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  } catch (error) {
    throw new TenorError('INVALID_PARAMS', { param: 'TENOR_CONFIG', detail: (error as Error).message });
  }
  for (const [field, check] of Object.entries(CHECKS)) {
    if (!check(values[field])) throw new TenorError('INVALID_PARAMS', { param: field, detail: path });
  }
  return values as unknown as RollupConfig;
}

import { join } from 'node:path';
import { CIRCUIT_SIZES } from '@tenor/protocol';
import type { MatcherConfig } from '../../services/matcher/src/config.ts';
import type { RollupConfig } from '../../services/prover/src/config.ts';
import { replaceFile } from './atomic-file.ts';
import type { LocalDeployment } from './deploy-local.ts';
import type { DeploymentRecord } from './deployment-record.ts';
import { developmentAccount, ROLES } from './development-keys.ts';
import { indexSourcesIn } from './index-sources.ts';
import { oracleSetOf } from './oracle-set.ts';
import { recordingsIn } from './recordings.ts';
import type { StartOptions } from './start-options.ts';

/** L1 blocks on top of a deposit before the exchange takes it. */
export const DEPOSIT_CONFIRMATIONS = 2;
/** L1 blocks on top of a settlement before it is called final. */
export const FINAL_CONFIRMATIONS = 3;
const SEAL_MILLISECONDS = 3000;
const BATCHES_PER_TRANSACTION = 8;

/** What every process of one exchange is told. */
export interface ConfigInputs {
  readonly options: StartOptions;
  readonly record: DeploymentRecord;
  readonly deployment: LocalDeployment;
  readonly rpcUrl: string;
  readonly port: number;
  readonly webDirectory: string | null;
  readonly cacheDirectory: string;
}

/** Paths of the configuration files, readable by this user alone: they hold keys. */
export interface ConfigPaths {
  readonly matcher: string;
  readonly rollup: string;
}

/** Writes the configuration of each process into the data directory. */
export async function writeConfigs(inputs: ConfigInputs): Promise<ConfigPaths> {
  const folder = join(inputs.options.dataDirectory, 'config');
  const write = async (name: string, config: object): Promise<string> => {
    const path = join(folder, `${name}.json`);
    await replaceFile(path, `${JSON.stringify(config, null, 2)}\n`, 0o600);
    return path;
  };
  return {
    matcher: await write('matcher', matcherConfig(inputs)),
    rollup: await write('rollup', rollupConfig(inputs)),
  };
}

const pointsOf = (record: DeploymentRecord): [string, string][] =>
  oracleSetOf(record).map(({ x, y }) => [String(x), String(y)]);
const urlOf = (port: number): string => `http://127.0.0.1:${port}`;

function matcherConfig({ options, record, deployment, rpcUrl, port, webDirectory }: ConfigInputs): MatcherConfig {
  const { exchange, queue, withdrawals, registry, listings, token } = deployment.addresses;
  const size = CIRCUIT_SIZES[record.circuit];
  const l1 = {
    chainId: deployment.chainId,
    chainName: 'Local L1',
    rpcUrl,
    explorerUrl: null,
    depositConfirmations: DEPOSIT_CONFIRMATIONS,
    exchange,
    queue,
    withdrawals,
    verifierRegistry: registry,
    listings,
    token: { address: token, ...deployment.token, permit: true },
  };
  return {
    dataDirectory: join(options.dataDirectory, 'exchange'),
    host: '127.0.0.1',
    port,
    circuit: record.circuit,
    chainId: deployment.chainId,
    exchange,
    queue,
    token,
    genesisHour: record.genesisHour,
    internalToken: record.internalToken,
    receiptKey: record.receiptKey,
    oracleKeys: pointsOf(record),
    oracleSecrets: [...record.oracleKeys],
    prices: {
      seed: options.seed ?? 1,
      recordings: recordingsIn(options.pricesDirectory ?? null),
      ...indexSourcesIn(options.sourcesPath ?? null),
    },
    ...(webDirectory === null ? {} : { webDirectory }),
    webConfig: {
      development: true,
      l1,
      domain: deployment.domain.toString(),
      circuit: size,
      devWallet: developmentAccount(ROLES.wallet),
    },
  };
}

function rollupConfig({ options, record, deployment, rpcUrl, port, cacheDirectory }: ConfigInputs): RollupConfig {
  return {
    dataDirectory: join(options.dataDirectory, 'prover'),
    circuitCache: join(cacheDirectory, 'circuits'),
    circuit: record.circuit,
    exchangeUrl: urlOf(port),
    internalToken: record.internalToken,
    rpcUrl,
    chainId: deployment.chainId,
    exchange: deployment.addresses.exchange,
    queue: deployment.addresses.queue,
    registry: deployment.addresses.registry,
    deployBlock: deployment.deployBlock,
    genesisHour: record.genesisHour,
    oracleKeys: pointsOf(record),
    sequencerKey: developmentAccount(ROLES.sequencer).privateKey,
    governanceKey: developmentAccount(ROLES.governance).privateKey,
    depositConfirmations: DEPOSIT_CONFIRMATIONS,
    finalConfirmations: FINAL_CONFIRMATIONS,
    pollMilliseconds: 500,
    sealMilliseconds: options.sealMilliseconds ?? SEAL_MILLISECONDS,
    batchesPerTransaction: BATCHES_PER_TRANSACTION,
  };
}

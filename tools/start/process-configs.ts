import { join } from 'node:path';
import { CIRCUIT_SIZES } from '@tenor/protocol';
import type { MatcherConfig } from '../../services/matcher/src/config.ts';
import { underlyingOf } from '../../services/matcher/src/sequencer/underlyings.ts';
import type { SignerConfig } from '../../services/oracle/src/signer/signer-config.ts';
import type { RollupConfig } from '../../services/prover/src/config.ts';
import { replaceFile } from './atomic-file.ts';
import type { LocalDeployment } from './deploy-local.ts';
import type { DeploymentRecord } from './deployment-record.ts';
import { developmentAccount, ROLES } from './development-keys.ts';
import { indexSourcesIn } from './index-sources.ts';
import { oracleSetOf } from './oracle-set.ts';
import { recordingsIn } from './recordings.ts';
import type { SignerPlan } from './signer-plan.ts';
import { signerSources } from './signer-sources.ts';
import type { StartOptions } from './start-options.ts';

/** L1 blocks on top of a deposit before the exchange takes it. */
export const DEPOSIT_CONFIRMATIONS = 2;
/** L1 blocks on top of a settlement before it is called final. */
export const FINAL_CONFIRMATIONS = 3;
const SEAL_MILLISECONDS = 3000;
const BATCHES_PER_TRANSACTION = 8;
/** A signer refuses an index farther from its own: four times what a feed lags behind before it answers anew. */
const MAX_DEVIATION_PPM = 10_000;

/** What every process of one exchange is told. */
export interface ConfigInputs {
  readonly options: StartOptions;
  readonly record: DeploymentRecord;
  readonly deployment: LocalDeployment;
  readonly rpcUrl: string;
  readonly port: number;
  readonly webDirectory: string | null;
  readonly cacheDirectory: string;
  /** Null where the exchange process has the keys of the oracle set. */
  readonly signers: SignerPlan | null;
}

/** Paths of the configuration files, readable by this user alone: they hold keys. */
export interface ConfigPaths {
  readonly matcher: string;
  readonly rollup: string;
  /** In the order of the set; empty where there are none. */
  readonly signers: readonly string[];
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
    signers: await Promise.all(signerConfigs(inputs).map((config, place) => write(`oracle-signer-${place}`, config))),
  };
}

const pointsOf = (record: DeploymentRecord): [string, string][] =>
  oracleSetOf(record).map(({ x, y }) => [String(x), String(y)]);
const urlOf = (port: number): string => `http://127.0.0.1:${port}`;

function matcherConfig(inputs: ConfigInputs): MatcherConfig {
  const { options, record, deployment, rpcUrl, port, webDirectory, signers } = inputs;
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
    ...(signers
      ? { oracleSigners: { urls: signers.ports.map(urlOf), token: signers.token } }
      : { oracleSecrets: [...record.oracleKeys] }),
    prices: {
      seed: options.seed ?? 1,
      ...(signers ? { startedAt: signers.startedAt } : {}),
      recordings: recordingsIn(options.pricesDirectory ?? null),
      ...indexSourcesIn(options.sourcesPath ?? null),
    },
    ...(options.keeperSharePpm === undefined ? {} : { keeperSharePpm: options.keeperSharePpm }),
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

function signerConfigs({ options, record, deployment, rpcUrl, signers }: ConfigInputs): SignerConfig[] {
  if (signers === null) return [];
  const given = indexSourcesIn(options.sourcesPath ?? null);
  const { U } = CIRCUIT_SIZES[record.circuit];
  const underlyings = Array.from({ length: U }, (_, place) => ({ number: place + 1, ...underlyingOf(place + 1) }));
  return signers.ports.map((port, place) => ({
    dataDirectory: join(options.dataDirectory, 'oracle', `signer-${place}`),
    host: '127.0.0.1',
    port,
    token: signers.token,
    secret: record.oracleKeys[place]!,
    chainId: deployment.chainId,
    exchange: deployment.addresses.exchange,
    circuit: record.circuit,
    l1: { rpcUrl, queue: deployment.addresses.queue, fromBlock: deployment.deployBlock },
    indexes: underlyings.map((underlying) => {
      const { name, lotDecimals } = underlying;
      const own = given.sources?.[name];
      const choice = own
        ? { sources: own, ...(given.rules ? { rules: given.rules } : {}) }
        : signerSources(underlying, place, options, signers, rpcUrl);
      return { underlying: name, lotDecimals, maxDeviationPpm: MAX_DEVIATION_PPM, ...choice };
    }),
  }));
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

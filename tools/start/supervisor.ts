import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deployLocal, type LocalDeployment } from './deploy-local.ts';
import { deploymentRecord } from './deployment-record.ts';
import { type DevelopmentAccount, developmentAccount, ROLES } from './development-keys.ts';
import { lockDirectory } from './directory-lock.ts';
import { KeptL1 } from './kept-l1.ts';
import { KeptProcess } from './kept-process.ts';
import { freePort } from './port.ts';
import { prepareSigners } from './prepare-signers.ts';
import { type ConfigPaths, writeConfigs } from './process-configs.ts';
import { type LAYER, RunningParts } from './running-parts.ts';
import type { StartOptions } from './start-options.ts';
import { StepTimer } from './step-timer.ts';
import { tradingOpen } from './trading-open.ts';
import { buildWeb } from './web-build.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const PROVER_NICENESS = 10;
const BOT_NICENESS = 5;

export type { StartOptions } from './start-options.ts';

/** An exchange with its L1 and all its processes on this machine. */
export interface RunningExchange {
  /** Of the API and the page. */
  readonly url: string;
  readonly rpcUrl: string;
  readonly chainId: number;
  readonly deployBlock: number;
  readonly addresses: LocalDeployment['addresses'];
  /** Development accounts of the local L1 by role. */
  readonly keys: { readonly [Role in keyof typeof ROLES]: DevelopmentAccount };
  readonly internalToken: string;
  /** Processes as they run now. */
  readonly children: readonly { readonly name: string; readonly pid: number | undefined }[];
  /** Ends every process; the data directory can be started again. */
  stop(): Promise<void>;
}

/**
 * Starts everything and resolves when trading is open: local L1, contracts, oracle signers, exchange, L1 watcher, prover (which goes on
 * warming up in the background), lister and bots. Throws TenorError with what to do; nothing keeps running then.
 */
export async function startExchange(options: StartOptions): Promise<RunningExchange> {
  mkdirSync(join(options.dataDirectory, 'logs'), { recursive: true });
  mkdirSync(join(options.dataDirectory, 'config'), { recursive: true });
  const unlock = await lockDirectory(options.dataDirectory);
  const running = new RunningParts();
  const stop = async (): Promise<void> => {
    await running.stop();
    unlock();
  };
  try {
    return await startParts(options, running, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(
  options: StartOptions,
  running: RunningParts,
  stop: () => Promise<void>,
): Promise<RunningExchange> {
  const timer = new StepTimer(options.onProgress ?? (() => {}), options.signal);
  const cacheDirectory = options.cacheDirectory ?? join(repository, '.tenor');
  const recordPath = join(options.dataDirectory, 'deployment.json');
  const record = await deploymentRecord(recordPath, options.size, options.genesisHoursAgo ?? 0);
  const port = await freePort(options.port ?? 0);
  const web =
    options.web === false
      ? Promise.resolve(null)
      : timer.run('page', () => buildWeb(repository, join(cacheDirectory, 'web')));
  web.catch(() => undefined); // awaited below; until then a failure must not end this process

  const l1 = await timer.run('local L1', () => openL1(options));
  running.add('l1', l1);
  const deployment = await timer.run('contracts', () => deployLocal(l1.rpcUrl, recordPath, record));
  const signers = await timer.run('oracle', () => prepareSigners(options, record, l1.rpcUrl, running));
  const webDirectory = (await web)?.folder ?? null;
  const configs = await writeConfigs({
    options,
    record,
    deployment,
    rpcUrl: l1.rpcUrl,
    port,
    webDirectory,
    cacheDirectory,
    signers,
  });

  const url = `http://127.0.0.1:${port}`;
  const kept = keptProcesses(options, running);
  for (const [place, config] of configs.signers.entries()) {
    kept.keep(`oracle-signer-${place}`, 'services/oracle/src/signer/main.ts', 0, { TENOR_CONFIG: config }, 'oracle');
  }
  await timer.run('exchange', async () => {
    const matcher = kept.keep(
      'matcher',
      'services/matcher/src/main.ts',
      0,
      { TENOR_CONFIG: configs.matcher },
      'exchange',
    );
    await tradingOpen(url, record.internalToken, matcher, options.signal);
  });
  startFollowers(options, configs, { TENOR_URL: url, TENOR_RPC_URL: l1.rpcUrl }, kept.keep);
  return {
    url,
    rpcUrl: l1.rpcUrl,
    chainId: deployment.chainId,
    deployBlock: deployment.deployBlock,
    addresses: deployment.addresses,
    keys: mapRoles(developmentAccount),
    internalToken: record.internalToken,
    get children() {
      return [{ name: 'l1', pid: l1.pid }, ...kept.processes.map(({ name, pid }) => ({ name, pid }))];
    },
    stop,
  };
}

async function openL1(options: StartOptions): Promise<KeptL1> {
  const tell = (text: string): void => options.onProgress?.(text);
  const port = await freePort(options.l1Port ?? 0);
  return KeptL1.start(
    { folder: join(options.dataDirectory, 'l1'), port, onError: (error) => tell(`local L1: ${error}`) },
    tell,
  );
}

type Keep = (
  name: string,
  entry: string,
  niceness: number,
  environment: Record<string, string>,
  layer?: keyof typeof LAYER,
) => KeptProcess;

/** Starts processes that are kept alive until everything stops. */
function keptProcesses(options: StartOptions, running: RunningParts): { processes: KeptProcess[]; keep: Keep } {
  const processes: KeptProcess[] = [];
  const keep: Keep = (name, entry, niceness, environment, layer = 'followers') => {
    const kept = new KeptProcess({
      name,
      entry: join(repository, entry),
      niceness,
      environment,
      logPath: join(options.dataDirectory, 'logs', `${name}.log`),
      onEnd: (ended, end, restarting) => {
        const next = restarting ? 'starting it again' : `see logs/${ended}.log`;
        options.onProgress?.(`${ended} stopped (${end}), ${next}`);
      },
      onProgress: (text) => options.onProgress?.(text),
    });
    processes.push(kept);
    running.add(layer, kept);
    return kept;
  };
  return { processes, keep };
}

/** What follows the exchange; only once it is open, because until then its start needs the machine. */
function startFollowers(
  options: StartOptions,
  configs: ConfigPaths,
  bot: { TENOR_URL: string; TENOR_RPC_URL: string },
  keep: Keep,
): void {
  keep('l1-watcher', 'services/prover/src/l1-watcher/main.ts', 0, { TENOR_CONFIG: configs.rollup });
  keep('prover', 'services/prover/src/main.ts', PROVER_NICENESS, { TENOR_CONFIG: configs.rollup });
  if (options.lister) {
    const key = { TENOR_LISTER_KEY: developmentAccount(ROLES.lister).privateKey };
    keep('lister', 'apps/lister/src/main.ts', BOT_NICENESS, { ...bot, ...key });
  }
  if (options.bots) {
    const key = { TENOR_BOT_KEY: developmentAccount(ROLES.maker).privateKey };
    keep('market-maker', 'apps/market-maker/src/main.ts', BOT_NICENESS, { ...bot, ...key });
  }
  if (options.keeper) {
    const key = { TENOR_KEEPER_KEY: developmentAccount(ROLES.keeper).privateKey };
    keep('keeper', 'apps/keeper/src/main.ts', BOT_NICENESS, { ...bot, ...key });
  }
}

const mapRoles = (account: (index: number) => DevelopmentAccount): RunningExchange['keys'] => ({
  governance: account(ROLES.governance),
  sequencer: account(ROLES.sequencer),
  wallet: account(ROLES.wallet),
  maker: account(ROLES.maker),
  trader: account(ROLES.trader),
  secondTrader: account(ROLES.secondTrader),
  keeper: account(ROLES.keeper),
  lister: account(ROLES.lister),
  feeder: account(ROLES.feeder),
});

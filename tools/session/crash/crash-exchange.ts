import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CircuitName } from '@tenor/protocol';
import type { MatcherConfig } from '../../../services/matcher/src/config.ts';
import { replaceFile } from '../../start/atomic-file.ts';
import { deployLocal, type LocalDeployment } from '../../start/deploy-local.ts';
import { type DeploymentRecord, deploymentRecord } from '../../start/deployment-record.ts';
import { developmentAccount, ROLES } from '../../start/development-keys.ts';
import { lockDirectory } from '../../start/directory-lock.ts';
import { KeptL1 } from '../../start/kept-l1.ts';
import { KeptProcess } from '../../start/kept-process.ts';
import { freePort } from '../../start/port.ts';
import { type ConfigPaths, writeConfigs } from '../../start/process-configs.ts';
import { type LAYER, RunningParts } from '../../start/running-parts.ts';
import { tradingOpen } from '../../start/trading-open.ts';
import type { SessionClock } from '../session-clock.ts';
import { answering } from './answering.ts';

type Prices = NonNullable<MatcherConfig['prices']>;

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const KEEPER = 'apps/keeper/src/main.ts';
/** So that an hour of funding is due, and is paid while there are positions. */
const GENESIS_HOURS_AGO = 1;
const PROVER_NICENESS = 10;
const KEEPER_CYCLE_MILLISECONDS = '250';

export interface CrashExchangeOptions {
  readonly dataDirectory: string;
  readonly size: CircuitName;
  readonly prices: Prices;
  /** The time of day at which it is. */
  readonly clock: SessionClock;
  readonly tell: (line: string) => void;
}

/**
 * An exchange on this machine whose prices can be changed: the same processes as `npm start`, but the prover is started when it is wanted, and the exchange
 * process is started again, from its journal, with each change of prices.
 */
export class CrashExchange {
  readonly record: DeploymentRecord;
  readonly deployment: LocalDeployment;
  readonly url: string;
  readonly rpcUrl: string;
  readonly #options: CrashExchangeOptions;
  readonly #configs: ConfigPaths;
  readonly #running: RunningParts;
  readonly #unlock: () => void;
  #matcher: KeptProcess | null = null;
  #prover: KeptProcess | null = null;

  private constructor(
    options: CrashExchangeOptions,
    parts: { record: DeploymentRecord; deployment: LocalDeployment; rpcUrl: string; port: number },
    configs: ConfigPaths,
    running: RunningParts,
    unlock: () => void,
  ) {
    this.#options = options;
    this.record = parts.record;
    this.deployment = parts.deployment;
    this.rpcUrl = parts.rpcUrl;
    this.url = `http://127.0.0.1:${parts.port}`;
    this.#configs = configs;
    this.#running = running;
    this.#unlock = unlock;
  }

  /** Starts local L1, contracts, exchange and L1 watcher; resolves when trading is open. Nothing keeps running where it throws. */
  static async start(options: CrashExchangeOptions): Promise<CrashExchange> {
    const { dataDirectory, size, prices, clock, tell } = options;
    for (const folder of ['logs', 'config']) mkdirSync(join(dataDirectory, folder), { recursive: true });
    const unlock = await lockDirectory(dataDirectory);
    const running = new RunningParts();
    try {
      const recordPath = join(dataDirectory, 'deployment.json');
      const record = await deploymentRecord(recordPath, size, GENESIS_HOURS_AGO);
      const port = await freePort(0);
      const onError = (error: unknown): void => tell(`local L1: ${error}`);
      const l1 = await KeptL1.start({ folder: join(dataDirectory, 'l1'), port: await freePort(0), onError }, tell);
      running.add('l1', l1);
      await clock.moveL1(l1.rpcUrl);
      const deployment = await deployLocal(l1.rpcUrl, recordPath, record);
      tell('contracts deployed');
      const configs = await writeConfigs({
        options: { dataDirectory, size },
        record,
        deployment,
        rpcUrl: l1.rpcUrl,
        port,
        webDirectory: null,
        cacheDirectory: join(repository, '.tenor'),
        // One process with all keys: the exchange is started again with other prices all day.
        signers: null,
      });
      const exchange = new CrashExchange(
        options,
        { record, deployment, rpcUrl: l1.rpcUrl, port },
        configs,
        running,
        unlock,
      );
      await exchange.play(prices);
      exchange.#keep('followers', 'l1-watcher', 'services/prover/src/l1-watcher/main.ts', configs.rollup);
      return exchange;
    } catch (error) {
      await running.stop();
      unlock();
      throw error;
    }
  }

  /** Starts the exchange process, or starts it again from its journal, with these prices; null: no marks, no funding, no liquidations any more. */
  async play(prices: Prices | null): Promise<void> {
    await this.#matcher?.stop();
    const path = this.#configs.matcher;
    const config = JSON.parse(readFileSync(path, 'utf8')) as MatcherConfig;
    const next = { ...config, runMarginEngine: prices !== null, ...(prices && { prices }) };
    await replaceFile(path, `${JSON.stringify(next, null, 2)}\n`, 0o600);
    this.#matcher = this.#keep('exchange', 'matcher', 'services/matcher/src/main.ts', path);
    await answering(this.url, this.record.internalToken);
    // Without marks it never opens again.
    if (prices !== null) await tradingOpen(this.url, this.record.internalToken, this.#matcher);
  }

  startProver(): void {
    const { rollup } = this.#configs;
    this.#prover = this.#keep('followers', 'prover', 'services/prover/src/main.ts', rollup, PROVER_NICENESS);
  }

  /** What is proved and not settled by then stays so. */
  async stopProver(): Promise<void> {
    await this.#prover?.stop();
  }

  /** Starts the keeper of this repository; false where there is none. */
  startKeeper(wallet: number): boolean {
    if (!existsSync(join(repository, KEEPER))) return false;
    this.#keep('followers', 'keeper', KEEPER, null, 0, {
      TENOR_URL: this.url,
      TENOR_RPC_URL: this.rpcUrl,
      TENOR_KEEPER_KEY: developmentAccount(wallet).privateKey,
      TENOR_KEEPER_CYCLE_MS: KEEPER_CYCLE_MILLISECONDS,
    });
    return true;
  }

  async stop(): Promise<void> {
    await this.#running.stop();
    this.#unlock();
  }

  #keep(
    layer: keyof typeof LAYER,
    name: string,
    entry: string,
    config: string | null,
    niceness = 0,
    environment: Readonly<Record<string, string>> = {},
  ): KeptProcess {
    const kept = new KeptProcess({
      name,
      entry: join(repository, entry),
      niceness,
      environment: { ...environment, ...(config !== null && { TENOR_CONFIG: config }) },
      logPath: join(this.#options.dataDirectory, 'logs', `${name}.log`),
      onEnd: (ended, end, restarting) =>
        this.#options.tell(`${ended} stopped (${end})${restarting ? ', starting it again' : ''}`),
    });
    this.#running.add(layer, kept);
    return kept;
  }
}

/** Wallets of the local chain: the maker's, the one that pays into the insurance fund, the keeper's, and the first of the population's. */
export const WALLETS = { maker: ROLES.maker, insurer: ROLES.wallet, keeper: 9, population: ROLES.trader } as const;

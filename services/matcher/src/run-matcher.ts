import { join } from 'node:path';
import {
  fileSettlements,
  type IndexFeedOptions,
  Liquidator,
  MarginEngine,
  type OptionAnalytics,
  runMarginEngine,
} from '@tenor/margin-engine';
import type { QuorumReport } from '@tenor/oracle';
import {
  CIRCUIT_SIZES,
  type CircuitName,
  type CircuitSize,
  domainOf,
  genesisState,
  Ledger,
  type PublicKey,
} from '@tenor/protocol';
import type { Logger } from 'pino';
import type { MatcherConfig } from './config.ts';
import { followExchange } from './follower/exchange-analytics.ts';
import { marginEngineView } from './follower/margin-engine-port.ts';
import { PriceStreams } from './follower/price-streams.ts';
import { RiskWatch } from './follower/risk-watch.ts';
import { createGateway } from './gateway/gateway.ts';
import { oracleKeysOf } from './oracle-set.ts';
import { adoptPenaltySplit } from './penalty-setting.ts';
import { type ChosenAuthority, roundAuthorityOf } from './round-authority.ts';
import { Exchange } from './sequencer/exchange.ts';
import type { LedgerFactory } from './sequencer/sequencer.ts';
import { lotsPerUnit, underlyingOf } from './sequencer/underlyings.ts';

/** Funding that is due when the process starts waits this long for samples of the premium. */
const FUNDING_PATIENCE_SECONDS = 15;

/** A running exchange process. */
export interface RunningMatcher {
  readonly url: string;
  readonly exchange: Exchange;
  /** Stops taking commands, waits for those that were taken, and closes the journal. */
  stop(): Promise<void>;
}

const sizeOf = ({ circuit }: MatcherConfig): CircuitSize => CIRCUIT_SIZES[circuit as CircuitName];

function ledgerFactory(config: MatcherConfig, domain: bigint, oracleKeys: readonly PublicKey[]): LedgerFactory {
  const size = sizeOf(config);
  const options = { size, domain, oracleKeys };
  return {
    create: () => Ledger.create({ ...options, genesis: genesisState(size, config.genesisHour) }),
    restore: (text) => Ledger.deserialize(text, options),
  };
}

/** One feed for each underlying of the circuit, opened one after the other. */
async function indexFeeds(count: number, prices: PriceStreams): Promise<IndexFeedOptions[]> {
  const feeds: IndexFeedOptions[] = [];
  for (let underlying = 1; underlying <= count; underlying++) {
    feeds.push({
      underlying,
      lotsPerUnit: lotsPerUnit(underlyingOf(underlying)),
      prices: await prices.open(underlying),
    });
  }
  return feeds;
}

/** A margin engine at work in this process. */
interface RunningEngine {
  option(instrument: number): OptionAnalytics | null;
  oracle(): QuorumReport | null;
  stop(): Promise<void>;
}

async function startMarginEngine(
  config: MatcherConfig,
  exchange: Exchange,
  { authority, report }: ChosenAuthority,
  log: Logger,
): Promise<RunningEngine> {
  const { M, K, U } = sizeOf(config);
  const settlements = fileSettlements(join(config.dataDirectory, 'settlements.json'));
  const prices = new PriceStreams(config.prices ?? {}, log);
  const indexes = await indexFeeds(U, prices).catch(async (error) => {
    await prices.stop();
    throw error;
  });
  const watch = new RiskWatch(exchange, K);
  const view = marginEngineView(exchange, watch, Date.now);
  const engine = new MarginEngine({
    exchange: view,
    indexes,
    authority,
    rows: M,
    settlements,
    fundingPatienceSeconds: FUNDING_PATIENCE_SECONDS,
    liquidator: new Liquidator(view, log),
    log,
  });
  const stopping = new AbortController();
  const { tickMilliseconds } = config;
  const running = runMarginEngine(engine, {
    ...(tickMilliseconds ? { tickMilliseconds } : {}),
    signal: stopping.signal,
  });
  return {
    option: (instrument) => engine.optionAnalytics(instrument),
    oracle: report,
    stop: async () => {
      stopping.abort();
      await running;
      await engine.close();
      watch.stop();
      await prices.stop();
    },
  };
}

/**
 * Opens the exchange of a data directory, puts the API before it and lets the margin engine follow it.
 * Throws DATA_DAMAGED, PORT_BUSY, INVALID_PARAMS for oracle keys that do not fit the circuit, or what a price recording's file says.
 */
export async function runMatcher(config: MatcherConfig, log: Logger): Promise<RunningMatcher> {
  const { chainId, dataDirectory } = config;
  const exchangeAddress = config.exchange as `0x${string}`;
  const domain = domainOf(chainId, exchangeAddress);
  const oracleKeys = oracleKeysOf(config, sizeOf(config));
  const exchange = await Exchange.open({
    dataDir: join(dataDirectory, 'journal'),
    identity: `${chainId} ${exchangeAddress.toLowerCase()} ${config.circuit}`,
    ledgers: ledgerFactory(config, domain, oracleKeys),
    log,
  });
  let engine: RunningEngine | null = null;
  // Before the gateway, so that its figures are up to date when the gateway shows them.
  const analytics = followExchange(
    exchange,
    join(dataDirectory, 'health.json'),
    (instrument) => engine?.option(instrument) ?? null,
  );
  try {
    await adoptPenaltySplit(exchange, config.keeperSharePpm, Date.now(), log);
    const gateway = await createGateway({
      exchange,
      analytics,
      logger: log,
      chainId,
      exchangeAddress,
      queueAddress: config.queue as `0x${string}` | undefined,
      tokenAddress: config.token as `0x${string}` | undefined,
      domain,
      oracleKeys,
      circuit: config.circuit,
      receiptKey: config.receiptKey as `0x${string}`,
      internalToken: config.internalToken,
      proofDirectory: join(dataDirectory, 'proofs'),
      webDirectory: config.webDirectory,
      webConfig: config.webConfig,
      rates: config.rates,
      oracle: () => engine?.oracle() ?? null,
      signatureThreads: config.signatureThreads,
    });
    const url = await gateway.listen({ port: config.port, ...(config.host ? { host: config.host } : {}) });
    if (config.runMarginEngine !== false) {
      const authority = roundAuthorityOf(config, { oracleKeys, domain, size: sizeOf(config) }, log);
      engine = await startMarginEngine(config, exchange, authority, log);
    }
    return {
      url,
      exchange,
      stop: async () => {
        await engine?.stop();
        await gateway.close();
        analytics.stop();
        await exchange.close();
      },
    };
  } catch (error) {
    await exchange.close();
    throw error;
  }
}

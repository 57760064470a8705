import { join } from 'node:path';
import { Liquidator, MarginEngine, type PricedMarketOptions, runMarginEngine } from '@tenor/margin-engine';
import { CIRCUIT_SIZES, type CircuitName, derivePublicKey, domainOf, genesisState, Ledger } from '@tenor/protocol';
import type { Logger } from 'pino';
import type { MatcherConfig } from './config.ts';
import { followExchange } from './follower/exchange-analytics.ts';
import { marginEngineView } from './follower/margin-engine-port.ts';
import { lotsPerUnit, PriceStreams } from './follower/price-streams.ts';
import { RiskWatch } from './follower/risk-watch.ts';
import { createGateway } from './gateway/gateway.ts';
import { Exchange } from './sequencer/exchange.ts';
import type { LedgerFactory } from './sequencer/sequencer.ts';

/** Funding that is due when the process starts waits this long for samples of the premium. */
const FUNDING_PATIENCE_SECONDS = 15;

/** A running exchange process. */
export interface RunningMatcher {
  readonly url: string;
  readonly exchange: Exchange;
  /** Stops taking commands, waits for those that were taken, and closes the journal. */
  stop(): Promise<void>;
}

const secretBytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.slice(2), 'hex'));

function ledgerFactory(config: MatcherConfig, domain: bigint): LedgerFactory {
  const size = CIRCUIT_SIZES[config.circuit as CircuitName];
  const options = { size, domain, oracleKey: derivePublicKey(secretBytes(config.oracleKey)) };
  return {
    create: () => Ledger.create({ ...options, genesis: genesisState(size, config.genesisHour) }),
    restore: (text) => Ledger.deserialize(text, options),
  };
}

/** One after the other: instruments of one underlying share its index. */
async function pricedMarkets({ queries }: Exchange, prices: PriceStreams): Promise<PricedMarketOptions[]> {
  const markets: PricedMarketOptions[] = [];
  for (const instrument of queries.instruments()) {
    markets.push({
      name: instrument.name,
      row: instrument.row,
      terms: instrument.terms,
      lotsPerUnit: lotsPerUnit(instrument),
      prices: await prices.open(instrument),
      fundingPatienceSeconds: FUNDING_PATIENCE_SECONDS,
    });
  }
  return markets;
}

async function startMarginEngine(
  config: MatcherConfig,
  domain: bigint,
  exchange: Exchange,
  indexPrices: Map<number, bigint>,
  log: Logger,
): Promise<() => Promise<void>> {
  const prices = new PriceStreams(config.prices ?? {}, indexPrices, log);
  const markets = await pricedMarkets(exchange, prices).catch(async (error) => {
    await prices.stop();
    throw error;
  });
  const { M, K } = CIRCUIT_SIZES[config.circuit as CircuitName];
  const watch = new RiskWatch(exchange, K);
  const view = marginEngineView(exchange, watch, Date.now);
  const engine = new MarginEngine({
    exchange: view,
    markets,
    oracleSecret: secretBytes(config.oracleKey),
    domain,
    rows: M,
    liquidator: new Liquidator(view, log),
    log,
  });
  const stopping = new AbortController();
  const { tickMilliseconds } = config;
  const running = runMarginEngine(engine, {
    ...(tickMilliseconds ? { tickMilliseconds } : {}),
    signal: stopping.signal,
  });
  return async () => {
    stopping.abort();
    await running;
    watch.stop();
    await prices.stop();
  };
}

/**
 * Opens the exchange of a data directory, puts the API before it and lets the margin engine follow it.
 * Throws DATA_DAMAGED, PORT_BUSY or what a price recording's file says.
 */
export async function runMatcher(config: MatcherConfig, log: Logger): Promise<RunningMatcher> {
  const { chainId, dataDirectory } = config;
  const exchangeAddress = config.exchange as `0x${string}`;
  const domain = domainOf(chainId, exchangeAddress);
  const exchange = await Exchange.open({
    dataDir: join(dataDirectory, 'journal'),
    identity: `${chainId} ${exchangeAddress.toLowerCase()} ${config.circuit}`,
    ledgers: ledgerFactory(config, domain),
    log,
  });
  const indexPrices = new Map<number, bigint>();
  // Before the gateway, so that its figures are up to date when the gateway shows them.
  const analytics = followExchange(exchange, indexPrices, join(dataDirectory, 'health.json'));
  try {
    const gateway = await createGateway({
      exchange,
      analytics,
      logger: log,
      chainId,
      exchangeAddress,
      queueAddress: config.queue as `0x${string}` | undefined,
      tokenAddress: config.token as `0x${string}` | undefined,
      domain,
      circuit: config.circuit,
      receiptKey: config.receiptKey as `0x${string}`,
      internalToken: config.internalToken,
      proofDirectory: join(dataDirectory, 'proofs'),
      webDirectory: config.webDirectory,
      webConfig: config.webConfig,
      rates: config.rates,
      signatureThreads: config.signatureThreads,
    });
    const url = await gateway.listen({ port: config.port, ...(config.host ? { host: config.host } : {}) });
    const stopEngine =
      config.runMarginEngine === false
        ? async () => {}
        : await startMarginEngine(config, domain, exchange, indexPrices, log);
    return {
      url,
      exchange,
      stop: async () => {
        await stopEngine();
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

import { CIRCUIT_SIZES, type CircuitName } from '@tenor/protocol';
import { ExchangeClient, L1Client } from '@tenor/sdk';
import { pino } from 'pino';
import { DryDesk } from './dry-desk.ts';
import { serveHealth } from './health-page.ts';
import { Lister } from './lister.ts';
import { type ListerConfig, listerConfig } from './lister-config.ts';
import type { ListingDesk } from './listing-desk.ts';
import { LiveDesk } from './live-desk.ts';

const log = pino({ name: 'lister', level: process.env.LOG_LEVEL ?? 'info' });
const RETRY_MILLISECONDS = 1000;
const CONNECT_MILLISECONDS = 120_000;

/** The exchange may still be starting: tries again for two minutes. */
async function connect(url: string): Promise<ExchangeClient> {
  const deadline = Date.now() + CONNECT_MILLISECONDS;
  for (;;) {
    try {
      return await ExchangeClient.connect(url);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MILLISECONDS));
    }
  }
}

function deskOf({ config: { l1 } }: ExchangeClient, config: ListerConfig): ListingDesk {
  if (config.isDryRun || config.privateKey === null) return new DryDesk();
  const rpcUrl = config.rpcUrl ?? new URL(l1.rpcUrl, config.url).href;
  return new LiveDesk(L1Client.fromPrivateKey(l1, config.privateKey, rpcUrl));
}

async function main(): Promise<void> {
  const config = listerConfig(process.env, process.argv.slice(2));
  const exchange = await connect(config.url);
  const desk = deskOf(exchange, config);
  const { M } = CIRCUIT_SIZES[exchange.config.circuit.name as CircuitName];
  // A parent that keeps this process hears it too.
  const tell = (text: string): void => void process.send?.({ progress: text });
  const lister = new Lister({ exchange, desk, config, rows: M, log, tell });
  lister.start();
  const page = config.healthPort === null ? null : await serveHealth(lister, config.healthPort);
  log.info({ owner: desk.owner, dryRun: config.isDryRun, health: page?.url }, 'running');

  const stop = async (signal: string): Promise<void> => {
    log.info({ signal }, 'stopping');
    // An exchange or L1 that is gone already must not hold the lister up.
    setTimeout(() => process.exit(0), 1800).unref();
    await lister.stop();
    await page?.close();
    exchange.close();
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop('SIGTERM'));
  process.once('SIGINT', () => void stop('SIGINT'));
}

main().catch((error: unknown) => {
  log.fatal({ err: error }, 'the lister could not start');
  process.exit(1);
});

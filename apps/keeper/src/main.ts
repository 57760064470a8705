import { ExchangeClient, ensureAccount, L1Client } from '@tenor/sdk';
import { pino } from 'pino';
import type { Desk } from './desk.ts';
import { DryDesk } from './dry-desk.ts';
import { serveHealth } from './health-page.ts';
import { Keeper } from './keeper.ts';
import { type KeeperConfig, keeperConfig } from './keeper-config.ts';
import { LiveDesk } from './live-desk.ts';

const log = pino({ name: 'keeper', level: process.env.LOG_LEVEL ?? 'info' });
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

/** A dry run opens no account and needs no key. */
async function openDesk(exchange: ExchangeClient, config: KeeperConfig): Promise<Desk> {
  if (config.isDryRun || config.privateKey === null) return new DryDesk(config.deposit, log);
  const { l1 } = exchange.config;
  const owner = L1Client.fromPrivateKey(l1, config.privateKey, config.rpcUrl ?? new URL(l1.rpcUrl, config.url).href);
  log.info({ url: config.url, owner: owner.owner }, 'opening the account');
  return new LiveDesk(await ensureAccount(exchange, owner, { depositMicroUsd: config.deposit }));
}

async function main(): Promise<void> {
  const config = keeperConfig(process.env, process.argv.slice(2));
  const exchange = await connect(config.url);
  const desk = await openDesk(exchange, config);
  const keeper = new Keeper({ exchange, desk, config, log });
  await keeper.start();
  const page = config.healthPort === null ? null : await serveHealth(keeper, config.healthPort);
  log.info({ account: desk.account, dryRun: config.isDryRun, health: page?.url }, 'running');

  const stop = async (signal: string): Promise<void> => {
    log.info({ signal }, 'stopping');
    // An exchange that is gone already must not hold the keeper up.
    setTimeout(() => process.exit(0), 1800).unref();
    await keeper.stop().catch((error: unknown) => log.warn({ err: error }, 'could not cancel its orders'));
    await page?.close();
    exchange.close();
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop('SIGTERM'));
  process.once('SIGINT', () => void stop('SIGINT'));
}

main().catch((error: unknown) => {
  log.fatal({ err: error }, 'the keeper could not start');
  process.exit(1);
});

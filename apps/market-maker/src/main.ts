import { ExchangeClient, ensureAccount, L1Client } from '@tenor/sdk';
import { pino } from 'pino';
import { type BotConfig, botConfig } from './bot-config.ts';
import { FlowTaker } from './flow-taker.ts';
import { serveHealth } from './health-page.ts';
import { MarketMaker } from './market-maker.ts';

const log = pino({ name: 'market-maker', level: process.env.LOG_LEVEL ?? 'info' });
const RETRY_MILLISECONDS = 1000;
const CONNECT_MILLISECONDS = 120_000;
/** Which of the wallet's trading keys; each has an account of its own. */
const KEY_INDEX = { firstDesk: 0, flow: 1, otherDesks: 1 } as const;

/** The exchange may still be starting: tries again for two minutes. */
async function connect(config: BotConfig): Promise<ExchangeClient> {
  const deadline = Date.now() + CONNECT_MILLISECONDS;
  for (;;) {
    try {
      return await ExchangeClient.connect(config.url);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MILLISECONDS));
    }
  }
}

async function main(): Promise<void> {
  const config = botConfig(process.env, process.argv.slice(2));
  const exchange = await connect(config);
  const { l1 } = exchange.config;
  const owner = L1Client.fromPrivateKey(l1, config.privateKey, config.rpcUrl ?? new URL(l1.rpcUrl, config.url).href);
  const open = async (client: ExchangeClient, keyIndex: number) => {
    log.info({ url: config.url, owner: owner.owner, mode: config.mode, keyIndex }, 'opening an account');
    return ensureAccount(client, owner, { keyIndex, depositMicroUsd: config.deposit });
  };
  const account = await open(exchange, config.mode === 'flow' ? KEY_INDEX.flow : KEY_INDEX.firstDesk);
  const openDesk = async (desk: number) => open(await connect(config), KEY_INDEX.otherDesks + desk);
  const bot =
    config.mode === 'flow' ? new FlowTaker(account, config, log) : new MarketMaker(account, config, log, openDesk);
  await bot.start();
  const page =
    config.healthPort === null
      ? null
      : await serveHealth(
          config.healthPort,
          () => bot.health(),
          () => exchange.connection.state === 'open',
        );
  log.info({ account: account.account, health: page?.url }, 'running');

  const stop = async (signal: string): Promise<void> => {
    log.info({ signal }, 'stopping');
    // The supervisor gives two seconds: an exchange that is gone already must not hold the bot up.
    setTimeout(() => process.exit(0), 1800).unref();
    await bot.stop().catch((error: unknown) => log.warn({ err: error }, 'could not cancel all'));
    await page?.close();
    exchange.close();
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop('SIGTERM'));
  process.once('SIGINT', () => void stop('SIGINT'));
}

main().catch((error: unknown) => {
  log.fatal({ err: error }, 'the bot could not start');
  process.exit(1);
});

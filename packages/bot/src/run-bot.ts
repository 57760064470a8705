import type { ExchangeClient } from '@tenor/sdk';
import { type Logger, pino } from 'pino';
import { serveHealth, type Watched } from './health-page.ts';

/** A supervisor gives two seconds: an exchange or L1 that is gone already must not hold a bot up. */
const STOP_MILLISECONDS = 1800;

/** What a process runs. */
export interface Bot extends Watched {
  start(): void | Promise<void>;
  /** Ends its loop and takes back what it has in the book. */
  stop(): Promise<void>;
}

/** A bot that is ready to be started. */
export interface OpenBot {
  readonly bot: Bot;
  readonly exchange: Pick<ExchangeClient, 'close'>;
  /** Port of the health page; null for none, 0 for any. */
  readonly healthPort: number | null;
  /** What the log says of it when it runs. */
  readonly about: object;
}

/**
 * The process of a bot: opens it, starts it, serves its health, and stops it on SIGTERM and SIGINT. Exits with 1 when it cannot start.
 * LOG_LEVEL sets the level of its log.
 * @param name as people call it, e.g. `market maker`
 */
export async function runBot(name: string, open: (log: Logger) => Promise<OpenBot>): Promise<void> {
  const log = pino({ name: name.replaceAll(' ', '-'), level: process.env.LOG_LEVEL ?? 'info' });
  try {
    const { bot, exchange, healthPort, about } = await open(log);
    await bot.start();
    const page = healthPort === null ? null : await serveHealth(name, bot, healthPort);
    log.info({ ...about, health: page?.url }, 'running');
    const stop = async (signal: string): Promise<void> => {
      log.info({ signal }, 'stopping');
      setTimeout(() => process.exit(0), STOP_MILLISECONDS).unref();
      await bot.stop().catch((error: unknown) => log.warn({ err: error }, 'could not take everything back'));
      await page?.close();
      exchange.close();
      process.exit(0);
    };
    process.once('SIGTERM', () => void stop('SIGTERM'));
    process.once('SIGINT', () => void stop('SIGINT'));
  } catch (error) {
    log.fatal({ err: error }, `the ${name} could not start`);
    process.exit(1);
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { ExchangeClient } from '@tenor/sdk';
import { pino } from 'pino';
import { botConfig, type InstrumentPlan } from '../../apps/market-maker/src/bot-config.ts';
import { MarketMaker, type OpenDesk } from '../../apps/market-maker/src/market-maker.ts';
import type { Participant } from './participants.ts';

const PATIENCE_MILLISECONDS = 60_000;
const POLL_MILLISECONDS = 200;

/**
 * The maker's own bot, in this process; a session waits for every proof, so its backlog cap is out of reach.
 * @param plans how it quotes perpetuals; as by default unless given
 * @param openDesk opens a second account for it to quote from; one serves all it can hold unless given
 */
export async function startMaker(
  maker: Participant,
  privateKey: `0x${string}`,
  plans?: readonly InstrumentPlan[],
  openDesk: OpenDesk | null = null,
): Promise<MarketMaker> {
  const environment = {
    TENOR_URL: maker.account.exchange.url,
    TENOR_BOT_KEY: privateKey,
    TENOR_BOT_BACKLOG_ROWS: '100000',
    TENOR_BOT_ACCOUNTS: '2',
    TENOR_BOT_CYCLE_MS: '500',
    // A session may come close to an expiry, and goes on quoting.
    TENOR_BOT_CLOSING_MINUTES: '0',
  };
  const config = botConfig(environment, []);
  const bot = new MarketMaker(maker.account, plans ? { ...config, plans } : config, pino({ level: 'error' }), openDesk);
  await bot.start();
  return bot;
}

/** Waits until every perpetual has a quote on both sides. Throws when one has none after a minute. */
export async function awaitQuotes(exchange: ExchangeClient): Promise<void> {
  for (const { name, expiresAt } of exchange.instruments) {
    if (expiresAt !== null) continue;
    const deadline = Date.now() + PATIENCE_MILLISECONDS;
    for (;;) {
      const { best_bid, best_ask } = await exchange.ticker(name);
      if (best_bid !== null && best_ask !== null) break;
      if (Date.now() > deadline) throw new Error(`${name} has no quotes after a minute.`);
      await sleep(POLL_MILLISECONDS);
    }
  }
}

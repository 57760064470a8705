import { setTimeout as sleep } from 'node:timers/promises';
import type { ExchangeClient } from '@tenor/sdk';
import { pino } from 'pino';
import { botConfig, type InstrumentPlan } from '../../apps/market-maker/src/bot-config.ts';
import { MarketMaker } from '../../apps/market-maker/src/market-maker.ts';
import type { Participant } from './participants.ts';

const PATIENCE_MILLISECONDS = 60_000;
const POLL_MILLISECONDS = 200;

/**
 * The maker's own bot, in this process; a session waits for every proof, so its backlog cap is out of reach.
 * @param plans how it quotes; as by default unless given
 */
export async function startMaker(
  maker: Participant,
  privateKey: `0x${string}`,
  plans?: readonly InstrumentPlan[],
): Promise<MarketMaker> {
  const environment = {
    TENOR_URL: maker.account.exchange.url,
    TENOR_BOT_KEY: privateKey,
    TENOR_BOT_BACKLOG_ROWS: '100000',
    TENOR_BOT_CYCLE_MS: '500',
  };
  const config = botConfig(environment, []);
  const bot = new MarketMaker(maker.account, plans ? { ...config, plans } : config, pino({ level: 'warn' }));
  await bot.start();
  return bot;
}

/** Waits until every instrument has a quote on both sides. Throws when one has none after a minute. */
export async function awaitQuotes(exchange: ExchangeClient): Promise<void> {
  for (const { name } of exchange.instruments) {
    const deadline = Date.now() + PATIENCE_MILLISECONDS;
    for (;;) {
      const { best_bid, best_ask } = await exchange.ticker(name);
      if (best_bid !== null && best_ask !== null) break;
      if (Date.now() > deadline) throw new Error(`${name} has no quotes after a minute.`);
      await sleep(POLL_MILLISECONDS);
    }
  }
}

import { connectExchange, runBot } from '@tenor/bot';
import { type ExchangeClient, ensureAccount, L1Client } from '@tenor/sdk';
import type { Logger } from 'pino';
import type { Desk } from './desk.ts';
import { DryDesk } from './dry-desk.ts';
import { Keeper } from './keeper.ts';
import { type KeeperConfig, keeperConfig } from './keeper-config.ts';
import { LiveDesk } from './live-desk.ts';

/** A dry run opens no account and needs no key. */
async function openDesk(exchange: ExchangeClient, config: KeeperConfig, log: Logger): Promise<Desk> {
  if (config.isDryRun || config.privateKey === null) return new DryDesk(config.deposit, log);
  const { l1 } = exchange.config;
  const owner = L1Client.fromPrivateKey(l1, config.privateKey, config.rpcUrl ?? new URL(l1.rpcUrl, config.url).href);
  log.info({ url: config.url, owner: owner.owner }, 'opening the account');
  return new LiveDesk(await ensureAccount(exchange, owner, { depositMicroUsd: config.deposit }));
}

await runBot('keeper', async (log) => {
  const config = keeperConfig(process.env, process.argv.slice(2));
  const exchange = await connectExchange(config.url);
  const desk = await openDesk(exchange, config, log);
  return {
    bot: new Keeper({ exchange, desk, config, log }),
    exchange,
    healthPort: config.healthPort,
    about: { account: desk.account, dryRun: config.isDryRun },
  };
});

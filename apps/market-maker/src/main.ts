import { connectExchange, runBot } from '@tenor/bot';
import { type ExchangeClient, ensureAccount, L1Client } from '@tenor/sdk';
import { botConfig } from './bot-config.ts';
import { FlowTaker } from './flow-taker.ts';
import { MarketMaker } from './market-maker.ts';

/** Which of the wallet's trading keys; each has an account of its own. */
const KEY_INDEX = { firstDesk: 0, flow: 1, otherDesks: 1 } as const;

await runBot('market maker', async (log) => {
  const config = botConfig(process.env, process.argv.slice(2));
  const exchange = await connectExchange(config.url);
  const { l1 } = exchange.config;
  const owner = L1Client.fromPrivateKey(l1, config.privateKey, config.rpcUrl ?? new URL(l1.rpcUrl, config.url).href);
  const open = async (client: ExchangeClient, keyIndex: number) => {
    log.info({ url: config.url, owner: owner.owner, mode: config.mode, keyIndex }, 'opening an account');
    return ensureAccount(client, owner, { keyIndex, depositMicroUsd: config.deposit });
  };
  const account = await open(exchange, config.mode === 'flow' ? KEY_INDEX.flow : KEY_INDEX.firstDesk);
  const openDesk = async (desk: number) => open(await connectExchange(config.url), KEY_INDEX.otherDesks + desk);
  const bot =
    config.mode === 'flow' ? new FlowTaker(account, config, log) : new MarketMaker(account, config, log, openDesk);
  return { bot, exchange, healthPort: config.healthPort, about: { account: account.account } };
});

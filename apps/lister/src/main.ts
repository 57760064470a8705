import { connectExchange, runBot } from '@tenor/bot';
import { CIRCUIT_SIZES, type CircuitName } from '@tenor/protocol';
import { type ExchangeClient, L1Client } from '@tenor/sdk';
import { DryDesk } from './dry-desk.ts';
import { Lister } from './lister.ts';
import { type ListerConfig, listerConfig } from './lister-config.ts';
import type { ListingDesk } from './listing-desk.ts';
import { LiveDesk } from './live-desk.ts';

function deskOf({ config: { l1 } }: ExchangeClient, config: ListerConfig): ListingDesk {
  if (config.isDryRun || config.privateKey === null) return new DryDesk();
  const rpcUrl = config.rpcUrl ?? new URL(l1.rpcUrl, config.url).href;
  return new LiveDesk(L1Client.fromPrivateKey(l1, config.privateKey, rpcUrl));
}

await runBot('lister', async (log) => {
  const config = listerConfig(process.env, process.argv.slice(2));
  const exchange = await connectExchange(config.url);
  const desk = deskOf(exchange, config);
  const { M } = CIRCUIT_SIZES[exchange.config.circuit.name as CircuitName];
  // A parent that keeps this process hears it too.
  const tell = (text: string): void => void process.send?.({ progress: text });
  return {
    bot: new Lister({ exchange, desk, config, rows: M, log, tell }),
    exchange,
    healthPort: config.healthPort,
    about: { owner: desk.owner, dryRun: config.isDryRun },
  };
});

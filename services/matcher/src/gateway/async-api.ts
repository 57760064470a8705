import { channels } from './schema/channels.ts';

const ADDRESSES: Readonly<Record<keyof typeof channels, string>> = {
  book: 'book.{instrument}.{speed}',
  bbo: 'bbo.{instrument}',
  trades: 'trades.{instrument}',
  ticker: 'ticker.{instrument}',
  instruments: 'instruments',
  chain: 'chain.{base}.{expiry}',
  finality: 'finality',
  liquidations: 'liquidations',
  deleveragings: 'deleveragings',
  orders: 'orders',
  fills: 'fills',
  positions: 'positions',
  account: 'account',
};

const PARAMETERS: Readonly<Record<string, object>> = {
  speed: { enum: ['raw', '100ms'] },
  instrument: { description: 'Instrument name, such as BTC-PERP' },
  base: { description: 'Underlying, such as BTC' },
  expiry: { description: 'Expiry as instrument names write it, such as 27MAR26' },
};

/** The AsyncAPI 3 document of the channels, from the schemas that also give their types. */
export function asyncApiDocument(): object {
  const entries = Object.entries(channels).map(([name, payload]) => {
    const address = ADDRESSES[name as keyof typeof channels];
    const parameters = Object.fromEntries(
      [...address.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => [parameter, PARAMETERS[parameter!]]),
    );
    return [name, { address, parameters, messages: { [name]: { payload } } }] as const;
  });
  const operations = entries.map(([name]) => [
    `receive_${name}`,
    { action: 'send', channel: { $ref: `#/channels/${name}` } },
  ]);
  return {
    asyncapi: '3.0.0',
    info: { title: 'Tenor channels', version: '0.1.0', license: { name: 'GPL-3.0-or-later' } },
    servers: { exchange: { host: '{host}', pathname: '/ws', protocol: 'ws', variables: { host: {} } } },
    channels: Object.fromEntries(entries),
    operations: Object.fromEntries(operations),
  };
}

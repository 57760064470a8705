import { TenorError } from '@tenor/protocol';

const NAME = '[A-Z0-9.-]{3,40}';
const BOOK = new RegExp(`^book\\.(${NAME})\\.(raw|100ms)$`);
const OF_INSTRUMENT = new RegExp(`^(bbo|trades|ticker)\\.(${NAME})$`);
const CHAIN = /^chain\.([A-Z0-9]{1,16})\.([A-Z0-9]{6,12})$/;
const WHOLE = /^(instruments|finality|liquidations|deleveragings)$/;

/** A public channel taken apart. */
export type PublicChannel =
  | { readonly kind: 'book'; readonly instrument: string; readonly speed: 'raw' | '100ms' }
  | { readonly kind: 'bbo' | 'trades' | 'ticker'; readonly instrument: string }
  /** `expiry` as instrument names write it. */
  | { readonly kind: 'chain'; readonly base: string; readonly expiry: string }
  | { readonly kind: 'instruments' }
  | { readonly kind: 'finality' }
  | { readonly kind: 'liquidations' }
  | { readonly kind: 'deleveragings' };
export type PrivateChannel = 'orders' | 'fills' | 'positions' | 'account';

/** Throws INVALID_PARAMS for a name that is no channel. */
export function parsePublicChannel(name: string): PublicChannel {
  const [, book, speed] = BOOK.exec(name) ?? [];
  if (book !== undefined) return { kind: 'book', instrument: book, speed: speed === 'raw' ? 'raw' : '100ms' };
  const [, kind, instrument] = OF_INSTRUMENT.exec(name) ?? [];
  if (instrument !== undefined) return { kind: kind as 'bbo' | 'trades' | 'ticker', instrument };
  const [, base, expiry] = CHAIN.exec(name) ?? [];
  if (base !== undefined) return { kind: 'chain', base, expiry: expiry! };
  const whole = WHOLE.exec(name)?.[1];
  if (whole !== undefined) return { kind: whole as 'instruments' | 'finality' | 'liquidations' | 'deleveragings' };
  throw new TenorError('INVALID_PARAMS', { param: 'channels', detail: `no such channel: ${name.slice(0, 80)}` });
}

/** The channels that speak of one instrument alone. */
export const channelsOfInstrument = (name: string): string[] => [
  `book.${name}.raw`,
  `book.${name}.100ms`,
  `bbo.${name}`,
  `trades.${name}`,
  `ticker.${name}`,
];

/** The channel of all options of one base and expiry. */
export const chainChannel = (base: string, expiry: string): string => `chain.${base}.${expiry}`;

/** The account of a private channel's key, null for a public one. */
export const accountOfChannelKey = (key: string): number | null => {
  const at = key.indexOf('@');
  return at < 0 ? null : Number(key.slice(at + 1));
};

/** The hub's name of a private channel: clients of every account call it by the same short name. */
export const privateChannelKey = (channel: PrivateChannel, account: number): string => `${channel}@${account}`;

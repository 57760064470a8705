import { TenorError } from '@tenor/protocol';

const PUBLIC =
  /^(?:book\.([A-Z0-9-]{3,40})\.(raw|100ms)|(bbo|trades|ticker)\.([A-Z0-9-]{3,40})|(finality|liquidations))$/;

/** A public channel taken apart. */
export type PublicChannel =
  | { readonly kind: 'book'; readonly instrument: string; readonly speed: 'raw' | '100ms' }
  | { readonly kind: 'bbo' | 'trades' | 'ticker'; readonly instrument: string }
  | { readonly kind: 'finality' }
  | { readonly kind: 'liquidations' };
export type PrivateChannel = 'orders' | 'fills' | 'positions' | 'account';

/** Throws INVALID_PARAMS for a name that is no channel. */
export function parsePublicChannel(name: string): PublicChannel {
  const match = PUBLIC.exec(name);
  if (!match)
    throw new TenorError('INVALID_PARAMS', { param: 'channels', detail: `no such channel: ${name.slice(0, 80)}` });
  const [, book, speed, kind, instrument, whole] = match;
  if (book !== undefined) return { kind: 'book', instrument: book, speed: speed === 'raw' ? 'raw' : '100ms' };
  if (instrument !== undefined) return { kind: kind as 'bbo' | 'trades' | 'ticker', instrument };
  return whole === 'finality' ? { kind: 'finality' } : { kind: 'liquidations' };
}

/** The account of a private channel's key, null for a public one. */
export const accountOfChannelKey = (key: string): number | null => {
  const at = key.indexOf('@');
  return at < 0 ? null : Number(key.slice(at + 1));
};

/** The hub's name of a private channel: clients of every account call it by the same short name. */
export const privateChannelKey = (channel: PrivateChannel, account: number): string => `${channel}@${account}`;

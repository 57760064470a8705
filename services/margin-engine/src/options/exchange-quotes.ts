import { INSTRUMENT_KIND } from '@tenor/protocol';
import type { ListedMarket } from '../engine/exchange-port.ts';
import type { BookDepth } from '../funding/impact-price.ts';
import type { OptionQuote } from './option-chain.ts';

/** The best prices of an option's book as a quote, money in µUSD per lot; a book that could not be read quotes nothing. */
export function exchangeQuote({ terms }: ListedMarket, depth: BookDepth | null): OptionQuote {
  const best = (levels: BookDepth['bids'] | undefined): number | null => (levels?.[0] ? Number(levels[0].price) : null);
  return {
    kind: terms.kind === INSTRUMENT_KIND.put ? 'put' : 'call',
    strike: Number(terms.strike),
    bid: best(depth?.bids),
    ask: best(depth?.asks),
  };
}

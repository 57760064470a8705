import { isOption } from '@tenor/protocol';
import { expiryText } from '../sequencer/series-symbol.ts';
import type { ScaledInstrument } from './instrument-directory.ts';
import type { InstrumentFeed } from './instrument-feed.ts';
import { seriesJson } from './instrument-series.ts';
import type { ChainOptionJson } from './schema/market-records.ts';

/** The options of one base and expiry at one moment. */
export interface OptionChainJson {
  readonly base: string;
  readonly expiration_timestamp: number;
  readonly index_price: string | null;
  /** By strike, the call first. */
  readonly options: readonly ChainOptionJson[];
}

/** Whether an instrument is an option of this chain; the expiry as instrument names write it. */
export const isInChain = (
  { specification: { terms, underlying } }: ScaledInstrument,
  base: string,
  expiry: string,
): boolean => isOption(terms) && underlying === base && expiryText(terms.expiryHour) === expiry;

const strikeOf = ({ instrument }: InstrumentFeed): bigint => instrument.specification.terms.strike;
const kindOf = ({ instrument }: InstrumentFeed): number => instrument.specification.terms.kind;

function byStrike(a: InstrumentFeed, b: InstrumentFeed): number {
  const [left, right] = [strikeOf(a), strikeOf(b)];
  return left === right ? kindOf(a) - kindOf(b) : left < right ? -1 : 1;
}

function optionRow(feed: InstrumentFeed): ChainOptionJson {
  const { strike, option_type } = seriesJson(feed.instrument);
  const { best_bid, best_ask, mark_price, mark_iv, greeks, open_interest } = feed.ticker();
  return {
    instrument: feed.instrument.name,
    strike: strike!,
    option_type: option_type!,
    best_bid,
    best_ask,
    mark_price,
    mark_iv: mark_iv ?? null,
    delta: greeks?.delta ?? null,
    open_interest,
  };
}

/** The chain of a base and expiry from the feeds of its options; null where none is listed. */
export function optionChain(
  feeds: Iterable<InstrumentFeed>,
  { base, expiry }: { readonly base: string; readonly expiry: string },
): OptionChainJson | null {
  const options = [...feeds].filter(({ instrument }) => isInChain(instrument, base, expiry)).sort(byStrike);
  const [first] = options;
  if (!first) return null;
  return {
    base,
    expiration_timestamp: seriesJson(first.instrument).expiration_timestamp!,
    index_price: first.ticker().index_price,
    options: options.map(optionRow),
  };
}

import type { ListedMarket, OptionKind } from '@tenor/margin-engine';
import { INSTRUMENT_KIND, isDated, isOption, type RoundContent } from '@tenor/protocol';

/** What a round says of marks and scenarios. */
export type RoundTables = Pick<RoundContent, 'time' | 'marks' | 'index' | 'scenarioPrices'>;

/** A listed option with what a round says of it, µUSD per lot. */
export interface TabledOption {
  readonly name: string;
  readonly kind: OptionKind;
  readonly strike: bigint;
  readonly mark: bigint;
  /** In the order of SCENARIO_GRID. */
  readonly prices: readonly bigint[];
}

/** All instruments of one underlying that expire at one hour. */
export interface TabledExpiry {
  readonly listed: readonly ListedMarket[];
  readonly underlying: number;
  /** Unix seconds. */
  readonly expiry: number;
  readonly options: readonly TabledOption[];
}

/** The expiries that options are listed of, with what a round says of them. */
export function tabledExpiries(
  { marks, scenarioPrices }: Pick<RoundTables, 'marks' | 'scenarioPrices'>,
  listed: readonly ListedMarket[],
): TabledExpiry[] {
  const expiries = new Map<string, ListedMarket[]>();
  for (const market of listed.filter(({ terms }) => isDated(terms))) {
    const key = `${market.terms.underlying} ${market.terms.expiryHour}`;
    expiries.set(key, [...(expiries.get(key) ?? []), market]);
  }
  return [...expiries.values()]
    .filter((each) => each.some(({ terms }) => isOption(terms)))
    .map((each) => ({
      listed: each,
      underlying: each[0]!.terms.underlying,
      expiry: each[0]!.terms.expiryHour * 3600,
      options: each
        .filter(({ terms }) => isOption(terms))
        .map(({ name, row, terms }) => ({
          name,
          kind: terms.kind === INSTRUMENT_KIND.put ? 'put' : 'call',
          strike: terms.strike,
          mark: marks[row]!,
          prices: scenarioPrices[row]!,
        })),
    }));
}

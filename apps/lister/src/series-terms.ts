import { GENESIS_TERMS, INSTRUMENT_KIND } from '@tenor/protocol';
import type { SeriesTerms } from '@tenor/sdk';
import type { ListedPerpetual } from './board.ts';
import type { Series } from './series.ts';

/** Number of the underlying that a perpetual follows. Throws RangeError for one that is not listed from genesis. */
function underlyingOf({ id, name }: ListedPerpetual): number {
  const terms = GENESIS_TERMS.find(({ instrument }) => instrument === id);
  if (!terms) throw new RangeError(`${name} is not listed from genesis`);
  return terms.underlying;
}

/** What L1 is told of a series on the underlying of this perpetual; its other terms are in the template there. */
export const seriesTerms = ({ kind, strike, expiryHour }: Series, perpetual: ListedPerpetual): SeriesTerms => ({
  underlying: underlyingOf(perpetual),
  kind: INSTRUMENT_KIND[kind],
  strike: BigInt(strike) * perpetual.microUsdPerLotPerUsd,
  expiryHour,
});

/** The series that terms on L1 describe; null for one on an underlying of none of these perpetuals. */
export function seriesOfTerms(terms: SeriesTerms, perpetuals: readonly ListedPerpetual[]): Series | null {
  const perpetual = perpetuals.find((one) => underlyingOf(one) === terms.underlying);
  const kind = (['future', 'call', 'put'] as const).find((one) => INSTRUMENT_KIND[one] === terms.kind);
  if (!perpetual || !kind) return null;
  const strike = Number(terms.strike) / Number(perpetual.microUsdPerLotPerUsd);
  return { kind, base: perpetual.base, strike, expiryHour: terms.expiryHour };
}

import { INSTRUMENT_KIND, isDated, isOption } from '@tenor/protocol';
import type { ScaledInstrument } from './instrument-directory.ts';
import type { SeriesJson } from './schema/market-records.ts';

const HOUR_MILLISECONDS = 3_600_000;

/** What kind of instrument it is, and of which series. */
export function seriesJson({ specification, price }: ScaledInstrument): SeriesJson {
  const { terms, underlying } = specification;
  const option = isOption(terms);
  return {
    kind: option ? 'option' : isDated(terms) ? 'future' : 'perpetual',
    base: underlying,
    ...(isDated(terms) ? { expiration_timestamp: terms.expiryHour * HOUR_MILLISECONDS } : {}),
    ...(option
      ? {
          option_type: terms.kind === INSTRUMENT_KIND.call ? ('call' as const) : ('put' as const),
          strike: price(terms.strike),
        }
      : {}),
  };
}

/** Whether an instrument is of this base and kind; what is left out does not matter. */
export function isOfSeries(
  instrument: ScaledInstrument,
  { base, kind }: { readonly base?: string; readonly kind?: SeriesJson['kind'] },
): boolean {
  const series = seriesJson(instrument);
  return (base === undefined || base === series.base) && (kind === undefined || kind === series.kind);
}

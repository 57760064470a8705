import { type ExchangeClient, type InstrumentJson, parseDecimal } from '@tenor/sdk';
import type { UnderlyingView } from './listing-rule.ts';
import type { Series } from './series.ts';

/** A perpetual: its underlying may have dated series. */
export interface ListedPerpetual {
  readonly base: string;
  /** Instrument id. */
  readonly id: number;
  readonly name: string;
  /** µUSD per lot of one USD per unit. */
  readonly microUsdPerLotPerUsd: bigint;
}

/** What stands in the market rows. */
export interface Board {
  readonly perpetuals: readonly ListedPerpetual[];
  readonly series: readonly Series[];
  /** Market rows taken, by whatever. */
  readonly rows: number;
}

type Listed = Pick<
  InstrumentJson,
  'id' | 'name' | 'kind' | 'base' | 'expiration_timestamp' | 'strike' | 'option_type' | 'micro_usd_per_lot_per_usd'
>;

const HOUR_MILLISECONDS = 3_600_000;

/** The series that an instrument is; null for a perpetual. */
export function seriesOf(instrument: Omit<Listed, 'id' | 'name' | 'micro_usd_per_lot_per_usd'>): Series | null {
  const { kind, base, expiration_timestamp: expiration, strike, option_type: type } = instrument;
  if (kind === 'perpetual' || expiration === undefined) return null;
  const expiryHour = expiration / HOUR_MILLISECONDS;
  if (kind === 'future') return { kind, base, strike: 0, expiryHour };
  return type === undefined ? null : { kind: type, base, strike: Number(strike), expiryHour };
}

/** Sorts the instruments of `public/instruments`. */
export function boardOf(instruments: readonly Listed[]): Board {
  const perpetuals = instruments
    .filter(({ kind }) => kind === 'perpetual')
    .map(({ base, id, name, micro_usd_per_lot_per_usd: scale }) => ({
      base,
      id,
      name,
      microUsdPerLotPerUsd: parseDecimal(scale, 0, 'micro_usd_per_lot_per_usd'),
    }));
  const series = instruments.map(seriesOf).filter((one) => one !== null);
  return { perpetuals, series, rows: instruments.length };
}

/** The underlyings that have a perpetual, with their index prices now. */
export async function underlyingViews(
  exchange: Pick<ExchangeClient, 'ticker'>,
  perpetuals: readonly ListedPerpetual[],
  volatility: (base: string) => number,
): Promise<UnderlyingView[]> {
  const tickers = await Promise.all(perpetuals.map(({ name }) => exchange.ticker(name)));
  return perpetuals.map(({ base }, place) => {
    const price = tickers[place]?.index_price ?? null;
    return { base, index: price === null ? null : Number(price), volatility: volatility(base) };
  });
}

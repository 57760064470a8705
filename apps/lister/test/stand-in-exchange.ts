import { INSTRUMENT_KIND } from '@tenor/protocol';
import { type InstrumentJson, InstrumentScale, type SeriesTerms, type StatusJson, type TickerJson } from '@tenor/sdk';
import { BTC_CALL, BTC_PERP } from '../../../packages/sdk/test/support/instrument.ts';
import type { ListerParts } from '../src/lister-parts.ts';
import type { ListingDesk, PastListing } from '../src/listing-desk.ts';
import { seriesName } from '../src/series-name.ts';
import { seriesOfTerms } from '../src/series-terms.ts';

const ETH_PERP = {
  ...BTC_PERP,
  name: 'ETH-PERP',
  id: 2,
  base: 'ETH',
  underlying: 'ETH',
  underlying_id: 2,
  market_row: 1,
};
const PERPETUALS = [BTC_PERP, { ...ETH_PERP, lot_size: '0.001', min_size: '0.001', micro_usd_per_lot_per_usd: '1000' }];
const HOUR = 3_600_000;

/** L1 and an exchange in one, as far as a lister sees them: what is listed appears once it is told to. */
export class StandInExchange implements ListingDesk {
  readonly owner = '0x00000000000000000000000000000000000000aa';
  readonly listings: PastListing[] = [];
  readonly transactions: number[] = [];
  indexPrice: Record<string, string | null> = { 'BTC-PERP': '95000', 'ETH-PERP': '3400' };
  marketMode: StatusJson['market_mode'] = 'running';
  /** Listings that the exchange has applied. */
  applied = 0;
  allows = true;

  get exchange(): ListerParts['exchange'] {
    const connection = { state: 'open' } as ListerParts['exchange']['connection'];
    const status = async () =>
      ({ market_mode: this.marketMode, l1: { entries_applied: this.applied } }) as unknown as StatusJson;
    const ticker = async (name: string) => ({ index_price: this.indexPrice[name] }) as TickerJson;
    return {
      connection,
      status,
      ticker,
      refreshInstruments: async () => undefined,
      instruments: this.#instruments().map((json) => new InstrumentScale(json)),
    };
  }

  async isAllowed(): Promise<boolean> {
    return this.allows;
  }

  async past(): Promise<readonly PastListing[]> {
    return this.listings;
  }

  async list(series: readonly SeriesTerms[]): Promise<void> {
    this.transactions.push(series.length);
    for (const terms of series) this.listings.push({ entry: this.listings.length, terms, time: Date.now() / 1000 });
  }

  #instruments(): InstrumentJson[] {
    const perpetuals = PERPETUALS.map(({ name, id, base, micro_usd_per_lot_per_usd: scale }) => ({
      name,
      id,
      base,
      microUsdPerLotPerUsd: BigInt(scale),
    }));
    const dated = this.listings.slice(0, this.applied).map(({ terms }, place): InstrumentJson => {
      const series = seriesOfTerms(terms, perpetuals)!;
      const { option_type: _, strike: __, ...future } = BTC_CALL;
      const base = { name: seriesName(series), id: 3 + place, base: series.base, underlying: series.base };
      const expiration_timestamp = series.expiryHour * HOUR;
      if (terms.kind === INSTRUMENT_KIND.future) return { ...future, ...base, kind: 'future', expiration_timestamp };
      const option_type = terms.kind === INSTRUMENT_KIND.call ? 'call' : 'put';
      return { ...BTC_CALL, ...base, expiration_timestamp, option_type, strike: String(series.strike) };
    });
    return [...PERPETUALS, ...dated];
  }
}

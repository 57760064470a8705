import type { ChainOptionJson, InstrumentJson, OptionType, TickerJson } from '../../packages/sdk/src/index.ts';
import { black76Price } from '../../services/margin-engine/src/options/black76.ts';
import { black76Greeks } from '../../services/margin-engine/src/options/black76-greeks.ts';

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

export interface FakeUnderlying {
  readonly base: string;
  readonly index: number;
  readonly strikes: readonly number[];
  readonly lotDecimals: number;
}

/** What the fake exchange lists. */
export const UNDERLYINGS: readonly FakeUnderlying[] = [
  {
    base: 'BTC',
    index: 90_480.1,
    strikes: [80, 82.5, 85, 87.5, 90, 92.5, 95, 97.5, 100].map((k) => k * 1000),
    lotDecimals: 4,
  },
  { base: 'ETH', index: 3_012.35, strikes: [2600, 2800, 3000, 3200, 3400], lotDecimals: 3 },
];

/** The day of an expiry as instrument names write it. */
export function expiryText(unixMs: number): string {
  const day = new Date(unixMs);
  return `${day.getUTCDate()}${MONTHS[day.getUTCMonth()]}${String(day.getUTCFullYear()).slice(2)}`;
}

const common = ({ base, lotDecimals }: FakeUnderlying) => ({
  base,
  underlying: base,
  underlying_id: UNDERLYINGS.findIndex((one) => one.base === base) + 1,
  quote: 'USD',
  status: 'trading' as const,
  lot_size: (10 ** -lotDecimals).toFixed(lotDecimals),
  tick_size: lotDecimals === 4 ? '0.1' : '0.01',
  min_size: (10 ** -lotDecimals).toFixed(lotDecimals),
  max_size: '1000',
  min_price: lotDecimals === 4 ? '0.1' : '0.01',
  max_price: '10000000',
  max_notional: '281474976.710656',
  micro_usd_per_lot_per_usd: String(10 ** (6 - lotDecimals)),
  price_band_rate: '0.05',
  open_interest_cap: '10000',
  market_row: 0,
});
const LINEAR = {
  taker_fee_rate: '0.0005',
  maker_fee_rate: '0.0002',
  initial_margin_rate: '0.05',
  maintenance_margin_rate: '0.025',
  margin_slope_per_usd: '0.00000001',
  funding_cap_rate_per_hour: '0.04',
};
const OPTION = {
  ...LINEAR,
  taker_fee_rate: '0.0003',
  maker_fee_rate: '0.0003',
  initial_margin_rate: '0.15',
  maintenance_margin_rate: '0.075',
  margin_slope_per_usd: '0',
  funding_cap_rate_per_hour: '0',
  margin_floor_rate: '0.1',
};

/** Perpetuals, and for every expiry a future and options of every underlying. */
export function fakeInstruments(expiries: readonly number[]): InstrumentJson[] {
  let id = 0;
  return UNDERLYINGS.flatMap((underlying) => {
    const { base, strikes } = underlying;
    const perpetual = { ...common(underlying), ...LINEAR, name: `${base}-PERP`, id: ++id, kind: 'perpetual' as const };
    const dated = expiries.flatMap((at): InstrumentJson[] => [
      {
        ...common(underlying),
        ...LINEAR,
        name: `${base}-${expiryText(at)}`,
        id: ++id,
        kind: 'future',
        expiration_timestamp: at,
      },
      ...strikes.flatMap((strike) =>
        (['call', 'put'] as const).map((type) => ({
          ...common(underlying),
          ...OPTION,
          name: `${base}-${expiryText(at)}-${strike}-${type === 'call' ? 'C' : 'P'}`,
          id: ++id,
          kind: 'option' as const,
          expiration_timestamp: at,
          option_type: type,
          strike: String(strike),
        })),
      ),
    ]);
    return [perpetual, ...dated];
  });
}

const underlyingOf = (base: string): FakeUnderlying => UNDERLYINGS.find((one) => one.base === base)!;

interface Priced {
  readonly mark: number;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly iv: number;
  readonly delta: number;
  readonly gamma: number;
  readonly vega: number;
  readonly theta: number;
}

/** A smile around the money, prices by Black's formula; the furthest strikes have no bid. */
function priced(strike: number, type: OptionType, index: number, expiresAt: number, now: number): Priced {
  const years = Math.max(expiresAt - now, HOUR) / YEAR;
  const forward = index * Math.exp(0.06 * years);
  const k = Math.log(strike / forward);
  const iv = 0.48 + 1.6 * k * k - 0.12 * k;
  const terms = { kind: type, forward, strike, years };
  const mark = black76Price(terms, iv);
  const { delta, gamma, vega, theta } = black76Greeks(terms, iv);
  const half = Math.max(mark * 0.012, index * 0.00008);
  const grid = index > 10_000 ? 10 : 100;
  const bid = Math.floor((mark - half) * grid) / grid;
  return {
    mark: Math.max(Math.round(mark * 1000) / 1000, 0.001),
    bid: Math.abs(k) > 0.1 && type === (k > 0 ? 'call' : 'put') ? null : bid > 0 ? bid : null,
    ask: Math.ceil((mark + half) * grid) / grid,
    iv,
    delta,
    gamma,
    vega: vega / 100,
    theta: theta / 365,
  };
}

const text = (value: number, places = 8): string => String(Number(value.toFixed(places)));
const orNull = (value: number | null): string | null => (value === null ? null : text(value));

export function fakeChainOption(instrument: InstrumentJson, now: number): ChainOptionJson {
  const { index } = underlyingOf(instrument.base);
  const type = instrument.option_type!;
  const { mark, bid, ask, iv, delta } = priced(
    Number(instrument.strike),
    type,
    index,
    instrument.expiration_timestamp!,
    now,
  );
  return {
    instrument: instrument.name,
    strike: instrument.strike!,
    option_type: type,
    best_bid: orNull(bid),
    best_ask: orNull(ask),
    mark_price: text(mark),
    mark_iv: text(iv * 100, 2),
    delta: text(delta, 4),
    open_interest: text(((instrument.id * 37) % 90) / 4),
  };
}

export function fakeTicker(instrument: InstrumentJson, now: number): TickerJson {
  const { index } = underlyingOf(instrument.base);
  const base = {
    instrument: instrument.name,
    time: now,
    engine_seq: 1,
    index_price: text(index),
    last_price: null,
    best_bid_size: '1',
    best_ask_size: '1',
    high_24h: null,
    low_24h: null,
    open_24h: null,
    volume_24h: '12.5',
    turnover_24h: '1000000',
    open_interest: '42.5',
    funding_rate: null,
    next_funding_time: null,
    oracle_round: 1,
  };
  if (instrument.kind !== 'option') {
    const years = instrument.expiration_timestamp ? (instrument.expiration_timestamp - now) / YEAR : 0;
    const mark = index * Math.exp(0.06 * years);
    const quotes = { mark_price: text(mark, 1), best_bid: text(mark - 1, 1), best_ask: text(mark + 1, 1) };
    return { ...base, ...quotes, funding_rate: years > 0 ? null : '0.0000125', next_funding_time: now + HOUR };
  }
  const figures = priced(
    Number(instrument.strike),
    instrument.option_type!,
    index,
    instrument.expiration_timestamp!,
    now,
  );
  return {
    ...base,
    mark_price: text(figures.mark),
    best_bid: orNull(figures.bid),
    best_ask: orNull(figures.ask),
    mark_iv: text(figures.iv * 100, 2),
    greeks: {
      delta: text(figures.delta),
      gamma: text(figures.gamma, 10),
      vega: text(figures.vega),
      theta: text(figures.theta),
    },
  };
}

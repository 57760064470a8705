import { type InstrumentJson, InstrumentScale } from '../../src/index.ts';

/** BTC-PERP as the exchange lists it: a lot of 0.0001 BTC, a tick of $0.1. */
export const BTC_PERP: InstrumentJson = {
  name: 'BTC-PERP',
  id: 1,
  kind: 'perpetual',
  base: 'BTC',
  underlying: 'BTC',
  underlying_id: 1,
  quote: 'USD',
  status: 'trading',
  lot_size: '0.0001',
  tick_size: '0.1',
  min_size: '0.0001',
  max_size: '1000',
  min_price: '100',
  max_price: '100000000',
  max_notional: '281474976.710656',
  micro_usd_per_lot_per_usd: '100',
  taker_fee_rate: '0.0005',
  maker_fee_rate: '0.0002',
  initial_margin_rate: '0.05',
  maintenance_margin_rate: '0.025',
  margin_slope_per_usd: '0.00000001',
  price_band_rate: '0.05',
  funding_cap_rate_per_hour: '0.04',
  open_interest_cap: '10000',
  market_row: 0,
};

/** A call on BTC at 90,000 USD, expiring on 27 March 2026 at 08:00 UTC. */
export const BTC_CALL: InstrumentJson = {
  ...BTC_PERP,
  name: 'BTC-27MAR26-90000-C',
  id: 7,
  kind: 'option',
  min_price: '0.1',
  taker_fee_rate: '0.0003',
  maker_fee_rate: '0.0003',
  initial_margin_rate: '0.15',
  margin_slope_per_usd: '0',
  funding_cap_rate_per_hour: '0',
  expiration_timestamp: Date.UTC(2026, 2, 27, 8),
  option_type: 'call',
  strike: '90000',
  market_row: 4,
};

export const btcScale = (): InstrumentScale => new InstrumentScale(BTC_PERP);

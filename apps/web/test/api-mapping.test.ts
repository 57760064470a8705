import type { BatchSummaryJson, InstrumentJson } from '@tenor/sdk';
import Decimal from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchOf, instrumentOf } from '../src/data/worker/api-mapping.ts';

const SERVED_PLACES = 18;

/** A fraction of 2^bits as the API writes it: decimal, cut at 18 places. */
const served = (value: bigint, bits: number): string =>
  new Decimal(value.toString())
    .div(new Decimal(2).pow(bits))
    .toDecimalPlaces(SERVED_PLACES, Decimal.ROUND_DOWN)
    .toFixed();

const record = (imRate: bigint, slopeRate: bigint, bandRate: bigint): InstrumentJson => ({
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
  initial_margin_rate: served(imRate, 20),
  maintenance_margin_rate: served(imRate, 21),
  margin_slope_per_usd: served(slopeRate * 1_000_000n, 56),
  price_band_rate: served(bandRate, 20),
  funding_cap_rate_per_hour: served(671_088n, 24),
  open_interest_cap: '10000',
  market_row: 0,
});

describe('instruments', () => {
  it('gives back the integers that the rules use, whatever the rates', () => {
    const rate = fc.bigInt(0n, 2n ** 20n - 1n);
    fc.assert(
      fc.property(rate, fc.bigInt(0n, 2n ** 20n - 1n), rate, (imRate, slopeRate, bandRate) => {
        const { terms } = instrumentOf(record(imRate, slopeRate, bandRate));
        expect(terms).toMatchObject({
          imRate,
          slopeRate,
          bandRate,
          fundingCapRate: 671_088n,
          openInterestCap: 100_000_000n,
        });
      }),
    );
  });
});

describe('options', () => {
  it('have the kind, strike and expiry of the rules', () => {
    const call = instrumentOf({
      ...record(157_286n, 0n, 52_429n),
      kind: 'option',
      option_type: 'call',
      strike: '90000',
      expiration_timestamp: Date.UTC(2026, 2, 27, 8),
      margin_floor_rate: served(104_858n, 20),
    });
    expect(call.terms).toMatchObject({ kind: 3, strike: 9_000_000n, expiryHour: 492_944, floorRate: 104_858n });
    expect(call).toMatchObject({ kind: 'option', optionType: 'call', strike: '90000' });
    expect(instrumentOf({ ...record(1n, 0n, 1n), kind: 'option', option_type: 'put' }).terms.kind).toBe(4);
    expect(instrumentOf({ ...record(1n, 0n, 1n), kind: 'future' }).terms.kind).toBe(2);
  });
});

describe('batches', () => {
  it('calls a sealed batch by the stage its contents have', () => {
    const sealed = { number: 3, stage: 'sealed', opened_at: 1 } as BatchSummaryJson;
    expect(batchOf(sealed).stage).toBe('batched');
    expect(batchOf({ ...sealed, stage: 'settled' }).stage).toBe('settled');
  });
});

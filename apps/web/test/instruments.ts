import type { AccountView, BookView, Instrument, OptionType, Position, Ticker } from '../src/model/types.ts';

/** A BTC perpetual: 0.001 BTC a lot, 5 % initial margin. */
export const btc: Instrument = {
  name: 'BTC-PERP',
  id: 1,
  kind: 'perpetual',
  expiresAt: null,
  optionType: null,
  strike: null,
  base: 'BTC',
  lotSize: '0.001',
  tickSize: '0.5',
  minSize: '0.001',
  maxSize: '100',
  minPrice: '0.5',
  maxPrice: '10000000',
  makerFeeRate: '0.0002',
  takerFeeRate: '0.0005',
  microsPerLotPerUsd: '1000',
  terms: {
    instrument: 1,
    kind: 1,
    underlying: 1,
    status: 1,
    strike: 0n,
    expiryHour: 0,
    imRate: 52_429n,
    slopeRate: 1000n,
    bandRate: 52_429n,
    fundingCapRate: 1000n,
    openInterestCap: 10_000_000n,
    floorRate: 0n,
  },
};

export const tickerAt = (mark: string): Ticker => ({
  instrument: btc.name,
  mark,
  index: mark,
  last: mark,
  bid: null,
  ask: null,
  fundingRate: null,
  nextFundingAt: null,
  openInterest: '0',
  volume24h: '0',
  high24h: null,
  low24h: null,
  open24h: null,
  markIv: null,
  greeks: null,
});

/** 27 March 2026, 08:00 UTC. */
export const EXPIRY = Date.UTC(2026, 2, 27, 8);

/** An option on BTC: initial margin 15 % of the index at the money, 10 % at least. */
export function btcOption(optionType: OptionType, strike: number, id = 10): Instrument {
  return {
    ...btc,
    name: `BTC-27MAR26-${strike}-${optionType === 'call' ? 'C' : 'P'}`,
    id,
    kind: 'option',
    expiresAt: EXPIRY,
    optionType,
    strike: String(strike),
    makerFeeRate: '0.0003',
    takerFeeRate: '0.0003',
    terms: {
      ...btc.terms,
      instrument: id,
      kind: optionType === 'call' ? 3 : 4,
      strike: BigInt(strike) * 1000n,
      expiryHour: EXPIRY / 3_600_000,
      imRate: 157_286n,
      slopeRate: 0n,
      fundingCapRate: 0n,
      floorRate: 104_858n,
    },
  };
}

/** The ticker of an option. */
export const optionTicker = (instrument: Instrument, mark: string, index: string): Ticker => ({
  ...tickerAt(mark),
  instrument: instrument.name,
  index,
});

export const heldPosition = (instrument: Instrument, size: string): Position => ({
  instrument: instrument.name,
  size,
  entry: null,
  mark: null,
  notional: '0',
  unrealisedPnl: null,
  realisedPnl: '0',
  fundingPaid: '0',
  liquidationPrice: null,
});

export const book: BookView = {
  instrument: btc.name,
  bids: [
    { price: '99990', size: '1' },
    { price: '99980', size: '2' },
  ],
  asks: [
    { price: '100000', size: '0.5' },
    { price: '100010', size: '1.5' },
  ],
  sequence: 1,
  ready: true,
};

export const emptyAccount = (collateral: string): AccountView => ({
  id: 7,
  owner: '0x0000000000000000000000000000000000000001',
  marginMode: 'standard',
  equity: collateral,
  collateral,
  initialMargin: '0',
  maintenanceMargin: '0',
  freeCollateral: collateral,
  unrealisedPnl: '0',
});

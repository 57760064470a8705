import type { AccountView, BookView, Instrument, Ticker } from '../src/model/types.ts';

/** A BTC perpetual: 0.001 BTC a lot, 5 % initial margin. */
export const btc: Instrument = {
  name: 'BTC-PERP',
  id: 1,
  base: 'BTC',
  lotSize: '0.001',
  tickSize: '0.5',
  minSize: '0.001',
  maxSize: '100',
  makerFeeRate: '0.0002',
  takerFeeRate: '0.0005',
  bandRate: '0.05',
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
  equity: collateral,
  collateral,
  initialMargin: '0',
  maintenanceMargin: '0',
  freeCollateral: collateral,
  unrealisedPnl: '0',
});

import { GENESIS_TERMS, INSTRUMENT_KIND, type MarketTerms } from '@tenor/protocol';

const PERCENT = 10_486n;

/** The listing terms of a perpetual on an underlying. */
export const perpetual = (instrument: number, underlying = 1): MarketTerms => ({
  ...GENESIS_TERMS[0]!,
  instrument,
  underlying,
});

/** The listing terms of a dated future. */
export const future = (instrument: number, expiryHour: number, underlying = 1): MarketTerms => ({
  ...perpetual(instrument, underlying),
  kind: INSTRUMENT_KIND.future,
  expiryHour,
  fundingCapRate: 0n,
});

/** The listing terms of an option; strike in µUSD per lot. */
export const option = (
  instrument: number,
  kind: 'call' | 'put',
  strike: bigint,
  expiryHour: number,
  underlying = 1,
): MarketTerms => ({
  ...future(instrument, expiryHour, underlying),
  kind: INSTRUMENT_KIND[kind],
  strike,
  imRate: 15n * PERCENT,
  floorRate: 10n * PERCENT,
  slopeRate: 0n,
});

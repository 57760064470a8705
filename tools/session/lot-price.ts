import { type InstrumentScale, parseUsd } from '@tenor/sdk';

const USD = 1_000_000n;

/** µUSD per lot of a price in USD for one unit (at most six decimals), rounded down: marks and index prices are on no tick. */
export const microUsdPerLot = ({ specification }: InstrumentScale, usd: string): bigint =>
  (parseUsd(usd) * parseUsd(specification.micro_usd_per_lot_per_usd)) / USD / USD;

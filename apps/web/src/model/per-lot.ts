import Decimal from 'decimal.js';
import type { Instrument } from './types.ts';

type Scale = Pick<Instrument, 'lotSize' | 'microsPerLotPerUsd'>;

/** Lots of a size on the lot grid, signed. */
export const lotsOf = (size: string, { lotSize }: Scale): bigint => BigInt(new Decimal(size).div(lotSize).toFixed(0));

/** µUSD per lot of a price in USD per base unit. */
export const perLot = (price: string, { microsPerLotPerUsd }: Scale): bigint =>
  BigInt(new Decimal(price).times(microsPerLotPerUsd).toFixed(0));

/** USD per base unit of a price in µUSD per lot. */
export const fromPerLot = (price: bigint, { microsPerLotPerUsd }: Scale): Decimal =>
  new Decimal(price.toString()).div(microsPerLotPerUsd);

import { decimalsOf } from './fixed-point.ts';
import type { Instrument } from './types.ts';

/** How many places the prices and sizes of an instrument are shown with. */
export interface InstrumentGrid {
  readonly pricePlaces: number;
  readonly sizePlaces: number;
}

const UNKNOWN: InstrumentGrid = { pricePlaces: 2, sizePlaces: 4 };

/** The places of an instrument; of another one with the same underlying, which has the same lot, where it has expired. */
export function gridOf(instruments: readonly Instrument[], name: string): InstrumentGrid {
  const base = name.split('-')[0];
  const found =
    instruments.find((listed) => listed.name === name) ?? instruments.find((listed) => listed.base === base);
  if (!found) return UNKNOWN;
  return { pricePlaces: decimalsOf(found.tickSize), sizePlaces: decimalsOf(found.lotSize) };
}

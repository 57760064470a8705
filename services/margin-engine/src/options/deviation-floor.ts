import type { DeviationRange } from './mark-deviations.ts';

/** A mark in whole µUSD tells the volatility to a few per cent where the option is worth this much beyond its value in the money, µUSD per lot. */
export const TELLING_TIME_VALUE = 100n;
/** No strike of the recorded chains has less volatility than the least that marks of its expiry tell (docs/oracle.md); the tenth is for smiles that fall further. */
const FLOOR_SHARE = 0.9;

/** The volatility of one strike as its mark tells it. */
export interface MarkedStrike {
  /** µUSD per lot. */
  readonly timeValue: bigint;
  /** Least total deviation (σ√T) that the mark allows. */
  readonly least: DeviationRange['least'];
}

/**
 * Total deviation that no strike of an expiry has less of: nine tenths of the least that any mark tells; 0 where none does. A far strike is worth a µUSD or
 * nothing at any low volatility, so its own mark would allow a loss of nothing at all.
 */
export function deviationFloor(strikes: readonly MarkedStrike[]): number {
  const telling = strikes.filter(({ timeValue }) => timeValue >= TELLING_TIME_VALUE);
  return telling.length === 0 ? 0 : FLOOR_SHARE * Math.min(...telling.map(({ least }) => least));
}

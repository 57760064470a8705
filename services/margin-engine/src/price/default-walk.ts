import type { RandomWalkOptions } from './random-walk-stream.ts';

/** Seed where none is given. */
export const DEFAULT_SEED = 1;
const START_USD: Readonly<Record<string, bigint>> = { BTC: 95_000n, ETH: 3_400n };
const START_USD_OTHERWISE = 100n;
const MICRO_USD = 1_000_000n;
/** About 56 % a year at a tick a second, with a jump of up to 0.5 % every half hour or so. */
const MOVES = { stepPpb: 100_000, ticksPerJump: 1800, jumpPpb: 5_000_000 } as const;

export interface DefaultWalkChoice {
  /** Number of the underlying (1 BTC, 2 ETH): each walks on its own. */
  readonly number: number;
  readonly name: string;
  readonly seed?: number;
  /** First price, whole USD for one unit. */
  readonly startUsd?: bigint;
}

/** The walk of an underlying for which nothing is recorded, at a tick a second. */
export const defaultWalk = ({ number, name, seed = DEFAULT_SEED, startUsd }: DefaultWalkChoice): RandomWalkOptions => ({
  ...MOVES,
  seed: seed * 1000 + number,
  start: (startUsd ?? START_USD[name] ?? START_USD_OTHERWISE) * MICRO_USD,
});

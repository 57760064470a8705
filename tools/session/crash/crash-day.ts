/** Part of a day of prices, played at a speed. */
export interface Tape {
  /** Unix seconds of the first price. */
  readonly from: number;
  /** Recorded seconds that pass at each tick of the exchange, one a second. */
  readonly secondsPerTick: number;
}

/** How a violent day is replayed: accounts are opened and filled in the calm before, then time is sped up. */
export interface CrashDay {
  readonly name: string;
  readonly calm: Tape;
  readonly crash: Tape;
  /** Ticks of the crash, about a second each. */
  readonly ticks: number;
}

const CALM_FROM = Date.UTC(2025, 1, 3, 1, 15) / 1000;
const CRASH_FROM = Date.UTC(2025, 1, 3, 1, 40) / 1000;
const CRASH_SECONDS = 40 * 60;
const SECONDS_PER_TICK = 20;

/**
 * The night of 3 February 2025 (UTC): ETH falls from 2780 to 2125 USD between 1:40 and 2:08, a tenth of its price within one minute of it, and is
 * back at 2500 by 2:20; BTC falls from 94,600 to 91,200.
 * @param secondsPerTick recorded seconds of each tick; the fewer, the longer it takes
 */
export function crashDay(secondsPerTick = SECONDS_PER_TICK): CrashDay {
  return {
    name: '2025-02-03',
    calm: { from: CALM_FROM, secondsPerTick: 1 },
    crash: { from: CRASH_FROM, secondsPerTick },
    ticks: Math.ceil(CRASH_SECONDS / secondsPerTick),
  };
}

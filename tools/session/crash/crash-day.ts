/** Part of a day of prices, played at a speed. */
export interface Tape {
  /** Unix seconds of the first price. */
  readonly from: number;
  /** Recorded seconds that pass at each tick of the exchange, one a second. */
  readonly secondsPerTick: number;
}

/** How a violent day is replayed: accounts are opened and filled in the calm before, then time is sped up. */
export interface CrashDay {
  readonly name: CrashDayName;
  readonly calm: Tape;
  readonly crash: Tape;
  /** Ticks of the crash, about a second each. */
  readonly ticks: number;
  /** ETH has fallen by this part of 1 when the late shorts sell. */
  readonly bottom: number;
  /** Liquidations without which the day was not what it is here for: in all, of short options, and of accounts in portfolio margin. */
  readonly leastLiquidations: number;
  readonly leastSellers: number;
  readonly leastPortfolios: number;
  /** Paid into the insurance fund before it, in USD. */
  readonly insuranceDollars: number;
}

const minute = (day: number, month: number, hours: number, minutes: number): number =>
  Date.UTC(2025, month - 1, day, hours, minutes) / 1000;

/**
 * The days there are. For both BTC and ETH, prices by the minute are recorded from 1 January to 4 February 2025 only; these are the two nights
 * of that time with the deepest falls within two hours. docs/runbooks/crash-day.md says why 10 October 2025 is not among them.
 *
 * 2025-02-03: ETH falls from 2780 to 2125 USD between 1:40 and 2:08 UTC, a tenth of its price within one minute of it, and is back at 2500 by
 * 2:20; BTC falls from 94,600 to 91,200.
 * 2025-01-19: ETH falls from 3412 to 3157 USD between 20:36 and 22:12 UTC, 3.9 % of it within four minutes, and is back at 3290 by 22:18; BTC
 * falls from 106,000 to 102,900.
 */
const DAYS = {
  '2025-02-03': {
    calmFrom: minute(3, 2, 1, 15),
    crashFrom: minute(3, 2, 1, 40),
    seconds: 40 * 60,
    secondsPerTick: 20,
    bottom: 0.16,
    leastLiquidations: 5,
    leastSellers: 2,
    leastPortfolios: 1,
    // So that the fund has little but the fees of the night, and what comes after it may come too.
    insuranceDollars: 1,
  },
  '2025-01-19': {
    calmFrom: minute(19, 1, 20, 10),
    crashFrom: minute(19, 1, 20, 36),
    seconds: 120 * 60,
    secondsPerTick: 60,
    bottom: 0.06,
    leastLiquidations: 3,
    insuranceDollars: 250_000,
    // A short option at the money has at least 15 % of the index below it: it bears this night, and so do portfolios.
    leastSellers: 0,
    leastPortfolios: 0,
  },
} as const;

export type CrashDayName = keyof typeof DAYS;

/** The day that `--day` names, `crash` being the first; null where there is none of that name. */
export function crashDayName(text: string): CrashDayName | null {
  if (text === 'crash') return '2025-02-03';
  return Object.hasOwn(DAYS, text) ? (text as CrashDayName) : null;
}

/**
 * A day to replay.
 * @param secondsPerTick recorded seconds of each tick, the fewer, the longer it takes; null for what the day is made for: two minutes of ticks
 */
export function crashDay(name: CrashDayName, secondsPerTick: number | null = null): CrashDay {
  const { calmFrom, crashFrom, seconds, secondsPerTick: usual, ...rest } = DAYS[name];
  const speed = secondsPerTick ?? usual;
  return {
    name,
    calm: { from: calmFrom, secondsPerTick: 1 },
    crash: { from: crashFrom, secondsPerTick: speed },
    ticks: Math.ceil(seconds / speed),
    ...rest,
  };
}

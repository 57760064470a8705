const DAY_HOURS = 24;
const WEEK_HOURS = 7 * DAY_HOURS;
/** Friday 2 January 1970, 08:00 UTC, in Unix hours. */
const FIRST_FRIDAY = DAY_HOURS + 8;

/** When a series may expire. */
export interface Expiry {
  /** Unix hours. */
  readonly hour: number;
  /** Whether it is the last Friday of its month. */
  readonly monthly: boolean;
}

export interface ExpiryRules {
  /** How many of the next Fridays have series. */
  readonly weeklies: number;
  /** How many of the next last Fridays of a month have series. */
  readonly monthlies: number;
  /** Nothing is listed closer to its expiry than this, hours. */
  readonly leastHours: number;
}

const monthOf = (hour: number): number => new Date(hour * 3_600_000).getUTCMonth();
const isMonthly = (hour: number): boolean => monthOf(hour + WEEK_HOURS) !== monthOf(hour);

/** The expiries that have series now, nearest first: Fridays 08:00 UTC. @param now Unix seconds */
export function expiries(now: number, rules: ExpiryRules): Expiry[] {
  const least = Math.ceil(now / 3600) + rules.leastHours;
  const first = FIRST_FRIDAY + Math.ceil((least - FIRST_FRIDAY) / WEEK_HOURS) * WEEK_HOURS;
  const found: Expiry[] = [];
  for (let week = 0, monthlies = 0; week < rules.weeklies || monthlies < rules.monthlies; week++) {
    const hour = first + week * WEEK_HOURS;
    const monthly = isMonthly(hour);
    if (week < rules.weeklies || monthly) found.push({ hour, monthly });
    if (monthly) monthlies++;
  }
  // A month with all its Fridays among the weeklies may be one more than was asked for.
  return found;
}

/** Which way implied volatilities move in a scenario; how far is the margin engine's (docs/portfolio-margin.md). */
export type VolatilityShock = 'down' | 'up';

/** One joint move of an underlying's price and of its implied volatilities. */
export interface Scenario {
  /** Price move in steps of SCENARIO_STEP_RATE. */
  readonly steps: number;
  readonly volatility: VolatilityShock;
}

/** One step of a price move: 5 % in units of 2^-20, rounded up. */
export const SCENARIO_STEP_RATE = 52_429n;

const scenario = (steps: number, volatility: VolatilityShock): Scenario => ({ steps, volatility });

/**
 * The scenarios of portfolio margin, nine. Long options lose most where the price stays between strikes and volatility falls, so falling volatility
 * has a point every 5 %; short ones lose most at the ends, so rising volatility has the ends and no move.
 */
export const SCENARIO_GRID: readonly Scenario[] = [
  scenario(-3, 'down'),
  scenario(-2, 'down'),
  scenario(-1, 'down'),
  scenario(1, 'down'),
  scenario(2, 'down'),
  scenario(3, 'down'),
  scenario(-3, 'up'),
  scenario(0, 'up'),
  scenario(3, 'up'),
];

/**
 * What portfolio margin adds to the worst loss: this part (2^-3) of the standard initial margin of the scoped lots. Initial margin counts every lot as a
 * short one, because what the grid does not see between two of its prices are long options there; maintenance margin takes each lot as it is.
 */
export const CONTINGENCY_SHIFT = 3;
/** Maintenance margin of scoped positions in quarters of worst loss and contingency. */
export const MAINTENANCE_QUARTERS = 3n;
/** The value of long options may stand for at most this part (2^-1) of the initial margin of scoped positions. */
export const OPTION_CREDIT_SHIFT = 1;

/** Binary places of an account's initial margin: 2^-24 µUSD. Its positions' own are 2^-20, the contingency takes three more and the credit one. */
export const MARGIN_FRACTION_BITS = 24n;
/** Binary places of an account's maintenance margin: 2^-25 µUSD. */
export const MAINTENANCE_FRACTION_BITS = 25n;

/** Bits from one scenario to the next in a packed word. */
export const SCENARIO_SPACING = 82;
/** Bits of what is left of the worst loss in one scenario, and of the loss itself. */
export const SCENARIO_LOSS_BITS = 80;
/** Scenarios in a packed word. */
export const SCENARIOS_PER_WORD = 3;
/** Margin mode of an account without portfolio margin; any other mode is the number of an underlying. */
export const STANDARD_MODE = 0;

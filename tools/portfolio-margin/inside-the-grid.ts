import { volatilityShock } from '../../services/margin-engine/src/index.ts';
import type { RecordedRow } from './recorded-rows.ts';
import type { WeighedPortfolio } from './weigh-portfolio.ts';

/** The price moves and volatilities of one step that lie inside the grid, finely spaced. */
const MOVES = Array.from({ length: 121 }, (_, i) => (i - 60) / 400);
/** −1: volatility falls by the whole shock; 1: it rises by it. */
const SHOCKS = [-1, -0.5, 0, 0.5, 1];

export const factorAt =
  (shock: number) =>
  (years: number): number =>
    1 + Math.abs(shock) * (volatilityShock(shock < 0 ? 'down' : 'up', years) - 1);

/** Every step: a move at a level of volatility. */
const STEPS = SHOCKS.flatMap((shock) => MOVES.map((move) => ({ shock, move })));
const gainsOfRow = new WeakMap<RecordedRow, Float64Array>();

/** What one lot of a row gains in every step, µUSD; worked out once. */
function gainsInside(row: RecordedRow): Float64Array {
  const known = gainsOfRow.get(row);
  if (known) return known;
  const mark = Number(row.figures.mark);
  const gains = Float64Array.from(STEPS, ({ shock, move }) => row.valueAfter(move, factorAt(shock)(row.years)) - mark);
  gainsOfRow.set(row, gains);
  return gains;
}

/** Where inside the grid a portfolio loses most. */
export interface WorstStep {
  /** µUSD, not negative. */
  readonly loss: number;
  readonly move: number;
  readonly shock: number;
}

/** The largest loss over all moves of up to 15 % together with volatilities between their falling and their rising shock. */
export function worstStep({ rows, lots }: Pick<WeighedPortfolio, 'rows' | 'lots'>): WorstStep {
  const sum = new Float64Array(STEPS.length);
  rows.forEach((row, i) => {
    const [gains, size] = [gainsInside(row), Number(lots[i]!)];
    for (let step = 0; step < sum.length; step++) sum[step]! += size * gains[step]!;
  });
  let worst: WorstStep = { loss: 0, move: 0, shock: 0 };
  STEPS.forEach((step, i) => {
    if (-sum[i]! > worst.loss) worst = { loss: -sum[i]!, ...step };
  });
  return worst;
}

import { volatilityShock } from '../../services/margin-engine/src/index.ts';
import type { WeighedPortfolio } from './weigh-portfolio.ts';

/** The price moves and volatilities of one step that lie inside the grid, finely spaced. */
const MOVES = Array.from({ length: 121 }, (_, i) => (i - 60) / 400);
/** −1: volatility falls by the whole shock; 1: it rises by it. */
const SHOCKS = [-1, -0.5, 0, 0.5, 1];

export const factorAt =
  (shock: number) =>
  (years: number): number =>
    1 + Math.abs(shock) * (volatilityShock(shock < 0 ? 'down' : 'up', years) - 1);

/** Where inside the grid a portfolio loses most. */
export interface WorstStep {
  /** µUSD, not negative. */
  readonly loss: number;
  readonly move: number;
  readonly shock: number;
}

/** The largest loss over all moves of up to 15 % together with volatilities between their falling and their rising shock. */
export function worstStep({ gainAfter }: WeighedPortfolio): WorstStep {
  let worst: WorstStep = { loss: 0, move: 0, shock: 0 };
  for (const shock of SHOCKS) {
    const factorOf = factorAt(shock);
    for (const move of MOVES) {
      const loss = -gainAfter(move, factorOf);
      if (loss > worst.loss) worst = { loss, move, shock };
    }
  }
  return worst;
}

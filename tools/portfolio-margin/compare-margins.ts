import { worstStep } from './inside-the-grid.ts';
import { namedPortfolios } from './portfolios.ts';
import type { RecordedRows } from './recorded-rows.ts';
import { type WeighedPortfolio, weighPortfolio } from './weigh-portfolio.ts';

/** One portfolio of one coin on one chain; every figure in per cent of the coin's price. */
export interface Comparison {
  readonly name: string;
  readonly standard: number;
  readonly scenario: number;
  readonly maintenance: number;
  /** Worst loss at a point of the grid. */
  readonly gridLoss: number;
  /** Worst loss of one step anywhere inside the grid, and where. */
  readonly stepLoss: number;
  readonly stepMove: number;
  readonly stepShock: number;
  /** Worst loss by a move that was recorded within 5 minutes, and within an hour, up to the edge of the grid; volatility unchanged. */
  readonly fiveMinuteLoss: number;
  readonly hourLoss: number;
  /** Loss to the next recorded chain, where there is one. */
  readonly nextLoss: number | null;
}

/** Recorded relative moves, by how long they took. */
export interface RecordedSteps {
  readonly fiveMinutes: readonly number[];
  readonly hour: readonly number[];
}

const INSIDE = 0.15;

/** A price that goes further has been at the edge of the grid on its way. */
const worstOf = ({ gainAfter }: WeighedPortfolio, moves: readonly number[]): number => {
  const inside = new Set(moves.map((move) => Math.max(-INSIDE, Math.min(move, INSIDE))));
  return Math.max(0, ...[...inside].map((move) => -gainAfter(move, () => 1)));
};

/** Loss of a portfolio when its rows are worth what the next chain says of them; null where a row is not there any more. */
function lossToNext(weighed: WeighedPortfolio, names: readonly string[], now: RecordedRows, next: RecordedRows | null) {
  if (!next) return null;
  const markOf = ({ rows }: RecordedRows, name: string) => rows.find((row) => row.name === name)?.figures.mark;
  let gain = 0n;
  for (const [i, name] of names.entries()) {
    const [before, after] = [markOf(now, name), markOf(next, name)];
    if (before === undefined || after === undefined) return null;
    gain += weighed.lots[i]! * (after - before);
  }
  return -Number(gain);
}

/** Standard and scenario margins of the named portfolios on one chain, beside what one step takes. */
export function compareMargins(
  rows: RecordedRows,
  next: RecordedRows | null,
  lotsOfCoin: bigint,
  steps: RecordedSteps,
): Comparison[] {
  const coin = Number(rows.index * lotsOfCoin);
  const percent = (amount: number | bigint): number => (100 * Number(amount)) / coin;
  const farthest = new Set(rows.rows.filter(({ kind }) => kind === 'future').map(({ expiry }) => expiry)).size - 1;
  return namedPortfolios(rows, farthest).map(({ name, legs }) => {
    const weighed = weighPortfolio(legs, lotsOfCoin);
    const step = worstStep(weighed);
    const names = legs.map(({ row }) => row.name);
    const nextLoss = lossToNext(weighed, names, rows, next);
    return {
      name,
      standard: percent(weighed.standard),
      scenario: percent(weighed.scenario),
      maintenance: percent(weighed.scenarioMaintenance),
      gridLoss: percent(weighed.parts.loss),
      stepLoss: percent(step.loss),
      stepMove: step.move,
      stepShock: step.shock,
      fiveMinuteLoss: percent(worstOf(weighed, steps.fiveMinutes)),
      hourLoss: percent(worstOf(weighed, steps.hour)),
      nextLoss: nextLoss === null ? null : percent(nextLoss),
    };
  });
}

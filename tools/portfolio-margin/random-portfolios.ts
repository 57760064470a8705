import type { Leg } from './portfolios.ts';
import type { RecordedRow, RecordedRows } from './recorded-rows.ts';

const NEAR_THE_MONEY = 0.25;

/** A reproducible stream of numbers in [0, 1): the multiplier and modulus of Park and Miller, "minimal standard" (CACM 31 (1988) 1192–1201). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** A portfolio of two to six rows, at most three coins of each, of the perpetual, futures and options with strikes within a quarter of the price. */
export function randomPortfolio({ index, rows }: RecordedRows, random: () => number): Leg[] {
  const near = rows.filter(({ strike }) => strike === 0 || Math.abs(strike / Number(index) - 1) < NEAR_THE_MONEY);
  const linear = near.filter(({ strike }) => strike === 0);
  const pick = (from: readonly RecordedRow[]): RecordedRow => from[Math.floor(random() * from.length)]!;
  const chosen = new Set<RecordedRow>();
  const count = 2 + Math.floor(random() * 5);
  for (let i = 0; i < count; i++) chosen.add(pick(random() < 0.3 ? linear : near));
  return [...chosen].map((row) => ({ row, coins: (1 + Math.floor(random() * 3)) * (random() < 0.5 ? -1 : 1) }));
}

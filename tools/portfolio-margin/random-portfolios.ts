import type { Leg } from './portfolios.ts';
import type { RecordedRow, RecordedRows } from './recorded-rows.ts';

const NEAR_THE_MONEY = 0.25;
/** Positions that an account holds at most. */
const PLACES = 6;

/** A reproducible stream of numbers in [0, 1): the multiplier and modulus of Park and Miller, "minimal standard" (CACM 31 (1988) 1192–1201). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Draws portfolios of the perpetual, futures and options with strikes within a quarter of the price, and changes them. */
export class PortfolioDraw {
  readonly #random: () => number;
  readonly #near: readonly RecordedRow[];
  readonly #linear: readonly RecordedRow[];

  constructor({ index, rows }: RecordedRows, random: () => number) {
    this.#random = random;
    this.#near = rows.filter(({ strike }) => strike === 0 || Math.abs(strike / Number(index) - 1) < NEAR_THE_MONEY);
    this.#linear = this.#near.filter(({ strike }) => strike === 0);
  }

  /** Two to six rows, at most three coins of each. */
  draw(): Leg[] {
    const rows = new Set<RecordedRow>();
    const count = 2 + Math.floor(this.#random() * (PLACES - 1));
    for (let i = 0; i < count; i++) rows.add(this.#row());
    return [...rows].map((row) => this.#leg(row));
  }

  /** One leg more, less, larger, smaller or in another row; never more legs than an account has places. */
  changed(legs: readonly Leg[]): Leg[] {
    const place = Math.floor(this.#random() * legs.length);
    const way = this.#random();
    const { row, coins } = legs[place]!;
    if (way < 0.5) return legs.with(place, { row, coins: coins * (0.6 + 0.8 * this.#random()) });
    if (way < 0.6 && legs.length > 1) return legs.toSpliced(place, 1);
    const other = this.#row();
    if (legs.some((leg) => leg.row === other)) return [...legs];
    if (way < 0.8 || legs.length === PLACES) return legs.with(place, { row: other, coins });
    return [...legs, this.#leg(other)];
  }

  #row(): RecordedRow {
    const from = this.#random() < 0.3 ? this.#linear : this.#near;
    return from[Math.floor(this.#random() * from.length)]!;
  }

  #leg(row: RecordedRow): Leg {
    return { row, coins: (1 + Math.floor(this.#random() * 3)) * (this.#random() < 0.5 ? -1 : 1) };
  }
}

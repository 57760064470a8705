import { type RoundContent, SCENARIO_GRID, TenorError } from '@tenor/protocol';

export interface RoundBuilderOptions {
  /** Rows of the circuit (M). */
  readonly rows: number;
  /** Number and time (Unix seconds) of the last round the exchange took, 0 when there is none. */
  readonly last?: { readonly round: number; readonly time: number };
}

/** The prices of a round, µUSD per lot. */
export interface RoundPrices {
  /** By row number: the instrument that is listed there. Rows left out are unused and get 0. */
  readonly instruments: ReadonlyMap<number, number>;
  /** By row number, of the same rows. */
  readonly marks: ReadonlyMap<number, bigint>;
  /** By row number, of the rows of options: their price in every scenario of portfolio margin, in the order of the grid. */
  readonly scenarioPrices: ReadonlyMap<number, readonly bigint[]>;
  /** By underlying, underlying u at place u − 1. */
  readonly index: readonly bigint[];
  /** The expiry that is due and its settlement prices by underlying; null where none is. */
  readonly settlement: { readonly hour: number; readonly prices: readonly bigint[] } | null;
}

type RowMember = 'instruments' | 'marks' | 'scenarioPrices';

const refuse = (param: string, detail: string): never => {
  throw new TenorError('INVALID_PARAMS', { param, detail });
};

/** Builds oracle rounds to be signed: numbers strictly increase, times never go back, an hour has one settlement price. */
export class RoundBuilder {
  readonly #rows: number;
  readonly #settled = new Map<number, readonly bigint[]>();
  /** Last number that the exchange took. */
  #taken: number;
  /** Last number that may be signed. */
  #round: number;
  #time: number;

  constructor({ rows, last = { round: 0, time: 0 } }: RoundBuilderOptions) {
    this.#rows = rows;
    this.#taken = last.round;
    this.#round = last.round;
    this.#time = last.time;
  }

  /**
   * The next round. Time in Unix seconds, not before the last round's. Its number stays free until it is spent. Throws INVALID_PARAMS for a time that goes back,
   * a row outside the circuit, a price out of range, a table without a mark or not of every scenario, a settlement before its hour or another settlement price than was built for that hour.
   */
  next(time: number, prices: RoundPrices): RoundContent {
    const { index, settlement } = prices;
    if (time < this.#time) refuse('time', 'the clock went back behind the last round');
    if (index.some((price) => price <= 0n)) refuse('index', 'an index price is positive');
    if (settlement) this.#checkSettlement(time, settlement, index.length);
    const due = settlement ?? { hour: 0, prices: index.map(() => 0n) };
    return {
      round: this.#round + 1,
      time,
      ...this.#byRow(prices),
      index: [...index],
      settlementHour: due.hour,
      settlement: [...due.prices],
    };
  }

  #byRow({ instruments, marks, scenarioPrices }: RoundPrices): Pick<RoundContent, RowMember> {
    const all = new Array<bigint>(this.#rows).fill(0n);
    const named = new Array<number>(this.#rows).fill(0);
    const tables = Array.from({ length: this.#rows }, (): readonly bigint[] => []);
    for (const [row, mark] of marks) {
      const fits = Number.isInteger(row) && row >= 0 && row < this.#rows && mark > 0n;
      if (!fits) refuse('marks', `row ${row} has no place or no price`);
      all[row] = mark;
      named[row] = instruments.get(row) ?? 0;
      if (named[row] === 0) refuse('instruments', `row ${row} has a mark and no instrument`);
    }
    for (const [row, prices] of scenarioPrices) {
      const fits = marks.has(row) && prices.length === SCENARIO_GRID.length && prices.every((price) => price >= 0n);
      if (!fits) refuse('scenarioPrices', `row ${row} has no mark, or not a price for every scenario`);
      tables[row] = [...prices];
    }
    return { instruments: named, marks: all, scenarioPrices: tables };
  }

  #checkSettlement(time: number, { hour, prices }: NonNullable<RoundPrices['settlement']>, underlyings: number): void {
    if (prices.length !== underlyings) refuse('settlement', 'a settlement price for every underlying');
    if (hour < 1 || hour * 3600 > time) refuse('settlement', 'the hour has not come');
    if (prices.some((price) => price <= 0n)) refuse('settlement', 'a settlement price is positive');
    const signed = this.#settled.get(hour) ?? prices;
    if (signed.some((price, place) => price !== prices[place])) {
      refuse('settlement', `another price was signed for hour ${hour}`);
    }
  }

  /** Somebody may have signed this round: the next has a higher number, no earlier time, and the same settlement prices of its hour. */
  spend({ round, time, settlementHour, settlement }: RoundContent): void {
    this.#round = Math.max(this.#round, round);
    this.#time = Math.max(this.#time, time);
    if (settlementHour !== 0) this.#settled.set(settlementHour, settlement);
  }

  /** The exchange has taken this round: no number up to it comes again. */
  taken({ round }: Pick<RoundContent, 'round'>): void {
    this.#taken = Math.max(this.#taken, round);
  }

  /** The next number is this, above every number that the exchange has taken. */
  goOnWith(round: number): void {
    this.#round = Math.max(this.#taken, round - 1);
  }
}

import { CONTINGENCY_SHIFT, MAINTENANCE_QUARTERS, SCENARIO_GRID } from '@tenor/protocol';
import { grownColumn } from './grown-column.ts';
import type { SideCoefficients } from './side-coefficients.ts';

const SCENARIOS = SCENARIO_GRID.length;
/** Maintenance margin of scoped positions: this part of worst loss and contingency. */
const MAINTENANCE_PART = Number(MAINTENANCE_QUARTERS) / 4;
const CONTINGENCY_PART = 2 ** -CONTINGENCY_SHIFT;

/** Maintenance margin of the scoped positions of one account, µUSD, and the magnitudes that were added for it. */
export interface ScopedMaintenance {
  readonly margin: number;
  readonly magnitude: number;
}

/** What portfolio margin needs of every column of coefficients: the gains of a lot in the scenarios, and its initial margin. */
export class ScenarioColumns {
  #gains = new Float64Array(0);
  /** Largest gain or loss of a lot. */
  #reach = new Float64Array(0);
  #linear = new Float64Array(0);
  #slope = new Float64Array(0);
  #underlying = new Float64Array(0);
  readonly #sums = new Float64Array(SCENARIOS);

  setCoefficients(column: number, { gains, initial, underlying }: SideCoefficients): void {
    if (column >= this.#reach.length) {
      const length = Math.max(32, 2 * column);
      this.#gains = grownColumn(this.#gains, length * SCENARIOS);
      this.#reach = grownColumn(this.#reach, length);
      this.#linear = grownColumn(this.#linear, length);
      this.#slope = grownColumn(this.#slope, length);
      this.#underlying = grownColumn(this.#underlying, length);
    }
    this.#gains.set(gains, column * SCENARIOS);
    this.#reach[column] = Math.max(...gains.map(Math.abs));
    this.#linear[column] = initial.linear;
    this.#slope[column] = initial.slope;
    this.#underlying[column] = underlying;
  }

  /** Whether positions of a column are margined together in a mode that is not the standard one. */
  isScoped(column: number, mode: number): boolean {
    return this.#underlying[column] === mode;
  }

  /** What the places `first` to `end` need that are scoped in a mode: 3/4 of (worst loss + initial margin / 8). */
  maintenance(columns: Uint32Array, lots: Float64Array, first: number, end: number, mode: number): ScopedMaintenance {
    const sums = this.#sums.fill(0);
    let [initial, reach] = [0, 0];
    for (let at = first; at < end; at++) {
      const column = columns[at]!;
      if (!this.isScoped(column, mode)) continue;
      const size = lots[at]!;
      for (let s = 0; s < SCENARIOS; s++) sums[s]! += size * this.#gains[column * SCENARIOS + s]!;
      initial += size * (this.#linear[column]! + size * this.#slope[column]!);
      reach += size * this.#reach[column]!;
    }
    let loss = 0;
    for (const gain of sums) if (-gain > loss) loss = -gain;
    return {
      margin: MAINTENANCE_PART * (loss + CONTINGENCY_PART * initial),
      magnitude: MAINTENANCE_PART * (reach + CONTINGENCY_PART * initial),
    };
  }
}

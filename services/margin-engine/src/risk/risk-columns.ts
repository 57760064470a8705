import { STANDARD_MODE } from '@tenor/protocol';
import { grownColumn } from './grown-column.ts';
import { ScenarioColumns } from './scenario-columns.ts';
import type { SideCoefficients } from './side-coefficients.ts';

const UNIT_ROUNDOFF = 2 ** -53;
/** More roundings on any path than the largest number of places adds to it (derivation in docs/finding-liquidations.md). */
const ROUNDINGS_BESIDE_PLACES = 15;
/** µUSD: one for the cash that the rule rounds down, one for the roundings of the bound itself. */
const WHOLE_UNITS = 2;

/** One held position: which column of coefficients, how many lots. */
export interface ColumnPosition {
  readonly column: number;
  /** Exact: below 2^53. */
  readonly lots: number;
}

/**
 * Accounts and coefficients as columns of doubles, for figures of all accounts in one pass. After `evaluate`, for every row
 * |equity − E|, |maintenance − MM| and |(equity − maintenance) − (E − MM)| are at most uncertainty, E and MM being what the rules say (µUSD).
 */
export class RiskColumns {
  /** What one rounding error can come to at most, as a part of the magnitudes that were added. */
  readonly roundingShare: number;
  readonly #places: number;
  #rows = 0;
  #cash = new Float64Array(0);
  #held = new Uint32Array(0);
  #lots = new Float64Array(0);
  readonly #scenarios = new ScenarioColumns();
  /** Margin modes of the rows that have portfolio margin. */
  readonly #modes = new Map<number, number>();
  #columns = new Uint32Array(0);
  #value = new Float64Array(0);
  #linear = new Float64Array(0);
  #slope = new Float64Array(0);
  equity = new Float64Array(0);
  maintenance = new Float64Array(0);
  uncertainty = new Float64Array(0);

  /** @param places most positions of one account */
  constructor(places: number) {
    this.#places = places;
    this.roundingShare = (places + ROUNDINGS_BESIDE_PLACES) * UNIT_ROUNDOFF;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Sets a column of coefficients, a new one if it is the next. */
  setCoefficients(column: number, coefficients: SideCoefficients): void {
    if (column >= this.#value.length) {
      const length = Math.max(32, 2 * column);
      this.#value = grownColumn(this.#value, length);
      this.#linear = grownColumn(this.#linear, length);
      this.#slope = grownColumn(this.#slope, length);
    }
    this.#value[column] = coefficients.value;
    this.#linear[column] = coefficients.maintenance.linear;
    this.#slope[column] = coefficients.maintenance.slope;
    this.#scenarios.setCoefficients(column, coefficients);
  }

  /** Whether a row has portfolio margin. */
  hasScenarios(row: number): boolean {
    return this.#modes.has(row);
  }

  /** Sets a row, a new one if it is the next. `cash` may be +∞: such a row has infinite equity. At most `places` positions. */
  setRow(row: number, cash: number, positions: readonly ColumnPosition[], mode: number): void {
    if (row >= this.#cash.length) this.#grow(Math.max(1024, 2 * row));
    if (row >= this.#rows) this.#rows = row + 1;
    this.#cash[row] = cash;
    this.#held[row] = positions.length;
    if (mode === STANDARD_MODE) this.#modes.delete(row);
    else this.#modes.set(row, mode);
    positions.forEach(({ column, lots }, place) => {
      this.#columns[row * this.#places + place] = column;
      this.#lots[row * this.#places + place] = lots;
    });
  }

  /** Brings equity, maintenance and uncertainty of every row up to date. */
  evaluate(): void {
    const { equity, maintenance, uncertainty, roundingShare } = this;
    const [held, lots, columns] = [this.#held, this.#lots, this.#columns];
    const [values, linears, slopes] = [this.#value, this.#linear, this.#slope];
    for (let row = 0; row < this.#rows; row++) {
      const cash = this.#cash[row]!;
      const first = row * this.#places;
      const end = first + held[row]!;
      let worth = cash;
      let needed = 0;
      let magnitude = Math.abs(cash);
      for (let at = first; at < end; at++) {
        const column = columns[at]!;
        const size = lots[at]!;
        const value = size * values[column]!;
        worth += value;
        magnitude += Math.abs(value);
        needed += size * (linears[column]! + size * slopes[column]!);
      }
      equity[row] = worth;
      maintenance[row] = needed;
      uncertainty[row] = WHOLE_UNITS + roundingShare * (magnitude + needed);
    }
    for (const [row, mode] of this.#modes) this.#evaluateScenarios(row, mode);
  }

  /** The maintenance margin of a row with portfolio margin, and what it adds to the uncertainty. */
  #evaluateScenarios(row: number, mode: number): void {
    const [lots, columns] = [this.#lots, this.#columns];
    const first = row * this.#places;
    const end = first + this.#held[row]!;
    let others = 0;
    let magnitude = Math.abs(this.#cash[row]!);
    for (let at = first; at < end; at++) {
      const column = columns[at]!;
      const size = lots[at]!;
      magnitude += Math.abs(size * this.#value[column]!);
      if (this.#scenarios.isScoped(column, mode)) continue;
      others += size * (this.#linear[column]! + size * this.#slope[column]!);
    }
    const scoped = this.#scenarios.maintenance(columns, lots, first, end, mode);
    this.maintenance[row] = others + scoped.margin;
    this.uncertainty[row] = WHOLE_UNITS + this.roundingShare * (magnitude + others + scoped.magnitude);
  }

  #grow(rows: number): void {
    const columns = new Uint32Array(rows * this.#places);
    columns.set(this.#columns);
    const held = new Uint32Array(rows);
    held.set(this.#held);
    this.#columns = columns;
    this.#held = held;
    this.#lots = grownColumn(this.#lots, rows * this.#places);
    this.#cash = grownColumn(this.#cash, rows);
    this.equity = grownColumn(this.equity, rows);
    this.maintenance = grownColumn(this.maintenance, rows);
    this.uncertainty = grownColumn(this.uncertainty, rows);
  }
}

import {
  type CashIndices,
  isLiquidatable,
  type Position,
  type ScenarioFigures,
  SETTLED_FIGURES,
  sideIndex,
  TenorError,
} from '@tenor/protocol';
import {
  compareCollateralRatio,
  type HeldAccount,
  hasCollateralRatio,
  type JudgedAccount,
  judgeAccount,
} from './judged-account.ts';
import { RiskColumns } from './risk-columns.ts';
import { cashAtBase, sideCoefficients } from './side-coefficients.ts';

/** Uncertainty of an account with portfolio margin, as a part of its maintenance margin, above which its ratio is not bounded. */
const LARGEST_SHARE = 1 / 4;

interface ScannedMarket {
  /** Column of its long side; the short side has the next one. */
  readonly column: number;
  /** The indices it was first seen with: cash of accounts is counted from there, so that no large numbers cancel. */
  readonly base: CashIndices;
  readonly indices: CashIndices;
  readonly figures: ScenarioFigures;
}

/**
 * Finds the accounts below maintenance margin after a move of the marks. Doubles pick the accounts that may be, with a proven bound
 * on their error; each of those is then judged by the rules' own integers, so the answer is exact. Keeps copies of what it is told.
 */
export class AccountScan {
  readonly #places: number;
  readonly #columns: RiskColumns;
  readonly #rowOf = new Map<number, number>();
  readonly #accounts: HeldAccount[] = [];
  readonly #markets = new Map<number, ScannedMarket>();

  /** @param places most positions of one account */
  constructor(places: number) {
    this.#places = places;
    this.#columns = new RiskColumns(places);
  }

  /** Takes an instrument's cash indices and its figures at the mark of now. */
  setMarket(instrument: number, { indexLong, indexShort }: CashIndices, figures: ScenarioFigures): void {
    const known = this.#markets.get(instrument);
    const column = known?.column ?? 2 * this.#markets.size;
    const indices = { indexLong, indexShort };
    const base = known?.base ?? indices;
    this.#markets.set(instrument, { column, base, indices, figures });
    this.#columns.setCoefficients(column, sideCoefficients(1n, figures, indexLong - base.indexLong));
    this.#columns.setCoefficients(column + 1, sideCoefficients(-1n, figures, indexShort - base.indexShort));
  }

  /** Takes the final cash indices of an instrument that has expired: positions in it are worth their cash and need no margin. */
  setSettled(instrument: number, indices: CashIndices): void {
    this.setMarket(instrument, indices, SETTLED_FIGURES);
  }

  /**
   * Takes an account's collateral, margin mode and positions, in place of what was known of it.
   * Throws UNKNOWN_INSTRUMENT when an instrument it holds was never set, RangeError for more positions than there are places.
   */
  setAccount({ id, collateral, marginMode, positions }: HeldAccount): void {
    const held = positions.filter(({ size }) => size !== 0n).map((position) => ({ ...position }));
    if (held.length > this.#places) throw new RangeError(`An account holds at most ${this.#places} positions.`);
    const markets = held.map(({ instrument }) => this.#known(instrument));
    const row = this.#rowOf.get(id) ?? this.#rowOf.size;
    this.#rowOf.set(id, row);
    this.#accounts[row] = { id, collateral, marginMode, positions: held };
    // Without positions nothing that moves can bring an account below: it is never looked at unless it owes money.
    const safe = held.length === 0 && collateral >= 0n;
    const cash = cashAtBase(collateral, held, (place) => sideIndex(markets[place]!.base, held[place]!.size));
    this.#columns.setRow(
      row,
      safe ? Number.POSITIVE_INFINITY : cash,
      held.map(({ size }: Position, place) => ({
        column: markets[place]!.column + (size > 0n ? 0 : 1),
        lots: Math.abs(Number(size)),
      })),
      marginMode,
    );
  }

  /** Every account below maintenance margin, exactly, in the order in which accounts were first set. */
  belowMaintenance(): JudgedAccount[] {
    this.#columns.evaluate();
    const { equity, maintenance, uncertainty, rows } = this.#columns;
    const below: JudgedAccount[] = [];
    for (let row = 0; row < rows; row++) {
      if (equity[row]! - maintenance[row]! >= uncertainty[row]!) continue;
      const judged = this.#judge(row);
      if (isLiquidatable(judged)) below.push(judged);
    }
    return below;
  }

  /**
   * The `count` (≥ 1) accounts of the lowest collateral ratio (equity ÷ margin), exactly, lowest first; accounts of the same ratio by number.
   * Accounts that need no margin and owe nothing are left out.
   */
  nearest(count: number): JudgedAccount[] {
    this.#columns.evaluate();
    const { lowest, highest } = this.#ratioBounds();
    // The count-th smallest upper bound: `count` ratios are at most that, so no account whose lower bound is above it belongs to the list.
    const reach = highest.sort()[count - 1] ?? Number.POSITIVE_INFINITY;
    const judged: JudgedAccount[] = [];
    for (let row = 0; row < this.#columns.rows; row++) if (lowest[row]! <= reach) judged.push(this.#judge(row));
    return judged.filter(hasCollateralRatio).sort(compareCollateralRatio).slice(0, count);
  }

  /** Between what equity ÷ maintenance margin lies, by row. A lower bound is NaN where there is no ratio, so that no comparison picks it. */
  #ratioBounds(): { lowest: Float64Array; highest: Float64Array } {
    const { equity, maintenance, uncertainty, roundingShare, rows } = this.#columns;
    const lowest = new Float64Array(rows).fill(Number.NEGATIVE_INFINITY);
    const highest = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
    for (let row = 0; row < rows; row++) {
      if (equity[row] === Number.POSITIVE_INFINITY) lowest[row] = Number.NaN;
      else if (maintenance[row]! > 0) {
        const ratio = equity[row]! / maintenance[row]!;
        const share = uncertainty[row]! / maintenance[row]!;
        // A worst loss is a difference: nothing bounds its error by itself.
        if (this.#columns.hasScenarios(row) && share > LARGEST_SHARE) continue;
        const error = 2 * (share + Math.abs(ratio) * (this.#columns.hasScenarios(row) ? share : roundingShare));
        lowest[row] = ratio - error;
        highest[row] = ratio + error;
      }
    }
    return { lowest, highest };
  }

  #judge(row: number): JudgedAccount {
    return judgeAccount(
      this.#accounts[row]!,
      (instrument) => this.#known(instrument).indices,
      (instrument) => this.#known(instrument).figures,
    );
  }

  #known(instrument: number): ScannedMarket {
    const known = this.#markets.get(instrument);
    if (!known) throw new TenorError('UNKNOWN_INSTRUMENT');
    return known;
  }
}

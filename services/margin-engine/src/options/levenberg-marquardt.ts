/** A sum of squares to be made small, of a few parameters within bounds. */
export interface LeastSquares {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  /** Step of the forward difference by each parameter. */
  readonly differences: readonly number[];
  readonly residuals: number;
  /** Writes the residuals at these parameters into `into`. */
  readonly evaluate: (parameters: Float64Array, into: Float64Array) => void;
}

const STEPS_MAX = 60;
const DAMPING_MAX = 1e10;
/** A step that wins less than this share ends the search. */
const GAIN_MIN = 1e-7;

const sumOfSquares = (values: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return sum;
};

/** Solves the symmetric positive definite system `matrix · x = right` in place by Cholesky's factors; false where it is not definite. */
function solve(matrix: Float64Array, right: Float64Array): boolean {
  const n = right.length;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * n + k]! * matrix[j * n + k]!;
      if (i === j && !(sum > 0)) return false;
      matrix[i * n + j] = i === j ? Math.sqrt(sum) : sum / matrix[j * n + j]!;
    }
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) right[i] = right[i]! - matrix[i * n + k]! * right[k]!;
    right[i] = right[i]! / matrix[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) right[i] = right[i]! - matrix[k * n + i]! * right[k]!;
    right[i] = right[i]! / matrix[i * n + i]!;
  }
  return true;
}

/** JᵀJ and −Jᵀr at these parameters, J by forward differences. */
function normalEquations(problem: LeastSquares, at: Float64Array, residuals: Float64Array) {
  const n = at.length;
  const columns = problem.differences.map((difference, j) => {
    const moved = at.slice();
    // Away from the nearer bound.
    const step = at[j]! + difference > problem.upper[j]! ? -difference : difference;
    moved[j] = at[j]! + step;
    const column = new Float64Array(problem.residuals);
    problem.evaluate(moved, column);
    for (let i = 0; i < column.length; i++) column[i] = (column[i]! - residuals[i]!) / step;
    return column;
  });
  const hessian = new Float64Array(n * n);
  const descent = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    const column = columns[j]!;
    for (let k = 0; k <= j; k++) {
      let sum = 0;
      for (let i = 0; i < column.length; i++) sum += column[i]! * columns[k]![i]!;
      hessian[j * n + k] = sum;
      hessian[k * n + j] = sum;
    }
    for (let i = 0; i < column.length; i++) descent[j] = descent[j]! - column[i]! * residuals[i]!;
  }
  return { hessian, descent };
}

/**
 * A local minimum near `start` by damped Gauss-Newton steps (K. Levenberg 1944; D. W. Marquardt, J. SIAM 11 (1963) 431–441), each projected on the bounds;
 * a parameter that its bound holds back is left out of the step.
 */
export function minimiseSquares(problem: LeastSquares, start: readonly number[]): { at: Float64Array; cost: number } {
  const { lower, upper } = problem;
  const n = start.length;
  const clampTo = (value: number, j: number): number => Math.min(Math.max(value, lower[j]!), upper[j]!);
  let at = Float64Array.from(start, clampTo);
  let residuals = new Float64Array(problem.residuals);
  problem.evaluate(at, residuals);
  let cost = sumOfSquares(residuals);
  let damping = 1e-3;
  for (let step = 0; step < STEPS_MAX && damping < DAMPING_MAX; step++) {
    const { hessian, descent } = normalEquations(problem, at, residuals);
    const isHeld = (j: number): boolean =>
      (at[j]! <= lower[j]! && descent[j]! < 0) || (at[j]! >= upper[j]! && descent[j]! > 0);
    const free = [...at.keys()].filter((j) => !isHeld(j) && hessian[j * n + j]! > 0);
    let gain = 0;
    while (!(gain > 0) && damping < DAMPING_MAX && free.length > 0) {
      const right = Float64Array.from(free, (j) => descent[j]!);
      const matrix = Float64Array.from(
        free.flatMap((j) => free.map((k) => hessian[j * n + k]! * (j === k ? 1 + damping : 1))),
      );
      const trial = at.slice();
      const trialResiduals = new Float64Array(problem.residuals);
      if (solve(matrix, right)) {
        free.forEach((j, index) => {
          trial[j] = clampTo(at[j]! + right[index]!, j);
        });
        problem.evaluate(trial, trialResiduals);
        gain = cost - sumOfSquares(trialResiduals);
      }
      damping = gain > 0 ? damping / 5 : damping * 4;
      if (gain > 0) {
        at = trial;
        residuals = trialResiduals;
      }
    }
    const before = cost;
    if (gain > 0) cost -= gain;
    if (!(gain > GAIN_MIN * before)) break;
  }
  return { at, cost };
}

const halfAway = (a: bigint, b: bigint): bigint => {
  const quotient = (2n * a + b) / (2n * b);
  return 2n * a + b < 0n && (2n * a + b) % (2n * b) !== 0n ? quotient - 1n : quotient;
};
const dot = (u: readonly bigint[], v: readonly bigint[]): bigint => u.reduce((sum, x, i) => sum + x * v[i]!, 0n);

/**
 * Small x with Σ weights_i x_i = target mod p, each within about ±bound/2 of bound/2: integral LLL (Cohen, A Course in Computational
 * Algebraic Number Theory, algorithm 2.6.7) and Babai's nearest plane. It shows that a range alone does not fix a value.
 */
export function smallSolution(
  weights: readonly bigint[],
  target: bigint,
  p: bigint,
  inverse: (x: bigint) => bigint,
  bound: bigint,
): bigint[] {
  const n = weights.length;
  const mod = (x: bigint): bigint => ((x % p) + p) % p;
  const first = inverse(weights[0]!);
  const basis = weights.map((weight, i) =>
    weights.map((_, j) => (i === 0 ? (j === 0 ? p : 0n) : j === 0 ? mod(-weight * first) : i === j ? 1n : 0n)),
  );
  const start = weights.map((_, i) => (i === 0 ? mod(target * first) : 0n));
  const centre = weights.map(() => bound / 2n);
  basis.push(centre.map((c, i) => c - start[i]!));
  const reduction = new Reduction(basis);
  reduction.reduceFirst(n);
  const rest = reduction.nearestPlane(n);
  return centre.map((c, i) => c - rest[i]!);
}

/** Integral Gram-Schmidt state of a basis: d are the determinants, coefficients the scaled projections. */
class Reduction {
  readonly #basis: bigint[][];
  readonly #coefficients: bigint[][];
  readonly #determinants: bigint[];

  constructor(basis: bigint[][]) {
    this.#basis = basis;
    this.#coefficients = basis.map(() => Array<bigint>(basis.length).fill(0n));
    this.#determinants = Array<bigint>(basis.length).fill(1n);
  }

  #determinant(i: number): bigint {
    return i < 0 ? 1n : this.#determinants[i]!;
  }

  #project(k: number): void {
    for (let j = 0; j <= k; j++) {
      let value = dot(this.#basis[k]!, this.#basis[j]!);
      for (let i = 0; i < j; i++) {
        value =
          (this.#determinants[i]! * value - this.#coefficients[k]![i]! * this.#coefficients[j]![i]!) /
          this.#determinant(i - 1);
      }
      if (j < k) this.#coefficients[k]![j] = value;
      else this.#determinants[k] = value;
    }
  }

  #subtract(k: number, l: number): void {
    const q = halfAway(this.#coefficients[k]![l]!, this.#determinants[l]!);
    if (q === 0n) return;
    this.#basis[k] = this.#basis[k]!.map((x, i) => x - q * this.#basis[l]![i]!);
    this.#coefficients[k]![l]! -= q * this.#determinants[l]!;
    for (let i = 0; i < l; i++) this.#coefficients[k]![i]! -= q * this.#coefficients[l]![i]!;
  }

  #swap(k: number, projected: number): void {
    [this.#basis[k], this.#basis[k - 1]] = [this.#basis[k - 1]!, this.#basis[k]!];
    const c = this.#coefficients;
    for (let j = 0; j < k - 1; j++) [c[k]![j], c[k - 1]![j]] = [c[k - 1]![j]!, c[k]![j]!];
    const l = c[k]![k - 1]!;
    const next = (this.#determinant(k - 2) * this.#determinants[k]! + l * l) / this.#determinants[k - 1]!;
    for (let i = k + 1; i <= projected; i++) {
      const t = c[i]![k]!;
      c[i]![k] = (this.#determinants[k]! * c[i]![k - 1]! - l * t) / this.#determinants[k - 1]!;
      c[i]![k - 1] = (next * t + l * c[i]![k]!) / this.#determinants[k]!;
    }
    this.#determinants[k - 1] = next;
  }

  /** LLL on the first n vectors. */
  reduceFirst(n: number): void {
    this.#project(0);
    let k = 1;
    let projected = 0;
    while (k < n) {
      if (k > projected) {
        projected = k;
        this.#project(k);
      }
      this.#subtract(k, k - 1);
      const l = this.#coefficients[k]![k - 1]!;
      const before = this.#determinants[k - 1]!;
      if (4n * this.#determinants[k]! * this.#determinant(k - 2) < 3n * before * before - 4n * l * l) {
        this.#swap(k, projected);
        k = Math.max(1, k - 1);
      } else {
        for (let j = k - 2; j >= 0; j--) this.#subtract(k, j);
        k++;
      }
    }
  }

  /** What is left of vector n after the nearest lattice point of the first n is taken away. */
  nearestPlane(n: number): readonly bigint[] {
    this.#project(n);
    for (let l = n - 1; l >= 0; l--) this.#subtract(n, l);
    return this.#basis[n]!;
  }
}

/** Ticks over which a deviation of the basis fades to about a third. */
const EMA_TICKS = 150n;
/** Binary places of the averaged basis. */
const FRACTION = 16n;

/** Exponential average of a basis (price − index, µUSD per lot), so that one look at a manipulated book moves it by less than a hundredth of the way. */
export class AveragedBasis {
  #basis: bigint;

  constructor(start = 0n) {
    this.#basis = start << FRACTION;
  }

  /** The average after one more tick's basis, rounded down. */
  next(basis: bigint): bigint {
    this.#basis += ((basis << FRACTION) - this.#basis) / EMA_TICKS;
    return this.#basis >> FRACTION;
  }
}

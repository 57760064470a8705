import { premiumOf } from './funding-rate.ts';

/** Premium samples of one market over one hour; the mean is the funding premium of that hour. */
export class PremiumWindow {
  #sum = 0n;
  #count = 0n;

  /** Adds a sample; a null mid (a side of the book too thin) counts as no premium, so that a thin book cannot set the rate. */
  sample(index: bigint, mid: bigint | null): void {
    if (mid !== null) this.#sum += premiumOf(mid, index);
    this.#count += 1n;
  }

  /** Mean premium (2^-24, toward zero), or null without samples; the window is empty afterwards. */
  take(): bigint | null {
    const mean = this.#count === 0n ? null : this.#sum / this.#count;
    this.#sum = 0n;
    this.#count = 0n;
    return mean;
  }
}

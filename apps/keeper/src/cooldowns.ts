/** Positions that were offered for a moment ago and are left alone until their time has passed. */
export class Cooldowns {
  readonly #milliseconds: number;
  readonly #until = new Map<string, number>();

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  /** @param now Unix milliseconds */
  start(account: number, instrument: string, now: number): void {
    for (const [key, until] of this.#until) if (until <= now) this.#until.delete(key);
    this.#until.set(`${account} ${instrument}`, now + this.#milliseconds);
  }

  isCooling(account: number, instrument: string, now: number): boolean {
    return (this.#until.get(`${account} ${instrument}`) ?? 0) > now;
  }
}

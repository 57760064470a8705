/** Collects what a session asserts. Every check is told; one that fails fails the session, but the rest still runs. */
export class Checks {
  readonly #tell: (line: string) => void;
  readonly failures: string[] = [];
  passed = 0;

  constructor(tell: (line: string) => void) {
    this.#tell = tell;
  }

  equal(what: string, actual: bigint | number | string, expected: bigint | number | string): void {
    this.that(`${what}: ${actual}`, actual === expected, `${expected} expected`);
  }

  that(what: string, holds: boolean, otherwise = ''): void {
    if (holds) this.passed++;
    else this.failures.push(`${what} ${otherwise}`.trim());
    this.#tell(`${holds ? 'ok    ' : 'FAILED'} ${what}${holds || !otherwise ? '' : ` (${otherwise})`}`);
  }

  get ok(): boolean {
    return this.failures.length === 0 && this.passed > 0;
  }
}

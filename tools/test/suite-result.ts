/** How one suite ended. */
export interface SuiteResult {
  readonly suite: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** One line for each failure, and for each skip its reason. */
  readonly remarks: readonly string[];
  readonly seconds: number;
}

/** The sum of all suites. */
export function total(results: readonly SuiteResult[]): { passed: number; failed: number; skipped: number } {
  const sum = (of: (result: SuiteResult) => number): number => results.reduce((count, result) => count + of(result), 0);
  return { passed: sum((r) => r.passed), failed: sum((r) => r.failed), skipped: sum((r) => r.skipped) };
}

/** The line that ends a run: `N passed, N failed`, with `, N skipped` where any were. */
export function countLine({ passed, failed, skipped }: { passed: number; failed: number; skipped: number }): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** Expects an empty list, and shows all of it otherwise (the matchers of vitest cut long ones). */
export function expectNone(found: readonly string[]): void {
  if (found.length > 0) throw new Error(`expected none of these:\n${found.join('\n')}`);
}

import { expect } from 'vitest';
import type { World } from '../../../../test/scenario/world.ts';
import { type ErrorName, TenorError } from '../../src/index.ts';

/** The command is refused with this error and changes nothing. Returns the error. */
export function refused({ ledger }: World, name: ErrorName, run: () => void): TenorError {
  const before = ledger.serialize();
  let error: unknown;
  try {
    run();
  } catch (thrown) {
    error = thrown;
  }
  expect(error, `no refusal, ${name} expected`).toBeInstanceOf(TenorError);
  expect((error as TenorError).name).toBe(name);
  expect(ledger.serialize()).toBe(before);
  return error as TenorError;
}

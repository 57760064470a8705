import { describe, expect, test } from 'vitest';
import { countForge } from './run-forge.ts';
import { countVitest } from './run-vitest.ts';
import { countLine, total } from './suite-result.ts';

const file = (statuses: string[], status = 'passed', message = '') => ({
  name: 'a.test.ts',
  status,
  message,
  assertionResults: statuses.map((each, index) => ({ status: each, fullName: `test ${index}` })),
});

describe('counting', () => {
  test('of vitest: passed, failed, skipped', () => {
    const testResults = [file(['passed', 'failed', 'skipped'], 'failed'), file(['passed', 'pending'])];
    expect(countVitest({ success: false, testResults })).toMatchObject({ passed: 2, failed: 1, skipped: 2 });
  });

  test('a file that cannot be loaded is a failure', () => {
    const counts = countVitest({ success: false, testResults: [file([], 'failed', 'Cannot find module x\n  at y')] });
    expect(counts).toEqual({ passed: 0, failed: 1, skipped: 0, remarks: ['a.test.ts: Cannot find module x'] });
  });

  test('an error outside of any test is a failure', () => {
    expect(countVitest({ success: false, testResults: [file(['passed'])] })).toMatchObject({ passed: 1, failed: 1 });
  });

  test('of forge', () => {
    const report = {
      'A.t.sol:A': {
        test_results: {
          'testOne()': { status: 'Success', reason: null },
          'testTwo()': { status: 'Failure', reason: 'assertion failed' },
          'testThree()': { status: 'Skipped', reason: null },
        },
      },
    };
    expect(countForge(report)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 1,
      remarks: ['A.t.sol:A: testTwo(): assertion failed', 'skipped: A.t.sol:A: testThree(): Skipped'],
    });
  });

  test('the line that ends a run', () => {
    const result = { suite: 'x', passed: 3, failed: 1, skipped: 0, remarks: [], seconds: 1 };
    expect(countLine(total([result, result]))).toBe('6 passed, 2 failed');
    expect(countLine(total([result, { ...result, skipped: 1 }]))).toBe('6 passed, 2 failed, 1 skipped');
  });
});

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from '../gen/repository.ts';
import type { SuiteResult } from './suite-result.ts';

/** What is read of `forge test --json`: contracts, and in each its tests. */
type ForgeReport = Record<
  string,
  { readonly test_results: Record<string, { readonly status: string; readonly reason: string | null }> }
>;

/** Counts a report of forge. */
export function countForge(report: ForgeReport): Omit<SuiteResult, 'suite' | 'seconds'> {
  const tests = Object.entries(report).flatMap(([contract, { test_results }]) =>
    Object.entries(test_results).map(([name, { status, reason }]) => ({
      name: `${contract}: ${name}`,
      status,
      reason,
    })),
  );
  const count = (status: string): number => tests.filter((test) => test.status === status).length;
  const remarks = tests
    .filter(({ status }) => status !== 'Success')
    .map(({ name, status, reason }) => `${status === 'Skipped' ? 'skipped: ' : ''}${name}: ${reason ?? status}`);
  return {
    passed: count('Success'),
    failed: tests.length - count('Success') - count('Skipped'),
    skipped: count('Skipped'),
    remarks,
  };
}

/** Runs the tests of the contracts (fuzz and invariants included; many more runs when `long`). */
export async function runForge(suite: string, long: boolean): Promise<SuiteResult> {
  const started = performance.now();
  const chunks: string[] = [];
  const errors: string[] = [];
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [join(repositoryRoot, 'node_modules/@foundry-rs/forge/bin.mjs'), 'test', '--offline', '--json'],
      {
        cwd: repositoryRoot,
        env: { ...process.env, NO_COLOR: '1', ...(long ? { FOUNDRY_PROFILE: 'long' } : {}) },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    child.stdout.setEncoding('utf8').on('data', (text: string) => chunks.push(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
    child.on('error', reject);
    child.on('close', resolve);
  });
  const seconds = (performance.now() - started) / 1000;
  const output = chunks.join('');
  const broken = (reason: string): SuiteResult => ({
    suite,
    passed: 0,
    failed: 1,
    skipped: 0,
    remarks: [reason],
    seconds,
  });
  let report: ForgeReport;
  try {
    report = JSON.parse(output.slice(output.indexOf('{'))) as ForgeReport;
  } catch {
    return broken(`forge ended with code ${code}:\n${errors.join('')}${output}`.trimEnd());
  }
  const counts = countForge(report);
  for (const contract of Object.keys(report).sort()) {
    const results = Object.values(report[contract]!.test_results);
    console.log(
      `  ${contract}: ${results.filter(({ status }) => status === 'Success').length} of ${results.length} passed`,
    );
  }
  if (code !== 0 && counts.failed === 0) return broken(`forge ended with code ${code}: ${errors.join('').trimEnd()}`);
  return { suite, ...counts, seconds };
}

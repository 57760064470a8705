import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../gen/repository.ts';
import type { SuiteResult } from './suite-result.ts';

/** What is read of vitest's JSON report. */
interface VitestReport {
  readonly success: boolean;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Counts a report. A file that fails before its tests, and an error outside of all tests, count as one failure each. */
export function countVitest(report: VitestReport): Omit<SuiteResult, 'suite' | 'seconds'> {
  const remarks: string[] = [];
  let [passed, failed, skipped] = [0, 0, 0];
  for (const { name, status, message, assertionResults } of report.testResults) {
    const file = name.replace(`${repositoryRoot}/`, '');
    const failures = assertionResults.filter((test) => test.status === 'failed');
    passed += assertionResults.filter((test) => test.status === 'passed').length;
    failed += failures.length;
    for (const { fullName } of failures) remarks.push(`${file}: ${fullName}`);
    const idle = assertionResults.filter((test) => test.status !== 'failed' && test.status !== 'passed');
    skipped += idle.length;
    for (const { fullName } of idle) remarks.push(`skipped: ${file}: ${fullName}`);
    if (status === 'failed' && failures.length === 0) {
      failed += 1;
      remarks.push(`${file}: ${message.split('\n')[0]}`);
    }
  }
  if (!report.success && failed === 0) {
    failed += 1;
    remarks.push('an error outside of any test');
  }
  return { passed, failed, skipped, remarks };
}

/** Runs vitest projects with progress on this terminal. */
export async function runVitest(
  suite: string,
  projects: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<SuiteResult> {
  const started = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'tenor-test-'));
  const report = join(folder, 'report.json');
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [
        join(repositoryRoot, 'node_modules/vitest/vitest.mjs'),
        'run',
        ...projects.flatMap((project) => ['--project', project]),
        '--reporter=./tools/test/progress-reporter.ts',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ],
      {
        cwd: repositoryRoot,
        env: { ...process.env, NO_COLOR: '1', ...environment },
        stdio: ['ignore', 'inherit', 'inherit'],
      },
    );
    child.on('error', reject);
    child.on('close', resolve);
  });
  const seconds = (performance.now() - started) / 1000;
  const counts = existsSync(report) ? countVitest(JSON.parse(readFileSync(report, 'utf8')) as VitestReport) : null;
  rmSync(folder, { recursive: true });
  if (counts === null) {
    return {
      suite,
      passed: 0,
      failed: 1,
      skipped: 0,
      remarks: [`vitest ended with code ${code} and no report`],
      seconds,
    };
  }
  // Vitest also fails where nothing failed by itself, e.g. when a worker process died.
  if (code !== 0 && counts.failed === 0) {
    return { suite, ...counts, failed: 1, remarks: [...counts.remarks, `vitest ended with code ${code}`], seconds };
  }
  return { suite, ...counts, seconds };
}

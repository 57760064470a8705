import { relative } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';
import { repositoryRoot } from '../gen/repository.ts';

/** One line for each test file as it ends; failures at once, with their message. The counts come from vitest's JSON report. */
export default class ProgressReporter implements Reporter {
  onTestModuleEnd(module: TestModule): void {
    const tests = [...module.children.allTests()];
    const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
    const failed = tests.filter((test) => test.result().state === 'failed');
    const seconds = (module.diagnostic().duration / 1000).toFixed(1);
    const skipped = count('skipped');
    const counts = `${count('passed')} passed${failed.length ? `, ${failed.length} FAILED` : ''}${skipped ? `, ${skipped} skipped` : ''}`;
    console.log(`  ${relative(repositoryRoot, module.moduleId)}: ${counts} (${seconds} s)`);
    for (const test of failed) {
      for (const error of test.result().errors ?? []) console.log(`    ${test.fullName}\n      ${indented(error)}`);
    }
    for (const error of module.errors()) console.log(`    the file itself: ${indented(error)}`);
  }

  onTestRunEnd(_modules: readonly TestModule[], unhandled: readonly { message: string; stack?: string }[]): void {
    for (const error of unhandled) console.log(`  outside of any test: ${indented(error)}`);
  }
}

const MOST_LINES = 12;

const indented = ({ message, stack }: { message: string; stack?: string | undefined }): string =>
  (stack?.includes(message) ? stack : `${message}\n${stack ?? ''}`)
    .trimEnd()
    .split('\n')
    .slice(0, MOST_LINES)
    .join('\n      ');

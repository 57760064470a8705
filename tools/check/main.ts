import { runTasks, type Task } from './task.ts';

/** `npm run check`: everything about the sources that can be said without running them. Longest first, so that two cores end together. */
const TASKS: readonly Task[] = [
  { name: 'generated files are fresh', command: ['node', '--import', 'tsx', 'tools/gen/main.ts', '--check'] },
  { name: 'types', command: ['node', 'node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json'] },
  { name: 'types of the page', command: ['node', 'node_modules/typescript/bin/tsc', '--noEmit', '-p', 'apps/web'] },
  { name: 'structure', command: ['node', 'node_modules/vitest/vitest.mjs', 'run', '--project', 'structure'] },
  {
    name: 'format and lint',
    command: ['node', 'node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'],
  },
];

const started = performance.now();
console.log(`${TASKS.length} checks`);
const outcomes = await runTasks(TASKS, 2, ({ task, passed, seconds }) => {
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${task.name} (${seconds.toFixed(1)} s)`);
});
const failed = outcomes.filter(({ passed }) => !passed);
for (const { task, output } of failed)
  console.error(`\n--- ${task.name}: ${task.command.join(' ')}\n${output.trimEnd()}`);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
if (failed.length === 0) console.log(`All checks passed in ${seconds} s.`);
else {
  console.error(
    `\n${failed.length} of ${TASKS.length} checks failed: ${failed.map(({ task }) => task.name).join(', ')}.`,
  );
  process.exitCode = 1;
}

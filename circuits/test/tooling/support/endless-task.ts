import { serveTasks } from '../../../tooling/task-process.ts';

/** Computes for a minute without a pause, as the compiler does. */
serveTasks(async (_: null, report) => {
  report({ step: 'task', detail: String(process.pid), seconds: 0 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  for (const end = Date.now() + 60_000; Date.now() < end; );
  return null;
});

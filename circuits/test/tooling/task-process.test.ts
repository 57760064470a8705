import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const runs = (processId: number): boolean => {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
};

it('a task that computes without a pause ends when its parent is killed', async () => {
  const parent = spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL('./support/task-parent.ts', import.meta.url))],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [printed] = (await once(parent.stdout.setEncoding('utf8'), 'data')) as [string];
  const task = Number(printed);
  expect(task).toBeGreaterThan(0);
  await sleep(500);
  expect(runs(task)).toBe(true);
  parent.kill('SIGKILL');
  const deadline = Date.now() + 20_000;
  while (runs(task) && Date.now() < deadline) await sleep(100);
  expect(runs(task)).toBe(false);
});

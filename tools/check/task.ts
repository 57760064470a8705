import { spawn } from 'node:child_process';
import { repositoryRoot } from '../gen/repository.ts';

/** One thing that must hold: a command that exits with 0 when it does. */
export interface Task {
  readonly name: string;
  /** Program and arguments; `node` stands for the Node that runs this. */
  readonly command: readonly [string, ...string[]];
}

/** How a task ended. */
export interface Outcome {
  readonly task: Task;
  readonly passed: boolean;
  /** All that it printed, both streams in the order they came. */
  readonly output: string;
  readonly seconds: number;
}

/** Runs a task in the repository root. Never throws: a program that cannot be started has failed. */
export function runTask(task: Task): Promise<Outcome> {
  const started = performance.now();
  const [program, ...args] = task.command;
  return new Promise((resolve) => {
    const child = spawn(program === 'node' ? process.execPath : program, args, {
      cwd: repositoryRoot,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: string[] = [];
    const end = (passed: boolean) =>
      resolve({ task, passed, output: chunks.join(''), seconds: (performance.now() - started) / 1000 });
    child.stdout.setEncoding('utf8').on('data', (text: string) => chunks.push(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => chunks.push(text));
    child.on('error', (error) => {
      chunks.push(error.message);
      end(false);
    });
    child.on('close', (code) => end(code === 0));
  });
}

/** Runs tasks, at most `width` at a time, in order of the list; outcomes in order of ending, as they come. */
export async function runTasks(
  tasks: readonly Task[],
  width: number,
  onEnd: (outcome: Outcome) => void,
): Promise<Outcome[]> {
  const waiting = [...tasks];
  const outcomes: Outcome[] = [];
  const lane = async (): Promise<void> => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      const outcome = await runTask(task);
      outcomes.push(outcome);
      onEnd(outcome);
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return outcomes;
}

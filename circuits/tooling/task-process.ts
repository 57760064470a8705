import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import os from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { endWithParent } from './end-with-parent.ts';
import type { OnProgress, Progress } from './progress.ts';

/** What a task process sends back. */
export type TaskReply<Result> =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'result'; readonly result: Result }
  | { readonly type: 'error'; readonly message: string };

/** A Node process that does one kind of heavy work, so that nothing else stalls. */
export interface TaskProcess<Request, Result> {
  /** Does one task; calls are done one after the other. @throws with the message of the task's error, or if the process ends */
  call(request: Request, onProgress?: OnProgress): Promise<Result>;
  /** Ends the process, whatever it is doing. */
  close(): void;
}

export interface TaskProcessOptions {
  /** 0 (normal) to 19 (only when nothing else runs). */
  readonly niceness: number;
}

const KEPT_OUTPUT_CHARACTERS = 4000;

/**
 * Starts a TypeScript file that calls `serveTasks` in a process of its own. It loads tsx itself, so it runs from sources whatever
 * runs the parent, and it ends with the parent.
 */
export function startTaskProcess<Request, Result>(
  entry: URL,
  { niceness }: TaskProcessOptions,
): TaskProcess<Request, Result> {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const child = fork(fileURLToPath(entry), [], {
    execArgv: ['--import', tsx],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  lowerPriority(child.pid, niceness);
  const output = keepOutput(child);
  const exited = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      reject(new Error(`the process ended (${signal ?? `exit ${code}`}) before its task was done\n${output()}`));
    });
  });
  exited.catch(() => {}); // reported by the call that waits, or expected after close
  let last: Promise<unknown> = Promise.resolve();
  return {
    call: (request, onProgress) => {
      const done = last.then(() => Promise.race([converse<Request, Result>(child, request, onProgress), exited]));
      last = done.catch(() => {});
      return done;
    },
    close: () => {
      child.kill('SIGKILL');
    },
  };
}

/** Does one task in a process of its own. An aborted signal ends the process. */
export async function runTask<Request, Result>(
  entry: URL,
  request: Request,
  { niceness, onProgress, signal }: TaskProcessOptions & { onProgress?: OnProgress; signal?: AbortSignal },
): Promise<Result> {
  signal?.throwIfAborted();
  const task = startTaskProcess<Request, Result>(entry, { niceness });
  signal?.addEventListener('abort', task.close);
  try {
    return await task.call(request, onProgress);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', task.close);
    task.close();
  }
}

function converse<Request, Result>(child: ChildProcess, request: Request, onProgress?: OnProgress): Promise<Result> {
  return new Promise((resolve, reject) => {
    const listen = (reply: TaskReply<Result>) => {
      if (reply.type === 'progress') {
        onProgress?.(reply.progress);
        return;
      }
      child.off('message', listen);
      if (reply.type === 'result') resolve(reply.result);
      else reject(new Error(reply.message));
    };
    child.on('message', listen);
    child.send(request as object, (error) => {
      if (error) reject(error);
    });
  });
}

/** Keeps the last of what the process prints, for the error message. */
function keepOutput(child: ChildProcess): () => string {
  let text = '';
  const keep = (chunk: string) => {
    text = (text + chunk).slice(-KEPT_OUTPUT_CHARACTERS);
  };
  child.stdout?.setEncoding('utf8').on('data', keep);
  child.stderr?.setEncoding('utf8').on('data', keep);
  return () => text;
}

function lowerPriority(processId: number | undefined, niceness: number): void {
  if (processId === undefined || niceness === 0) return;
  try {
    os.setPriority(processId, niceness);
  } catch {
    // The process has already ended, or the system does not allow it: the priority is a courtesy.
  }
}

/** The other side: answers the requests of the parent, one at a time, and ends with it. */
export function serveTasks<Request, Result>(handle: (request: Request, report: OnProgress) => Promise<Result>): void {
  const send = (reply: TaskReply<Result>) => process.send?.(reply);
  endWithParent();
  process.on('disconnect', () => process.exit());
  process.on('message', (request: Request) => {
    handle(request, (progress) => send({ type: 'progress', progress })).then(
      (result) => send({ type: 'result', result }),
      (error: unknown) => send({ type: 'error', message: error instanceof Error ? error.message : String(error) }),
    );
  });
}

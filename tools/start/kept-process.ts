import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync, renameSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import { pathToFileURL } from 'node:url';
import { childEnd, terminate } from './child-end.ts';

export interface KeptProcessOptions {
  readonly name: string;
  /** TypeScript file to run. */
  readonly entry: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logPath: string;
  /** 0 (normal) to 19 (only when nothing else runs). */
  readonly niceness: number;
  /** Called each time it ends without being told to. */
  readonly onEnd: (name: string, end: string, restarting: boolean) => void;
  /** Called with what it says of its progress, for people: `process.send({ progress: '…' })`. */
  readonly onProgress?: (text: string) => void;
}

const LOG_LIMIT_BYTES = 20_000_000;
const STEADY_MILLISECONDS = 30_000;
const LONGEST_PAUSE_MILLISECONDS = 10_000;
/** Exit code of a process that says that starting it again will not help. */
const HOPELESS = 2;

const require = createRequire(import.meta.url);
const loader = pathToFileURL(require.resolve('tsx')).href;
const preload = new URL('./end-with-parent.ts', import.meta.url).href;

/** A Node process that is started again when it dies, with growing pauses, until it is stopped. */
export class KeptProcess {
  readonly options: KeptProcessOptions;
  #child: ChildProcess;
  #stopped = false;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: KeptProcessOptions) {
    this.options = options;
    this.#child = this.#start();
  }

  get name(): string {
    return this.options.name;
  }

  /** Of the process as it runs now; undefined when it does not. */
  get pid(): number | undefined {
    return this.#child.exitCode === null && this.#child.signalCode === null ? this.#child.pid : undefined;
  }

  /** Whether it has ended by itself and does not run now. */
  get failed(): boolean {
    return !this.#stopped && this.#failures > 0 && this.pid === undefined;
  }

  expectEnd(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async stop(): Promise<void> {
    this.expectEnd();
    await terminate(this.#child);
  }

  #start(): ChildProcess {
    const { entry, environment, logPath, niceness } = this.options;
    const log = openLog(logPath);
    const child = fork(entry, [], {
      execArgv: ['--import', loader, '--import', preload],
      env: { ...process.env, ...environment },
      stdio: ['ignore', log, log, 'ipc'],
      // A Ctrl-C in the terminal is for the supervisor, which ends the others in order.
      detached: true,
    });
    closeSync(log);
    child.on('message', (message) => {
      const { progress } = message as { progress?: unknown };
      if (typeof progress === 'string') this.options.onProgress?.(progress);
    });
    if (niceness > 0 && child.pid !== undefined) {
      try {
        os.setPriority(child.pid, niceness);
      } catch {
        // It has ended already, or the system does not allow it: the priority is a courtesy.
      }
    }
    const startedAt = Date.now();
    void childEnd(child).then((end) => this.#ended(end, startedAt));
    return child;
  }

  #ended(end: string, startedAt: number): void {
    if (this.#stopped) return;
    this.#failures = Date.now() - startedAt > STEADY_MILLISECONDS ? 1 : this.#failures + 1;
    const restarting = this.#child.exitCode !== HOPELESS;
    this.options.onEnd(this.name, end, restarting);
    if (!restarting) return;
    const pause = Math.min(LONGEST_PAUSE_MILLISECONDS, 250 * 2 ** this.#failures);
    this.#timer = setTimeout(() => {
      this.#child = this.#start();
    }, pause);
  }
}

/** Appends to a log, having put a large one aside. */
function openLog(path: string): number {
  try {
    if (statSync(path).size > LOG_LIMIT_BYTES) renameSync(path, `${path}.1`);
  } catch {
    // There is none yet.
  }
  return openSync(path, 'a', 0o600);
}

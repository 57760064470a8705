import { Buffer } from 'node:buffer';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { serveTasks } from './task-process.ts';
import { type WebAssemblyModule, webAssembly } from './web-assembly.ts';

export interface CircomRequest {
  /** The working directory: the WASI sandbox of npm circom2 finds includes only below it. */
  readonly folder: string;
  readonly args: readonly string[];
}

export interface CircomReply {
  readonly exitCode: number;
  /** All that the compiler printed, colours included. */
  readonly log: string;
}

interface CircomRunner {
  execute(code: Uint8Array): Promise<unknown>;
  compile(code: Uint8Array): Promise<WebAssemblyModule>;
}

interface Circom2 {
  readonly CircomRunner: new (options: {
    args: readonly string[];
    env: Record<string, string>;
    preopens: Record<string, string>;
    bindings: Record<string, unknown>;
  }) => CircomRunner;
  readonly bindings: Record<string, unknown>;
}

const require = createRequire(import.meta.url);
const { CircomRunner, bindings } = require('circom2') as Circom2;
const code = fs.readFileSync(require.resolve('circom2/circom.wasm'));
let compiler: Promise<WebAssemblyModule> | undefined;

/** Runs the compiler in this process; its code is prepared once for all requests. */
async function runCircom({ folder, args }: CircomRequest): Promise<CircomReply> {
  process.chdir(folder);
  compiler ??= webAssembly.compile(code);
  const prepared = await compiler;
  const printed: Buffer[] = [];
  const writeSync = (descriptor: number, data: Uint8Array, offset?: number, length?: number, position?: number) => {
    if (descriptor !== 1 && descriptor !== 2) return fs.writeSync(descriptor, data, offset, length, position);
    const end = length === undefined ? data.length : (offset ?? 0) + length;
    printed.push(Buffer.from(data.slice(offset ?? 0, end)));
    return end - (offset ?? 0);
  };
  const runner = new CircomRunner({
    args,
    env: {},
    preopens: { '.': '.' },
    bindings: { ...bindings, fs: { ...fs, writeSync } },
  });
  runner.compile = async () => prepared;
  let exitCode = 0;
  try {
    await runner.execute(code);
  } catch (error) {
    exitCode = (error as { code?: number }).code ?? 1;
    printed.push(Buffer.from(`${error}\n`));
  }
  return { exitCode, log: Buffer.concat(printed).toString('utf8') };
}

serveTasks(runCircom);

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, posix } from 'node:path';
import { buildOnce } from './build-once.ts';
import type { CircomReply, CircomRequest } from './circom-process.ts';
import { defaultCacheRoot } from './paths.ts';
import type { OnProgress } from './progress.ts';
import { collectSources, hashSources, LIBRARIES, type Sources, stageSources } from './sources.ts';
import { startTaskProcess, type TaskProcess } from './task-process.ts';

const require = createRequire(import.meta.url);
const compilerVersion = (require('circom2/package.json') as { version: string }).version;
const circomlibVersion = (require('circomlib/package.json') as { version: string }).version;

const OUTPUTS = ['--r1cs', '--sym', '--wasm'] as const;
/** -O2 eliminates every linear constraint: whatever is proved is compiled so. -O1 eliminates equal signals only, in half the time. */
export type Simplification = '--O1' | '--O2';
const INSPECTION_FLAGS = ['--inspect', '--O0'] as const;
/** The compiler says nothing while it works: progress is the time. */
const PULSE_MILLISECONDS = 1000;
const COMPILER_NICENESS = 10;

/** A circuit compiled and kept on the disk. */
export interface CompiledCircuit {
  /** Hash of all sources, versions and flags: the name of the folder. */
  readonly key: string;
  readonly folder: string;
  readonly r1csPath: string;
  readonly symPath: string;
  readonly wasmPath: string;
  /** What the compiler said. */
  readonly logPath: string;
  readonly cached: boolean;
}

export interface CompileOptions {
  /** Where compiled circuits are kept. */
  readonly cacheRoot?: string;
  readonly onProgress?: OnProgress;
  /** A compiler process to use; otherwise one is started for this circuit alone. */
  readonly compiler?: Compiler;
  /** -O2 unless given. */
  readonly simplification?: Simplification;
}

/**
 * Compiles a main file of this workspace, or finds it in the cache.
 * @param main path relative to circuits/, e.g. `main/batch-test.circom`
 */
export const compileCircuit = (main: string, options: CompileOptions = {}): Promise<CompiledCircuit> =>
  compileSources(posix.join('circuits', main), collectSources(posix.join('circuits', main)), options);

/**
 * Compiles given sources, or finds the result in the cache. Runs circom in a child process at low priority.
 * @param main staged path of the main file
 * @throws with the compiler's message when the sources do not compile
 */
export async function compileSources(
  main: string,
  sources: Sources,
  { cacheRoot = defaultCacheRoot, onProgress, compiler, simplification = '--O2' }: CompileOptions = {},
): Promise<CompiledCircuit> {
  const flags = [...OUTPUTS, simplification];
  const key = hashSources(sources, main, compilerVersion, circomlibVersion, flags.join(' '));
  const folder = join(cacheRoot, 'compiled', key.slice(0, 40));
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  onProgress?.({ step: 'compile', detail: main, seconds: 0 });
  const pulse = setInterval(
    () => onProgress?.({ step: 'compile', detail: main, seconds: seconds() }),
    PULSE_MILLISECONDS,
  );
  const cached = await buildOnce(folder, async (temporary) => {
    stageSources(sources, temporary);
    const log = await runCompiler(temporary, main, flags, compiler);
    const name = posix.basename(main, '.circom');
    renameSync(join(temporary, `${name}.r1cs`), join(temporary, 'circuit.r1cs'));
    renameSync(join(temporary, `${name}.sym`), join(temporary, 'circuit.sym'));
    renameSync(join(temporary, `${name}_js`, `${name}.wasm`), join(temporary, 'circuit.wasm'));
    for (const staged of ['circuits', 'circomlib', `${name}_js`]) {
      rmSync(join(temporary, staged), { recursive: true, force: true });
    }
    writeFileSync(join(temporary, 'compiler.log'), log);
  }).finally(() => clearInterval(pulse));
  onProgress?.({
    step: 'compile',
    detail: `${main} ${cached ? 'found in the cache' : 'compiled'}`,
    seconds: seconds(),
  });
  const file = (name: string) => join(folder, name);
  return {
    key,
    folder,
    r1csPath: file('circuit.r1cs'),
    symPath: file('circuit.sym'),
    wasmPath: file('circuit.wasm'),
    logPath: file('compiler.log'),
    cached,
  };
}

/**
 * What `circom --inspect` finds suspicious: unconstrained signals, unused outputs.
 * @returns its warnings, one text each
 */
export async function inspectCircuit(main: string, sources: Sources, cacheRoot = defaultCacheRoot): Promise<string[]> {
  const key = hashSources(sources, main, compilerVersion, circomlibVersion, '--inspect');
  const folder = join(cacheRoot, 'inspected', key.slice(0, 40));
  await buildOnce(folder, async (temporary) => {
    stageSources(sources, temporary);
    const log = await runCompiler(temporary, main, INSPECTION_FLAGS);
    rmSync(join(temporary, 'circuits'), { recursive: true, force: true });
    rmSync(join(temporary, 'circomlib'), { recursive: true, force: true });
    writeFileSync(join(temporary, 'compiler.log'), log);
  });
  const log = readFileSync(join(folder, 'compiler.log'), 'utf8');
  return log.split(/^(?=warning)/m).filter((part) => part.startsWith('warning'));
}

/** A compiler process that is kept for many small circuits: preparing the compiler's own code costs more than they do. */
export type Compiler = TaskProcess<CircomRequest, CircomReply>;

/** Starts a compiler at low priority. The caller closes it. */
export const startCompiler = (): Compiler =>
  startTaskProcess(new URL('./circom-process.ts', import.meta.url), { niceness: COMPILER_NICENESS });

async function runCompiler(folder: string, main: string, flags: readonly string[], shared?: Compiler): Promise<string> {
  const libraries = LIBRARIES.flatMap((library) => ['-l', library]);
  const compiler = shared ?? startCompiler();
  try {
    const { exitCode, log } = await compiler.call({ folder, args: [main, ...flags, ...libraries, '-o', '.'] });
    const plain = withoutColours(log);
    if (exitCode !== 0) throw new Error(`circom refused ${main} (exit ${exitCode}):\n${plain}`);
    return plain;
  } finally {
    if (!shared) compiler.close();
  }
}

const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
const withoutColours = (text: string): string => text.replaceAll(COLOUR, '');

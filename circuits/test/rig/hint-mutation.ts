import { readFileSync } from 'node:fs';
import { type Compiler, compileSources, startCompiler } from '../../tooling/compile.ts';
import { violated } from '../../tooling/r1cs.ts';
import type { Sources } from '../../tooling/sources.ts';
import { type CircuitInput, loadWitnessCalculator, witnessValues } from '../../tooling/witness-calculator.ts';
import { RIG_MAIN, type TestCircuit } from './test-circuit.ts';

/** A `<--`: a value that the prover chooses and that only constraints can fix. */
export interface Hint {
  readonly file: string;
  readonly line: number;
  readonly target: string;
  readonly expression: string;
  /** Where the expression stands in the file. */
  readonly start: number;
}

/** A mutant with which a prover could reach another result. */
export interface Escape {
  readonly hint: string;
  readonly mutation: string;
  readonly input: CircuitInput;
  readonly outputs: readonly bigint[];
  readonly otherOutputs: readonly bigint[];
}

export interface MutationReport {
  readonly mutants: number;
  /** Mutants whose witness the constraints refused for every input. */
  readonly refused: number;
  /** Mutants whose witness was accepted for some input, with the outputs unchanged: the hint is free there and reaches nothing. */
  readonly harmless: readonly string[];
  /** Must be empty. */
  readonly escapes: readonly Escape[];
}

const MUTATIONS: Readonly<Record<string, (expression: string) => string>> = {
  'plus 1': (e) => `(${e}) + 1`,
  'minus 1': (e) => `(${e}) - 1`,
  zero: () => '0',
  one: () => '1',
  complement: (e) => `1 - (${e})`,
  negated: (e) => `-(${e})`,
  random: () => '12345678901234567890123456789012345678901234567890',
};

/** Only the hints of our own templates are mutated; those of circomlib are trusted with the library. */
const OWN = /^circuits\//;

/** Finds every `<--` in the files whose path matches. */
export function findHints(sources: Sources, files: RegExp = OWN): Hint[] {
  const hints: Hint[] = [];
  for (const [file, content] of sources) {
    if (!files.test(file)) continue;
    const code = content.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, (comment) => comment.replaceAll(/[^\n]/g, ' '));
    if (code.includes('-->')) throw new Error(`${file}: write hints as <--, so that they are found`);
    for (let at = code.indexOf('<--'); at >= 0; at = code.indexOf('<--', at + 3)) {
      const begin = Math.max(...[';', '{', '}'].map((mark) => code.lastIndexOf(mark, at))) + 1;
      const start = at + 3;
      hints.push({
        file,
        line: code.slice(0, at).split('\n').length,
        target: code.slice(begin, at).trim(),
        expression: code.slice(start, code.indexOf(';', start)),
        start,
      });
    }
  }
  return hints;
}

function mutate(sources: Sources, { file, start, expression }: Hint, replacement: string): Sources {
  const content = sources.get(file) as string;
  const mutated = `${content.slice(0, start)} ${replacement}${content.slice(start + expression.length)}`;
  return new Map([...sources].map(([path, text]) => [path, path === file ? mutated : text]));
}

/**
 * Mutates the right side of every hint, one at a time, recompiles the witness generator (the constraints stay the same) and looks
 * for an input on which the mutant reaches other outputs with all constraints satisfied. A circuit under test must output its results.
 */
export async function mutateHints(
  circuit: TestCircuit,
  inputs: readonly CircuitInput[],
  { files = OWN }: { readonly files?: RegExp } = {},
): Promise<MutationReport> {
  const compiler = startCompiler();
  try {
    return await mutateHintsWith(compiler, circuit, inputs, files);
  } finally {
    compiler.close();
  }
}

async function mutateHintsWith(
  compiler: Compiler,
  circuit: TestCircuit,
  inputs: readonly CircuitInput[],
  files: RegExp,
): Promise<MutationReport> {
  const hints = findHints(circuit.sources, files);
  const honest = await Promise.all(inputs.map((input) => circuit.calculateUnchecked(input)));
  const harmless: string[] = [];
  const escapes: Escape[] = [];
  let mutants = 0;
  let refused = 0;
  for (const hint of hints) {
    for (const [mutation, apply] of Object.entries(MUTATIONS)) {
      mutants++;
      const calculate = await mutantGenerator(circuit, mutate(circuit.sources, hint, apply(hint.expression)), compiler);
      let accepted = false;
      for (const [index, input] of inputs.entries()) {
        const witness = await calculate(input);
        const original = honest[index] as bigint[];
        if (witness.every((value, wire) => value === original[wire])) continue;
        if (violated(circuit.r1cs, witness).length > 0) continue;
        accepted = true;
        const [outputs, otherOutputs] = [circuit.outputs(original), circuit.outputs(witness)];
        const name = `${hint.file}:${hint.line} ${hint.target} <-- ${hint.expression.trim()}`;
        if (outputs.some((value, place) => value !== otherOutputs[place])) {
          escapes.push({ hint: name, mutation, input, outputs, otherOutputs });
        } else {
          harmless.push(`${name} (${mutation})`);
        }
      }
      if (!accepted) refused++;
    }
  }
  return { mutants, refused, harmless: [...new Set(harmless)], escapes };
}

async function mutantGenerator(
  circuit: TestCircuit,
  sources: Sources,
  compiler: Compiler,
): Promise<(input: CircuitInput) => Promise<bigint[]>> {
  const compiled = await compileSources(RIG_MAIN, sources, { compiler });
  const calculator = await loadWitnessCalculator(readFileSync(compiled.wasmPath), { asserts: false });
  return async (input) => {
    const witness = witnessValues(await calculator.calculate(input));
    if (witness.length !== circuit.r1cs.wires) throw new Error('the mutation changed the constraints');
    return witness;
  };
}

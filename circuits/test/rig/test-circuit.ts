import { readFileSync } from 'node:fs';
import { compileSources, type Simplification } from '../../tooling/compile.ts';
import { type R1cs, readR1cs, violated } from '../../tooling/r1cs.ts';
import { collectSources, type Sources } from '../../tooling/sources.ts';
import { readSymbols, type Symbols, where } from '../../tooling/symbols.ts';
import {
  type CircuitInput,
  loadWitnessCalculator,
  type WitnessCalculator,
  witnessValues,
} from '../../tooling/witness-calculator.ts';

/** Staged path of every main that the rig writes. */
export const RIG_MAIN = 'circuits/test/rig-main.circom';

/** One template compiled alone, as `main`. */
export interface TestCircuit {
  readonly r1cs: R1cs;
  readonly symbols: Symbols;
  /** Number of constraints. */
  readonly constraints: number;
  readonly sources: Sources;
  /** The witness as circom computes it, assertions included. @throws when an assertion refuses */
  calculate(input: CircuitInput): Promise<bigint[]>;
  /** The witness with every assertion cut out: complete, whatever rule it breaks. Only the r1cs can refuse it. */
  calculateUnchecked(input: CircuitInput): Promise<bigint[]>;
  /** Values of the outputs, in the order of their declaration. */
  outputs(witness: readonly bigint[]): bigint[];
  /** The signals of the constraints that refuse this input; empty when the constraints accept it. */
  refusal(input: CircuitInput): Promise<string[]>;
  /** Whether the constraints accept the input. */
  accepts(input: CircuitInput): Promise<boolean>;
}

/** What to compile. */
export interface TemplateUse {
  /** Files of circuits/src or circomlib that declare it, e.g. `lib/range.circom`. */
  readonly include: string | readonly string[];
  /** e.g. `Range(8)`. */
  readonly main: string;
  /** Further circom text before the main component, e.g. a wrapper template. */
  readonly declarations?: string;
  /**
   * Public inputs of main; all inputs unless given. A private input may be eliminated with a linear constraint, and then its value
   * follows from the outputs instead of fixing them: keep them public to ask whether they determine the result.
   */
  readonly publicInputs?: readonly string[];
  /** -O2, as it is proved, unless given. */
  readonly simplification?: Simplification;
}

/** The text of a main file for a template. */
export function mainText({ include, main, declarations = '', publicInputs }: TemplateUse): string {
  const includes = [include].flat().map((file) => `include "${file}";`);
  const plain = ['pragma circom 2.1.6;', ...includes, declarations].join('\n');
  const inputs = publicInputs ?? inputNames(collectSources(RIG_MAIN, plain), main.slice(0, main.indexOf('(')));
  const annotation = inputs.length ? ` { public [${inputs.join(', ')}] }` : '';
  return `${plain}\ncomponent main${annotation} = ${main};\n`;
}

/** Names of the input signals of a template. */
export function inputNames(sources: Sources, name: string): string[] {
  const code = [...sources.values()].join('\n').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
  const body = new RegExp(String.raw`template\s+${name}\s*\(([\s\S]*?)(?=\btemplate\b|$)`).exec(code)?.[1];
  if (body === undefined) throw new Error(`no template ${name} in the included files`);
  return [...body.matchAll(/signal\s+input\s+([^;]+);/g)].flatMap(([, list]) =>
    (list as string)
      .replaceAll(/\[[^\]]*\]/g, '')
      .split(',')
      .map((input) => input.trim()),
  );
}

/** Compiles a template alone (cached by the content of all its sources). */
export async function testCircuit(use: TemplateUse): Promise<TestCircuit> {
  return loadTestCircuit(collectSources(RIG_MAIN, mainText(use)), RIG_MAIN, use.simplification);
}

/** Compiles sources and loads all that tests need of them. */
export async function loadTestCircuit(
  sources: Sources,
  main: string,
  simplification?: Simplification,
): Promise<TestCircuit> {
  const compiled = await compileSources(main, sources, simplification && { simplification });
  const r1cs = readR1cs(compiled.r1csPath);
  const symbols = readSymbols(compiled.symPath);
  const wasm = readFileSync(compiled.wasmPath);
  // Most tests ask the constraints alone.
  let checked: Promise<WitnessCalculator> | undefined;
  const unchecked = await loadWitnessCalculator(wasm, { asserts: false });
  const calculateUnchecked = async (input: CircuitInput) => witnessValues(await unchecked.calculate(input));
  const refusal = async (input: CircuitInput) => {
    const bad = violated(r1cs, await calculateUnchecked(input));
    return [...new Set(bad.flatMap((constraint) => [`constraint ${constraint}`, ...where(r1cs, symbols, constraint)]))];
  };
  return {
    r1cs,
    symbols,
    constraints: r1cs.constraints.length,
    sources,
    calculate: async (input) => {
      checked ??= loadWitnessCalculator(wasm);
      return witnessValues(await (await checked).calculate(input));
    },
    calculateUnchecked,
    outputs: (witness) => witness.slice(1, 1 + r1cs.outputs),
    refusal,
    accepts: async (input) => (await refusal(input)).length === 0,
  };
}

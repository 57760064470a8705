import { FIELD, FIELD_BYTES, modulo, readField, writeField } from './field.ts';
import { type WebAssemblyModule, webAssembly } from './web-assembly.ts';
import { withoutAsserts } from './without-asserts.ts';

/** A value of an input signal, or an array of them in the shape that the circuit declares. */
export type InputValue = bigint | readonly InputValue[];
/** Inputs of the main component by name. Negative values stand for field elements (−1 is p − 1). */
export type CircuitInput = { readonly [signal: string]: InputValue };

/** One value for every wire, 32 bytes each, little-endian. */
export interface Witness {
  readonly wires: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface WitnessCalculator {
  /** @throws with circom's message when an assertion fails, or when inputs are missing, unknown or no field elements */
  calculate(input: CircuitInput): Promise<Witness>;
}

interface WitnessExports {
  init(sanityCheck: number): void;
  getFieldNumLen32(): number;
  getRawPrime(): void;
  getWitnessSize(): number;
  getInputSize(): number;
  getInputSignalSize(hashHigh: number, hashLow: number): number;
  setInputSignal(hashHigh: number, hashLow: number, position: number): void;
  readSharedRWMemory(position: number): number;
  writeSharedRWMemory(position: number, value: number): void;
  getWitness(wire: number): void;
  getMessageChar(): number;
}

const LIMBS = FIELD_BYTES / 4;
const EXCEPTIONS = [
  'unknown error',
  'signal not found',
  'too many signals set',
  'signal already set',
  'assertion failed',
  'not enough memory',
  'input signal array access exceeds the size',
  'out of bounds array access',
];

/**
 * Prepares circom's witness generator.
 * @param asserts false: compute every signal and refuse nothing, so that a test can ask the constraints alone
 */
export async function loadWitnessCalculator(
  wasm: Uint8Array,
  { asserts = true }: { readonly asserts?: boolean } = {},
): Promise<WitnessCalculator> {
  const module = await webAssembly.compile(asserts ? new Uint8Array(wasm) : withoutAsserts(wasm));
  let idle: Generator | undefined;
  return {
    calculate: async (input) => {
      const generator = idle ?? (await instantiate(module));
      idle = undefined; // a failed calculation leaves it in an undefined state: then the next one gets a new instance
      setInputs(generator.exports, input);
      const witness = readWitness(generator.exports);
      idle = generator;
      return witness;
    },
  };
}

/** Computes a witness once. See {@link loadWitnessCalculator} for many. */
export async function calculateWitness(
  wasm: Uint8Array,
  input: CircuitInput,
  options: { readonly asserts?: boolean } = {},
): Promise<Witness> {
  return (await loadWitnessCalculator(wasm, options)).calculate(input);
}

/** The witness as numbers, by wire. */
export function witnessValues({ wires, bytes }: Witness): bigint[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: wires }, (_, wire) => readField(view, wire * FIELD_BYTES));
}

/** The reverse of {@link witnessValues}. */
export function witnessOf(values: readonly bigint[]): Witness {
  const bytes = new Uint8Array(values.length * FIELD_BYTES);
  const view = new DataView(bytes.buffer);
  for (const [wire, value] of values.entries()) writeField(view, wire * FIELD_BYTES, modulo(value));
  return { wires: values.length, bytes };
}

interface Generator {
  readonly exports: WitnessExports;
}

async function instantiate(module: WebAssemblyModule): Promise<Generator> {
  let messages = '';
  const readMessage = (): string => {
    let text = '';
    for (let code = exports.getMessageChar(); code !== 0; code = exports.getMessageChar())
      text += String.fromCharCode(code);
    return text;
  };
  const runtime = {
    exceptionHandler: (code: number) => {
      throw new Error(`witness: ${EXCEPTIONS[code] ?? EXCEPTIONS[0]} ${messages.trim()}`);
    },
    printErrorMessage: () => {
      messages += `${readMessage()}\n`;
    },
    writeBufferMessage: () => {
      readMessage();
    },
    showSharedRWMemory: () => {},
  };
  const instance = await webAssembly.instantiate(module, { runtime });
  const exports = instance.exports as unknown as WitnessExports;
  if (exports.getFieldNumLen32() !== LIMBS) throw new Error('the witness generator is not over the BN254 scalar field');
  return { exports };
}

function setInputs(exports: WitnessExports, input: CircuitInput): void {
  exports.init(0);
  let count = 0;
  const limbs = new DataView(new ArrayBuffer(FIELD_BYTES));
  for (const [name, value] of Object.entries(input)) {
    const [high, low] = signalHash(name);
    const values = flatten(value);
    const size = exports.getInputSignalSize(high, low);
    if (size <= 0) throw new Error(`witness: the circuit has no input ${name}`);
    if (size !== values.length) throw new Error(`witness: input ${name} takes ${size} values, not ${values.length}`);
    for (const [position, element] of values.entries()) {
      // circom would reduce silently, and two inputs would mean the same
      if (element <= -FIELD || element >= FIELD) throw new Error(`witness: ${name}[${position}] is no field element`);
      writeField(limbs, 0, modulo(element));
      for (let limb = 0; limb < LIMBS; limb++) exports.writeSharedRWMemory(limb, limbs.getUint32(4 * limb, true));
      exports.setInputSignal(high, low, position);
      count++;
    }
  }
  if (count < exports.getInputSize()) {
    throw new Error(`witness: ${exports.getInputSize() - count} of ${exports.getInputSize()} input values are missing`);
  }
}

function readWitness(exports: WitnessExports): Witness {
  const wires = exports.getWitnessSize();
  const words = new Uint32Array(wires * LIMBS);
  for (let wire = 0, at = 0; wire < wires; wire++) {
    exports.getWitness(wire);
    for (let limb = 0; limb < LIMBS; limb++) words[at++] = exports.readSharedRWMemory(limb);
  }
  return { wires, bytes: new Uint8Array(words.buffer) };
}

const flatten = (value: InputValue): bigint[] => (typeof value === 'bigint' ? [value] : value.flatMap(flatten));

/** FNV-1a of the signal's name in 64 bits: how circom's generator finds an input. */
function signalHash(name: string): [high: number, low: number] {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(name)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return [Number(hash >> 32n), Number(hash & 0xffffffffn)];
}

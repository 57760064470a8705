import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compileSources } from '../../tooling/compile.ts';
import { FIELD } from '../../tooling/field.ts';
import { readR1cs, violated } from '../../tooling/r1cs.ts';
import { collectSources } from '../../tooling/sources.ts';
import { readSymbols, where, wireMatching } from '../../tooling/symbols.ts';
import { calculateWitness, loadWitnessCalculator, witnessOf, witnessValues } from '../../tooling/witness-calculator.ts';
import { encodeWtns } from '../../tooling/wtns.ts';

const folder = mkdtempSync(join(os.tmpdir(), 'tenor-witness-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const MAIN = 'circuits/test/witness.circom';
const text = `pragma circom 2.1.6;
include "lib/range.circom";
template T() {
  signal input a[2][2], b;
  signal output c, d;
  component r = Range(8); r.in <== a[0][1];
  c <== a[0][0] * b + a[1][0];
  d <== a[1][1] - b;
  b * (b - 1) === 0;
}
component main { public [b] } = T();`;
const compiled = await compileSources(MAIN, collectSources(MAIN, text));
const wasm = readFileSync(compiled.wasmPath);
const r1cs = readR1cs(compiled.r1csPath);
const input = {
  a: [
    [3n, 255n],
    [-1n, 0n],
  ],
  b: 1n,
};

const silent = { info: () => {}, warn: () => {} };

interface SnarkjsWitness {
  readonly wtns: { check(r1cs: string, wtns: string, logger: object): Promise<boolean> };
}

describe('witness', () => {
  it('has the values of nested and negative inputs, and satisfies the constraints', async () => {
    const witness = witnessValues(await calculateWitness(wasm, input));
    expect(witness.slice(0, 4)).toEqual([1n, 2n, FIELD - 1n, 1n]);
    expect(violated(r1cs, witness)).toEqual([]);
  });

  it('is a wtns file that snarkjs finds right, and wrong where it is wrong', async () => {
    const name: string = 'snarkjs';
    const { wtns } = (await import(name)) as SnarkjsWitness;
    const witness = await calculateWitness(wasm, input);
    const path = join(folder, 'witness.wtns');
    writeFileSync(path, encodeWtns(witness));
    expect(await wtns.check(compiled.r1csPath, path, silent)).toBe(true);
    const values = witnessValues(witness);
    values[1] = 5n;
    writeFileSync(path, encodeWtns(witnessOf(values)));
    expect(await wtns.check(compiled.r1csPath, path, silent)).toBe(false);
    expect(violated(r1cs, values).length).toBeGreaterThan(0);
  });

  it('equals what the runtime of snarkjs calculates', async () => {
    const { WitnessCalculatorBuilder } = createRequire(import.meta.url)('circom_runtime') as {
      WitnessCalculatorBuilder: (code: Uint8Array) => Promise<{ calculateWitness(input: unknown): Promise<bigint[]> }>;
    };
    const theirs = await (await WitnessCalculatorBuilder(wasm)).calculateWitness({
      a: [3n, 255n, FIELD - 1n, 0n],
      b: 1n,
    });
    expect(witnessValues(await calculateWitness(wasm, input)).map(String)).toEqual(theirs.map(String));
  });

  it('goes on after a refused input', async () => {
    const calculator = await loadWitnessCalculator(wasm);
    const good = witnessValues(await calculator.calculate(input));
    await expect(calculator.calculate({ ...input, b: 2n })).rejects.toThrow(/assertion failed.*\n?.*line: 9/s);
    expect(witnessValues(await calculator.calculate(input))).toEqual(good);
  });

  it('without assertions is complete, and the violated constraint is named', async () => {
    const symbols = readSymbols(compiled.symPath);
    const witness = witnessValues(await calculateWitness(wasm, { ...input, b: 2n }, { asserts: false }));
    expect(witness[wireMatching(symbols, /^main\.c$/)]).toBe(5n);
    const bad = violated(r1cs, witness);
    expect(bad).toHaveLength(1);
    expect(where(r1cs, symbols, bad[0] as number)).toContain('b');
  });
});

import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compileSources } from '../../tooling/compile.ts';
import { makeDevelopmentKey } from '../../tooling/development-key.ts';
import { FIELD } from '../../tooling/field.ts';
import { defaultProver, rapidsnarkProver, snarkjsProver } from '../../tooling/prover.ts';
import { collectSources } from '../../tooling/sources.ts';
import { verifyLocally } from '../../tooling/verify-locally.ts';
import { calculateWitness, witnessOf, witnessValues } from '../../tooling/witness-calculator.ts';
import { encodeWtns } from '../../tooling/wtns.ts';

const folder = mkdtempSync(join(os.tmpdir(), 'tenor-prover-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const MAIN = 'circuits/test/proved.circom';
const text = `pragma circom 2.1.6;
include "lib/range.circom";
template T() { signal input a, b; signal output c; component r = Range(8); r.in <== a; c <== a * b; }
component main { public [b] } = T();`;
const compiled = await compileSources(MAIN, collectSources(MAIN, text));
const key = await makeDevelopmentKey(compiled.r1csPath);
const witness = await calculateWitness(readFileSync(compiled.wasmPath), { a: 6n, b: 7n });

/** snarkjs behind the calling convention of rapidsnark. */
function binary(): string {
  const snarkjs = join(dirname(createRequire(import.meta.url).resolve('snarkjs')), 'cli.cjs');
  const path = join(folder, 'rapidsnark');
  writeFileSync(path, `#!/bin/sh\nexec "${process.execPath}" "${snarkjs}" groth16 prove "$1" "$2" "$3" "$4"\n`);
  chmodSync(path, 0o755);
  return path;
}

describe('provers', () => {
  it('an external binary proves the same statement', async () => {
    const result = await rapidsnarkProver(binary()).prove(key.zkeyPath, encodeWtns(witness));
    expect(result.publicSignals).toEqual(['42', '7']);
    expect(await verifyLocally(key.verificationKey, result)).toBe(true);
  });

  it('is rapidsnark where RAPIDSNARK names it', () => {
    expect(defaultProver({ RAPIDSNARK: '/opt/rapidsnark' }).name).toBe('rapidsnark');
    expect(defaultProver({}).name).toBe('snarkjs');
  });

  it('a wrong witness gives no proof that verifies', async () => {
    const values = witnessValues(witness);
    values[1] = 43n;
    const result = await snarkjsProver.prove(key.zkeyPath, encodeWtns(witnessOf(values)));
    expect(await verifyLocally(key.verificationKey, result)).toBe(false);
  });

  it('every altered part of a proof or signal is refused', async () => {
    const { proof, publicSignals } = await snarkjsProver.prove(key.zkeyPath, encodeWtns(witness));
    const plus = (x: string | undefined, n = 1n) => String((BigInt(x as string) + n) % FIELD);
    const [c, b] = publicSignals;
    const altered = [
      { proof, publicSignals: [plus(c), b as string] },
      { proof, publicSignals: [c as string, plus(b)] },
      { proof, publicSignals: [String(BigInt(c as string) + FIELD), b as string] },
      { proof, publicSignals: [b as string, c as string] },
      { proof: { ...proof, pi_a: proof.pi_c, pi_c: proof.pi_a }, publicSignals },
      { proof: { ...proof, pi_a: ['0', '1', '0'] }, publicSignals },
    ];
    for (const one of altered) expect(await verifyLocally(key.verificationKey, one)).toBe(false);
  });

  it('refuses a witness of another circuit, with the reason', async () => {
    const short = witnessOf(witnessValues(witness).slice(0, 3));
    await expect(snarkjsProver.prove(key.zkeyPath, encodeWtns(short))).rejects.toThrow(/witness length/i);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const running = snarkjsProver.prove(key.zkeyPath, encodeWtns(witness), { signal: stop.signal });
    setTimeout(() => stop.abort(), 100);
    await expect(running).rejects.toThrow(/abort/i);
  });
});

import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyBeacon, contribute, finishCeremony, startCeremony } from '../../tooling/ceremony.ts';
import { compileCircuit } from '../../tooling/compile.ts';
import { makeDevelopmentKey } from '../../tooling/development-key.ts';
import { pinVerificationKey, requirePinnedKey } from '../../tooling/pinned-keys.ts';
import { snarkjsProver } from '../../tooling/prover.ts';
import { loadSnarkjs } from '../../tooling/snarkjs.ts';
import { verifyLocally } from '../../tooling/verify-locally.ts';
import { calculateWitness } from '../../tooling/witness-calculator.ts';
import { encodeWtns } from '../../tooling/wtns.ts';

// The smallest circuit of the repository that is proved alone: the same route as a batch, in a minute instead of hours.
const main = 'test/long/product.circom';
const POWER = 8;
const BEACON = '0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const root = mkdtempSync(join(os.tmpdir(), 'tenor-ceremony-'));
const ptauPath = join(root, 'final.ptau');
const folder = join(root, 'ceremony');
let ptauHash = '';

const hashOf = (path: string) => createHash('blake2b512').update(readFileSync(path)).digest('hex');

/** A powers-of-tau ceremony of our own, made as the public one is. */
beforeAll(async () => {
  const { powersOfTau, curves } = await loadSnarkjs();
  const step = (n: number) => join(root, `${n}.ptau`);
  await powersOfTau.newAccumulator(await curves.getCurveFromName('bn128'), POWER, step(0));
  await powersOfTau.contribute(step(0), step(1), 'first', 'some entropy');
  await powersOfTau.beacon(step(1), step(2), 'beacon', BEACON, 10);
  await powersOfTau.preparePhase2(step(2), ptauPath);
  expect(await powersOfTau.verify(ptauPath)).toBe(true);
  ptauHash = hashOf(ptauPath);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('the ceremony of a real deployment', () => {
  it('refuses a powers-of-tau file that is not the expected one', async () => {
    await expect(startCeremony({ folder, main, ptauPath, ptauHash: hashOf(join(root, '2.ptau')) })).rejects.toThrow(
      /BLAKE2b/,
    );
  });

  it('refuses to finish without contribution and beacon', async () => {
    await startCeremony({ folder, main, ptauPath, ptauHash });
    await expect(finishCeremony(folder, ptauPath)).rejects.toThrow(/no beacon/);
    await expect(startCeremony({ folder, main, ptauPath, ptauHash })).rejects.toThrow(/already/);
  });

  it('goes from public file to pinned key, and its proofs verify', async () => {
    await contribute(folder, 'Ada');
    await contribute(folder, 'Grace', 'dice: 3 1 6 2');
    await applyBeacon(folder, BEACON);
    await expect(contribute(folder, 'too late')).rejects.toThrow(/closed/);
    const { zkeyPath, verificationKey, verificationKeyHash } = await finishCeremony(folder, ptauPath);

    const pins = join(root, 'pins.json');
    writeFileSync(pins, '{}');
    expect(() => requirePinnedKey('product', verificationKey, pins)).toThrow(/no verification key is pinned/);
    pinVerificationKey('product', verificationKey, pins);
    requirePinnedKey('product', verificationKey, pins);
    expect(JSON.parse(readFileSync(pins, 'utf8'))).toEqual({ product: verificationKeyHash });

    const compiled = await compileCircuit(main);
    const witness = await calculateWitness(readFileSync(compiled.wasmPath), { a: 6n, b: 7n });
    const proof = await snarkjsProver.prove(zkeyPath, encodeWtns(witness));
    expect(proof.publicSignals).toEqual(['42']);
    expect(await verifyLocally(verificationKey, proof)).toBe(true);

    const development = await makeDevelopmentKey(compiled.r1csPath);
    expect(await verifyLocally(development.verificationKey, proof)).toBe(false);
    expect(() => requirePinnedKey('product', development.verificationKey, pins)).toThrow(/development key/);
    expect(() => pinVerificationKey('product', development.verificationKey, pins)).toThrow(/never pinned/);
  });

  it('an altered key is refused', async () => {
    const { steps } = JSON.parse(readFileSync(join(folder, 'ceremony.json'), 'utf8'));
    const last = join(folder, steps.at(-1).zkey);
    copyFileSync(last, join(root, 'kept.zkey'));
    const development = await makeDevelopmentKey((await compileCircuit(main)).r1csPath);
    copyFileSync(development.zkeyPath, last);
    await expect(finishCeremony(folder, ptauPath)).rejects.toThrow();
    copyFileSync(join(folder, steps[0].zkey), last);
    await expect(finishCeremony(folder, ptauPath)).rejects.toThrow();
    copyFileSync(join(root, 'kept.zkey'), last);
    await finishCeremony(folder, ptauPath);
  });
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readSections } from '../../tooling/binary-sections.ts';
import { compileSources } from '../../tooling/compile.ts';
import { loadBn128 } from '../../tooling/development-key/bn128.ts';
import { makeZkey } from '../../tooling/development-key/make-zkey.ts';
import { DEVELOPMENT_TOXIC_WASTE } from '../../tooling/development-key/toxic-waste.ts';
import { isDevelopmentKey, makeDevelopmentKey } from '../../tooling/development-key.ts';
import { snarkjsProver } from '../../tooling/prover.ts';
import { readR1csHeader } from '../../tooling/r1cs.ts';
import { loadSnarkjs } from '../../tooling/snarkjs.ts';
import { collectSources } from '../../tooling/sources.ts';
import { verificationKeyHash } from '../../tooling/verification-key.ts';
import { verifyLocally } from '../../tooling/verify-locally.ts';
import { calculateWitness } from '../../tooling/witness-calculator.ts';
import { encodeWtns } from '../../tooling/wtns.ts';
import { writePreparedPtau } from '../rig/prepared-ptau.ts';
import { mainText, RIG_MAIN } from '../rig/test-circuit.ts';

const folder = mkdtempSync(join(os.tmpdir(), 'tenor-key-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const use = {
  include: ['lib/range.circom', 'lib/is-zero.circom'],
  declarations: `template Small() {
    signal input a, b;
    signal output product, equal;
    component range = Range(8); range.in <== a;
    product <== a * b;
    component zero = IsZeroFlag(); zero.in <== a - b;
    equal <== zero.out;
  }`,
  main: 'Small()',
  publicInputs: ['b'],
};
const compiled = await compileSources(RIG_MAIN, collectSources(RIG_MAIN, mainText(use)));

describe('development key', () => {
  it('equals the setup of snarkjs for the same secret, byte for byte', async () => {
    const secret = { ...DEVELOPMENT_TOXIC_WASTE, delta: 1n };
    const [ptau, ours, theirs] = ['tau.ptau', 'ours.zkey', 'theirs.zkey'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    // with a larger file the top power would be there, and the points of H be another basis of the same space
    const { constraintCount, outputs, publicInputs } = readR1csHeader(readFileSync(compiled.r1csPath));
    await writePreparedPtau(ptau, Math.ceil(Math.log2(constraintCount + outputs + publicInputs + 1)), secret);
    await makeZkey(compiled.r1csPath, ours, secret, () => {});
    const snarkjs = await loadSnarkjs();
    await snarkjs.zKey.newZKey(compiled.r1csPath, ptau, theirs);
    const [a, b] = [readFileSync(ours), readFileSync(theirs)];
    const [sectionsA, sectionsB] = [readSections(a, 'zkey'), readSections(b, 'zkey')];
    for (let type = 1; type <= 9; type++) {
      const [x, y] = [sectionsA.get(type), sectionsB.get(type)];
      expect(x?.length, `section ${type}`).toBeGreaterThan(0);
      const content = (file: Buffer, s = { offset: 0, length: 0 }) => file.subarray(s.offset, s.offset + s.length);
      expect(content(a, x).equals(content(b, y)), `section ${type}`).toBe(true);
    }
  });

  it('proves; the proof verifies, and no other statement does', async () => {
    const key = await makeDevelopmentKey(compiled.r1csPath, { cacheRoot: folder });
    const witness = await calculateWitness(readFileSync(compiled.wasmPath), { a: 7n, b: 6n });
    const result = await snarkjsProver.prove(key.zkeyPath, encodeWtns(witness));
    expect(result.publicSignals).toEqual(['42', '0', '6']);
    expect(await verifyLocally(key.verificationKey, result)).toBe(true);
    expect(await verifyLocally(key.verificationKey, { ...result, publicSignals: ['42', '1', '6'] })).toBe(false);
    const again = await makeDevelopmentKey(compiled.r1csPath, { cacheRoot: folder });
    expect(again).toEqual({ ...key, cached: true });
  });

  it('a signal and the same signal plus the modulus are not both accepted', async () => {
    const key = await makeDevelopmentKey(compiled.r1csPath, { cacheRoot: folder });
    const witness = await calculateWitness(readFileSync(compiled.wasmPath), { a: 7n, b: 6n });
    const { proof } = await snarkjsProver.prove(key.zkeyPath, encodeWtns(witness));
    const { r } = await loadBn128();
    expect(await verifyLocally(key.verificationKey, { proof, publicSignals: [`${42n + r}`, '0', '6'] })).toBe(false);
  });

  it('is recognised by its alpha, and marked', async () => {
    const { verificationKey, zkeyPath, ...key } = await makeDevelopmentKey(compiled.r1csPath, { cacheRoot: folder });
    const { G1 } = await loadBn128();
    const alpha = G1.toObject(G1.toAffine(G1.timesScalar(G1.g, DEVELOPMENT_TOXIC_WASTE.alpha))).map(String);
    expect(verificationKey.vk_alpha_1).toEqual(alpha);
    expect(isDevelopmentKey(verificationKey)).toBe(true);
    expect(isDevelopmentKey({ ...verificationKey, vk_alpha_1: ['1', '2', '1'] })).toBe(false);
    const mark = JSON.parse(readFileSync(join(zkeyPath, '../development.json'), 'utf8'));
    expect(mark).toMatchObject({ development: true, verificationKeyHash: key.verificationKeyHash });
    expect(verificationKeyHash(verificationKey)).toBe(key.verificationKeyHash);
  });

  it('does not follow from gamma: phase 2 has its own delta', async () => {
    const { verificationKey } = await makeDevelopmentKey(compiled.r1csPath, { cacheRoot: folder });
    expect(verificationKey.vk_delta_2).not.toEqual(verificationKey.vk_gamma_2);
    expect(verificationKey.IC).toHaveLength(verificationKey.nPublic + 1);
  });
});

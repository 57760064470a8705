import { rmSync, writeFileSync } from 'node:fs';
import { type Bn128, loadBn128 } from '../../tooling/development-key/bn128.ts';
import type { ToxicWaste } from '../../tooling/development-key/toxic-waste.ts';
import { FIELD } from '../../tooling/field.ts';
import { loadSnarkjs } from '../../tooling/snarkjs.ts';

/** Writes a powers-of-tau file of a known secret from its definition, and lets snarkjs prepare it for phase 2. */
export async function writePreparedPtau(path: string, power: number, secret: Omit<ToxicWaste, 'delta'>): Promise<void> {
  const curve = await loadBn128();
  const size = 2 ** power;
  const powers: bigint[] = [1n];
  while (powers.length < 2 * size) powers.push(((powers.at(-1) as bigint) * secret.tau) % FIELD);
  const g1 = (factor: bigint, count: number) => points(curve.G1, 64, powers.slice(0, count), factor);
  const g2 = (factor: bigint, count: number) => points(curve.G2, 128, powers.slice(0, count), factor);
  const sections: Buffer[] = [
    Buffer.concat([uint32(32), littleEndian(curve.q), uint32(power), uint32(power)]),
    g1(1n, 2 * size - 1),
    g2(1n, size),
    g1(secret.alpha, size),
    g1(secret.beta, size),
    g2(secret.beta, 1),
    uint32(0), // contributions
  ];
  const content = sections.flatMap((section, index) => [uint32(index + 1), uint32(section.length), uint32(0), section]);
  writeFileSync(`${path}.raw`, Buffer.concat([Buffer.from('ptau'), uint32(1), uint32(sections.length), ...content]));
  await (await loadSnarkjs()).powersOfTau.preparePhase2(`${path}.raw`, path);
  rmSync(`${path}.raw`);
}

function points(group: Bn128['G1'], length: number, scalars: readonly bigint[], factor: bigint): Buffer {
  return Buffer.concat(
    scalars.map((scalar) => {
      const bytes = new Uint8Array(length);
      group.toRprLEM(bytes, 0, group.timesScalar(group.g, (scalar * factor) % FIELD));
      return bytes;
    }),
  );
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

const littleEndian = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse();

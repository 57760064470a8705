import { readFileSync } from 'node:fs';
import type { OnProgress } from '../progress.ts';
import { loadBn128 } from './bn128.ts';
import { instantiateCurve } from './curve-code.ts';
import { startFixedBase } from './fixed-base.ts';
import { keyScalars } from './key-scalars.ts';
import type { ToxicWaste } from './toxic-waste.ts';
import { writeZkey } from './write-zkey.ts';

/**
 * Writes the Groth16 key of a constraint system for a known secret: everything is computed in the scalar field, and then each point is
 * one multiplication of a generator. The same key as a setup with that secret, a hundred times faster than a ceremony.
 */
export async function makeZkey(
  r1csPath: string,
  zkeyPath: string,
  secret: ToxicWaste,
  report: OnProgress,
): Promise<void> {
  const started = performance.now();
  const progress = (detail: string) =>
    report({ step: 'development key', detail, seconds: (performance.now() - started) / 1000 });
  const curve = await loadBn128();
  progress('evaluating the constraints');
  const scalars = keyScalars(await instantiateCurve(curve.tm.code), readFileSync(r1csPath), secret, (power) =>
    curve.Fr.toObject(curve.Fr.w[power] as Uint8Array),
  );
  const { wires, domain } = scalars;
  const fixedBase = await startFixedBase(curve, { G1: 3 * wires + domain, G2: wires });
  try {
    const multiply = async (name: string, group: 'G1' | 'G2', values: SharedArrayBuffer) => {
      progress(`${values.byteLength / 32} points of ${name}`);
      return fixedBase.multiply(group, values);
    };
    const points = {
      inputs: await multiply('the public signals', 'G1', scalars.inputs),
      a: await multiply('A', 'G1', scalars.a),
      b1: await multiply('B in G1', 'G1', scalars.b),
      b2: await multiply('B in G2', 'G2', scalars.b),
      c: await multiply('C', 'G1', scalars.c),
      h: await multiply('H', 'G1', scalars.h),
    };
    progress('writing');
    writeZkey(zkeyPath, curve, secret, scalars, points);
  } finally {
    await fixedBase.close();
  }
}

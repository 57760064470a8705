import { createHash } from 'node:crypto';
import { modulo } from '../field.ts';

/** The secret of a Groth16 key. Whoever knows it can forge proofs. */
export interface ToxicWaste {
  readonly tau: bigint;
  readonly alpha: bigint;
  readonly beta: bigint;
  readonly delta: bigint;
}

const derive = (name: string): bigint =>
  modulo(BigInt(`0x${createHash('sha512').update(`Tenor development key: ${name}`).digest('hex')}`));

/** Public on purpose: every development key of every circuit has it, so such a key can be recognised by its alpha. */
export const DEVELOPMENT_TOXIC_WASTE: ToxicWaste = {
  tau: derive('tau'),
  alpha: derive('alpha'),
  beta: derive('beta'),
  delta: derive('delta'),
};

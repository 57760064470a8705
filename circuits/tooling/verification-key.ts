import { createHash } from 'node:crypto';

/** A Groth16 verification key as snarkjs writes it: decimal strings; G2 coordinates are [c0, c1]. */
export interface VerificationKey {
  readonly protocol: 'groth16';
  readonly curve: 'bn128';
  readonly nPublic: number;
  readonly vk_alpha_1: readonly string[];
  readonly vk_beta_2: readonly (readonly string[])[];
  readonly vk_gamma_2: readonly (readonly string[])[];
  readonly vk_delta_2: readonly (readonly string[])[];
  readonly IC: readonly (readonly string[])[];
}

/**
 * SHA-256 of the key's affine coordinates, in the order alpha, beta, gamma, delta, IC, each 32 bytes big-endian (x before y, c0 before c1):
 * what is pinned in the repository and compared before a deployment.
 * @returns 64 hexadecimal digits
 */
export function verificationKeyHash({ vk_alpha_1, vk_beta_2, vk_gamma_2, vk_delta_2, IC }: VerificationKey): string {
  const g1 = ([x, y]: readonly string[]) => [x, y];
  const g2 = ([x, y]: readonly (readonly string[])[]) => [...(x ?? []), ...(y ?? [])];
  const coordinates = [...g1(vk_alpha_1), ...[vk_beta_2, vk_gamma_2, vk_delta_2].flatMap(g2), ...IC.flatMap(g1)];
  const hash = createHash('sha256');
  for (const coordinate of coordinates)
    hash.update(
      Buffer.from(
        BigInt(coordinate as string)
          .toString(16)
          .padStart(64, '0'),
        'hex',
      ),
    );
  return hash.digest('hex');
}

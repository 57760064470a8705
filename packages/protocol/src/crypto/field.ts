/** Order of the BN254 scalar field: every hash, root and published word is a residue of it. */
export const FIELD_PRIME = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** Order l of the prime-order subgroup of Baby Jubjub, in which keys and nonces live (the curve has 8·l points). */
export const SUBGROUP_ORDER = 2736030358979909402780800718157159386076813972158567259200215660948447373041n;

/** Baby Jubjub is the twisted Edwards curve a·x² + y² = 1 + d·x²·y². */
export const CURVE_A = 168700n;
export const CURVE_D = 168696n;

/** circomlib's Base8, the generator of the prime-order subgroup. */
export const BASE_POINT = {
  x: 5299619240641551281634865583518297030282874472190772894086521144482721001553n,
  y: 16950150798460657717958625567821834550301663161624707787222815936182638968203n,
} as const;

/** The residue of any integer, negative ones included, in [0, FIELD_PRIME). */
export function mod(value: bigint): bigint {
  if (value >= 0n && value < FIELD_PRIME) return value;
  const residue = value % FIELD_PRIME;
  return residue < 0n ? residue + FIELD_PRIME : residue;
}

/** Whether an integer is the canonical form of a field element. */
export const isCanonical = (value: bigint): boolean => value >= 0n && value < FIELD_PRIME;

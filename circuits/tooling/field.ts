/** The scalar field of BN254, in which circuits compute. */
export const FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** Bytes of a field element in every binary format of circom and snarkjs (little-endian). */
export const FIELD_BYTES = 32;

/** The representative in 0 … p − 1. */
export function modulo(x: bigint): bigint {
  const remainder = x % FIELD;
  return remainder < 0n ? remainder + FIELD : remainder;
}

/** Reads a little-endian field element. */
export function readField(view: DataView, offset: number): bigint {
  let value = 0n;
  for (let limb = 3; limb >= 0; limb--) value = (value << 64n) | view.getBigUint64(offset + 8 * limb, true);
  return value;
}

/** Writes a field element, 0 ≤ x < p, little-endian. */
export function writeField(view: DataView, offset: number, value: bigint): void {
  for (let limb = 0; limb < 4; limb++)
    view.setBigUint64(offset + 8 * limb, BigInt.asUintN(64, value >> BigInt(64 * limb)), true);
}

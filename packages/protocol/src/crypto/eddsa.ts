import { blake512 } from '@noble/hashes/blake1.js';
import { TenorError } from '../errors.ts';
import type { Signature } from '../instructions/signed-instruction.ts';
import type { PublicKey } from '../state/account.ts';
import {
  addPoints,
  allocatePoint,
  doublePoint,
  isIdentity,
  isOnCurve,
  pointsEqual,
  readPoint,
  writePoint,
} from './curve.ts';
import { isCanonical, SUBGROUP_ORDER } from './field.ts';
import { poseidon } from './poseidon.ts';
import { multiplyBase, multiplyPoint } from './scalar-multiplication.ts';

const SECRET_BYTES = 32;
const pointA = allocatePoint();
const pointR = allocatePoint();
const left = allocatePoint();
const right = allocatePoint();

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  return value;
}

function littleEndianBytes(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}

/** circomlib's expansion of a secret: the pruned scalar (a multiple of 8) and the seed of its nonces. */
function expandSecret(secret: Uint8Array): { scalar: bigint; nonceSeed: Uint8Array } {
  if (secret.length !== SECRET_BYTES) {
    throw new TenorError('INVALID_PARAMS', { param: 'secret', detail: 'a secret has 32 bytes' });
  }
  const expanded = blake512(secret);
  expanded[0]! &= 0xf8;
  expanded[31]! &= 0x7f;
  expanded[31]! |= 0x40;
  return { scalar: littleEndian(expanded.subarray(0, 32)), nonceSeed: expanded.subarray(32, 64) };
}

/** The public key of a 32-byte secret, as circomlib's prv2pub. Throws INVALID_PARAMS for another length. */
export function derivePublicKey(secret: Uint8Array): PublicKey {
  multiplyBase(expandSecret(secret).scalar >> 3n, left);
  return readPoint(left);
}

const challenge = (R8: PublicKey, key: PublicKey, message: bigint): bigint =>
  poseidon([R8.x, R8.y, key.x, key.y, message]);

/**
 * Signs a field element, deterministically and bit for bit as circomlib's signPoseidon.
 * Throws INVALID_PARAMS for a secret that has not 32 bytes or a message outside the field.
 */
export function sign(secret: Uint8Array, message: bigint): Signature {
  if (!isCanonical(message)) {
    throw new TenorError('INVALID_PARAMS', { param: 'message', detail: 'a message is a field element' });
  }
  const { scalar, nonceSeed } = expandSecret(secret);
  const key = derivePublicKey(secret);
  const seed = new Uint8Array(64);
  seed.set(nonceSeed);
  seed.set(littleEndianBytes(message), 32);
  const nonce = littleEndian(blake512(seed)) % SUBGROUP_ORDER;
  multiplyBase(nonce, left);
  const R8 = readPoint(left);
  return { R8, S: (nonce + challenge(R8, key, message) * scalar) % SUBGROUP_ORDER };
}

/**
 * Whether a signature holds: the same predicate as the circuit. S·B8 = R8 + h·8A with h not reduced, S < l, canonical
 * coordinates, A and R8 on the curve, 8A not the identity. That A is in the subgroup is asked once, by `isValidKey`.
 */
export function verify(message: bigint, signature: Signature, key: PublicKey): boolean {
  const { R8, S } = signature;
  if (!isCanonical(message) || S < 0n || S >= SUBGROUP_ORDER) return false;
  if (!isOnCurve(key) || !isOnCurve(R8)) return false;
  writePoint(pointA, key);
  for (let i = 0; i < 3; i++) doublePoint(pointA, pointA);
  if (isIdentity(pointA)) return false;
  multiplyPoint(challenge(R8, key, message), pointA, right);
  writePoint(pointR, R8);
  addPoints(right, pointR, right);
  multiplyBase(S, left);
  return pointsEqual(left, right);
}

/** Whether a key may be registered: canonical, on the curve, in the prime-order subgroup and not its identity. */
export function isValidKey(key: PublicKey): boolean {
  if (!isOnCurve(key)) return false;
  writePoint(pointA, key);
  if (isIdentity(pointA)) return false;
  multiplyPoint(SUBGROUP_ORDER, pointA, right);
  return isIdentity(right);
}

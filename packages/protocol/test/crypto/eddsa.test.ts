import { existsSync, readFileSync } from 'node:fs';
import { buildEddsa } from 'circomlibjs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BASE_POINT,
  CURVE_A,
  CURVE_D,
  derivePublicKey,
  FIELD_PRIME,
  isValidKey,
  mod,
  type PublicKey,
  poseidon,
  type Signature,
  SUBGROUP_ORDER,
  sign,
  verify,
} from '../../src/index.ts';

const oracle = await buildEddsa();
const { F, babyJub } = oracle;
const toPair = ({ x, y }: PublicKey) => [F.e(x), F.e(y)] as [Uint8Array, Uint8Array];
const toPoint = (pair: { 0: Uint8Array; 1: Uint8Array }): PublicKey => ({
  x: F.toObject(pair[0]),
  y: F.toObject(pair[1]),
});
const oracleVerify = (message: bigint, { R8, S }: Signature, key: PublicKey): boolean =>
  oracle.verifyPoseidon(F.e(message), { R8: toPair(R8), S }, toPair(key));

const secret = fc.uint8Array({ minLength: 32, maxLength: 32 });
const message = fc.bigInt({ min: 0n, max: FIELD_PRIME - 1n });

const KEY_SECRET = new Uint8Array(32).fill(42);
const KEY = derivePublicKey(KEY_SECRET);
const MESSAGE = poseidon([1n, 2n, 3n]);
const SIGNATURE = sign(KEY_SECRET, MESSAGE);
const IDENTITY = { x: 0n, y: 1n };
const ORDER_TWO = { x: 0n, y: FIELD_PRIME - 1n };

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let b = mod(base), e = exponent; e > 0n; e >>= 1n, b = mod(b * b)) if (e & 1n) result = mod(result * b);
  return result;
}

/** Tonelli–Shanks, for points that no signer would make. */
function squareRoot(square: bigint): bigint | null {
  if (power(square, (FIELD_PRIME - 1n) / 2n) !== 1n) return null;
  let q = FIELD_PRIME - 1n;
  let s = 0n;
  while (q % 2n === 0n) [q, s] = [q / 2n, s + 1n];
  let [m, c, t, root] = [s, power(5n, q), power(square, q), power(square, (q + 1n) / 2n)];
  while (t !== 1n) {
    let i = 0n;
    for (let u = t; u !== 1n; u = mod(u * u)) i++;
    const b = power(c, 1n << (m - i - 1n));
    [m, c, t, root] = [i, mod(b * b), mod(t * b * b), mod(root * b)];
  }
  return root;
}

/** A point of order 8: l times a curve point outside the subgroup whose multiple by 4l is not the identity. */
function pointOfOrderEight(): PublicKey {
  for (let y = 2n; ; y++) {
    const x2 = mod((1n - y * y) * power(CURVE_A - CURVE_D * y * y, FIELD_PRIME - 2n));
    const x = squareRoot(x2);
    if (x === null) continue;
    const torsion = babyJub.mulPointEscalar(toPair({ x, y }), SUBGROUP_ORDER);
    if (toPoint(babyJub.mulPointEscalar(torsion, 4n)).y !== 1n) return toPoint(torsion);
  }
}
const TORSION = pointOfOrderEight();
const addTorsion = (point: PublicKey): PublicKey => toPoint(babyJub.addPoint(toPair(point), toPair(TORSION)));

describe('signing', () => {
  test('equals circomlibjs bit for bit', () => {
    fc.assert(
      fc.property(secret, message, (bytes, m) => {
        expect(derivePublicKey(bytes)).toEqual(toPoint(oracle.prv2pub(bytes)));
        const { R8, S } = oracle.signPoseidon(bytes, F.e(m));
        expect(sign(bytes, m)).toEqual({ R8: toPoint(R8), S });
      }),
      { numRuns: 15 },
    );
  });

  test('refuses other lengths of secret and messages outside the field', () => {
    const refusal = expect.objectContaining({ name: 'INVALID_PARAMS' });
    expect(() => derivePublicKey(new Uint8Array(31))).toThrow(refusal);
    expect(() => sign(new Uint8Array(33), 0n)).toThrow(refusal);
    for (const m of [-1n, FIELD_PRIME]) expect(() => sign(KEY_SECRET, m)).toThrow(refusal);
  });
});

const published = process.env.TENOR_CRYPTO_VECTORS;
if (!published || !existsSync(published)) {
  console.warn('SKIPPED: published iden3 vectors; set TENOR_CRYPTO_VECTORS to their JSON file');
}
test.skipIf(!published || !existsSync(published))('reproduces the signature published by iden3', () => {
  const { eddsa_poseidon: vectors } = JSON.parse(readFileSync(published!, 'utf8')) as {
    eddsa_poseidon: {
      private_key_hex: string;
      message: string;
      public_key: [string, string];
      R8: [string, string];
      S: string;
    }[];
  };
  expect(vectors.length).toBeGreaterThan(0);
  for (const { private_key_hex, message: text, public_key, R8, S } of vectors) {
    const bytes = Uint8Array.from(Buffer.from(private_key_hex, 'hex'));
    const point = ([x, y]: [string, string]): PublicKey => ({ x: BigInt(x), y: BigInt(y) });
    expect(derivePublicKey(bytes)).toEqual(point(public_key));
    expect(sign(bytes, BigInt(text))).toEqual({ R8: point(R8), S: BigInt(S) });
  }
});

describe('verification', () => {
  test('accepts what was signed, agrees with circomlibjs, and refuses any change', () => {
    fc.assert(
      fc.property(secret, message, fc.integer({ min: 0, max: 250 }), (bytes, m, bit) => {
        const key = derivePublicKey(bytes);
        const signature = sign(bytes, m);
        expect(isValidKey(key)).toBe(true);
        expect(verify(m, signature, key)).toBe(true);
        expect(oracleVerify(m, signature, key)).toBe(true);
        const flip = 1n << BigInt(bit);
        expect(verify(m ^ flip, signature, key)).toBe(false);
        expect(verify(m, { ...signature, S: signature.S ^ flip }, key)).toBe(false);
        expect(verify(m, { ...signature, R8: { ...signature.R8, x: signature.R8.x ^ flip } }, key)).toBe(false);
        expect(verify(m, signature, { ...key, y: key.y ^ flip })).toBe(false);
      }),
      { numRuns: 15 },
    );
  });

  test('refuses another key', () => {
    expect(verify(MESSAGE, SIGNATURE, derivePublicKey(new Uint8Array(32).fill(43)))).toBe(false);
  });

  test('refuses S + l and negative S', () => {
    expect(verify(MESSAGE, { ...SIGNATURE, S: SIGNATURE.S + SUBGROUP_ORDER }, KEY)).toBe(false);
    expect(verify(MESSAGE, { ...SIGNATURE, S: SIGNATURE.S - SUBGROUP_ORDER }, KEY)).toBe(false);
  });

  test('refuses coordinates and messages with p added', () => {
    const { R8 } = SIGNATURE;
    expect(verify(MESSAGE, { ...SIGNATURE, R8: { ...R8, x: R8.x + FIELD_PRIME } }, KEY)).toBe(false);
    expect(verify(MESSAGE, { ...SIGNATURE, R8: { ...R8, y: R8.y + FIELD_PRIME } }, KEY)).toBe(false);
    expect(verify(MESSAGE, SIGNATURE, { ...KEY, x: KEY.x + FIELD_PRIME })).toBe(false);
    expect(verify(MESSAGE, SIGNATURE, { ...KEY, y: KEY.y - FIELD_PRIME })).toBe(false);
    expect(verify(MESSAGE + FIELD_PRIME, SIGNATURE, KEY)).toBe(false);
  });

  test('refuses points off the curve', () => {
    expect(verify(MESSAGE, SIGNATURE, { x: KEY.x, y: mod(KEY.y + 1n) })).toBe(false);
    expect(verify(MESSAGE, { ...SIGNATURE, R8: { x: 0n, y: 0n } }, KEY)).toBe(false);
  });

  test('refuses keys whose multiple by 8 is the identity, though the equation holds', () => {
    // With 8A = O every (R8 = S·B8, S) satisfies the equation for every message.
    for (const key of [IDENTITY, ORDER_TWO, TORSION]) {
      expect(verify(MESSAGE, { R8: BASE_POINT, S: 1n }, key)).toBe(false);
      expect(verify(MESSAGE, { R8: IDENTITY, S: 0n }, key)).toBe(false);
    }
  });

  test('keeps the cofactor where the circuit keeps it', () => {
    // 8(A + T) = 8A, so someone who knows the secret of A can sign for A + T: refusing it is the key check's part.
    const secretScalar = 12345n;
    const simple = toPoint(babyJub.mulPointEscalar(toPair(BASE_POINT), secretScalar));
    const mixed = addTorsion(simple);
    for (const [key, valid] of [
      [simple, true],
      [mixed, false],
    ] as const) {
      const h = poseidon([BASE_POINT.x, BASE_POINT.y, key.x, key.y, MESSAGE]);
      const signature = { R8: BASE_POINT, S: (1n + h * 8n * secretScalar) % SUBGROUP_ORDER };
      expect(isValidKey(key)).toBe(valid);
      expect(verify(MESSAGE, signature, key)).toBe(true);
      expect(oracleVerify(MESSAGE, signature, key)).toBe(true);
    }
    // R8 is not multiplied by the cofactor: a torsion part in it breaks the equation.
    expect(verify(MESSAGE, { ...SIGNATURE, R8: addTorsion(SIGNATURE.R8) }, KEY)).toBe(false);
  });
});

describe('isValidKey', () => {
  test('accepts the generator and refuses everything outside the subgroup', () => {
    expect(isValidKey(BASE_POINT)).toBe(true);
    expect(isValidKey(IDENTITY)).toBe(false);
    expect(isValidKey(ORDER_TWO)).toBe(false);
    expect(isValidKey(TORSION)).toBe(false);
    expect(isValidKey(addTorsion(BASE_POINT))).toBe(false);
    expect(isValidKey({ x: BASE_POINT.x + FIELD_PRIME, y: BASE_POINT.y })).toBe(false);
    expect(isValidKey({ x: BASE_POINT.x, y: BASE_POINT.y + 1n })).toBe(false);
    expect(isValidKey({ x: -BASE_POINT.x, y: BASE_POINT.y })).toBe(false);
    expect(isValidKey({ x: FIELD_PRIME - BASE_POINT.x, y: BASE_POINT.y })).toBe(true);
  });
});

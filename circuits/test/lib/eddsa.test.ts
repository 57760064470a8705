import {
  BASE_POINT,
  CURVE_A,
  CURVE_D,
  derivePublicKey,
  FIELD_PRIME,
  mod,
  type PublicKey,
  poseidon,
  type Signature,
  SUBGROUP_ORDER,
  sign,
  verify,
} from '@tenor/protocol';
import { describe, expect, it } from 'vitest';
import { adversarialValues } from '../rig/adversarial-values.ts';
import { testCircuit } from '../rig/test-circuit.ts';

const include = 'lib/eddsa.circom';
const circuit = await testCircuit({ include, main: 'EdDSA()' });
const secretOf = (seed: number) => Uint8Array.from({ length: 32 }, (_, i) => (seed * 31 + i * 7) & 255);

interface Case {
  readonly key: PublicKey;
  readonly signature: Signature;
  readonly message: bigint;
}

function signed(seed: number, message: bigint): Case {
  return { key: derivePublicKey(secretOf(seed)), signature: sign(secretOf(seed), message), message };
}

const input = ({ key, signature, message }: Case, enabled = 1n) => ({
  enabled,
  Ax: key.x,
  Ay: key.y,
  S: signature.S,
  R8x: signature.R8.x,
  R8y: signature.R8.y,
  message,
});

const valid = signed(1, 987654321n);

/** The identity and the point of order two; with the points of order four and eight they are the small subgroup. */
const IDENTITY = { x: 0n, y: 1n };
const ORDER_2 = { x: 0n, y: FIELD_PRIME - 1n };

function inverse(x: bigint): bigint {
  let result = 1n;
  for (let base = mod(x), e = FIELD_PRIME - 2n; e > 0n; e >>= 1n, base = mod(base * base))
    if (e & 1n) result = mod(result * base);
  return result;
}

function add(p: PublicKey, q: PublicKey): PublicKey {
  const product = mod(CURVE_D * p.x * q.x * mod(p.y * q.y));
  return {
    x: mod((p.x * q.y + p.y * q.x) * inverse(1n + product)),
    y: mod((p.y * q.y - CURVE_A * p.x * q.x) * inverse(1n - product)),
  };
}

function multiply(scalar: bigint, point: PublicKey): PublicKey {
  let result: PublicKey = IDENTITY;
  for (let base = point, e = scalar; e > 0n; e >>= 1n, base = add(base, base)) if (e & 1n) result = add(result, base);
  return result;
}

/** A point of order 8: any point of the whole curve times the subgroup order, unless that falls into a smaller subgroup. */
function pointOfOrder8(): PublicKey {
  for (let y = 2n; ; y++) {
    const square = mod((1n - y * y) * inverse(CURVE_A - CURVE_D * y * y));
    const x = squareRoot(square);
    if (x === null) continue;
    const point = multiply(SUBGROUP_ORDER, { x, y });
    const quadruple = multiply(4n, point);
    if (quadruple.x === 0n && quadruple.y === ORDER_2.y) return point;
  }
}

/** Tonelli and Shanks; null for a non-residue. */
function squareRoot(a: bigint): bigint | null {
  const power = (base: bigint, exponent: bigint) => {
    let result = 1n;
    for (let b = mod(base), e = exponent; e > 0n; e >>= 1n, b = mod(b * b)) if (e & 1n) result = mod(result * b);
    return result;
  };
  if (power(a, (FIELD_PRIME - 1n) / 2n) !== 1n) return null;
  let odd = FIELD_PRIME - 1n;
  let twos = 0;
  while (odd % 2n === 0n) {
    odd /= 2n;
    twos++;
  }
  let c = power(5n, odd);
  let t = power(a, odd);
  let root = power(a, (odd + 1n) / 2n);
  while (t !== 1n) {
    let i = 0;
    for (let s = t; s !== 1n; i++) s = mod(s * s);
    const b = power(c, 1n << BigInt(twos - i - 1));
    root = mod(root * b);
    c = mod(b * b);
    t = mod(t * c);
    twos = i;
  }
  return root;
}

describe('EdDSA', () => {
  it('accepts what TypeScript signs, and outputs the hash that fixes R8, A and the message', async () => {
    for (const [seed, message] of [
      [1, 0n],
      [2, 1n],
      [3, FIELD_PRIME - 1n],
      [4, 1n << 200n],
    ] as const) {
      const one = signed(seed, message);
      expect(await circuit.accepts(input(one))).toBe(true);
      const { R8 } = one.signature;
      const expected = poseidon([R8.x, R8.y, one.key.x, one.key.y, message]);
      expect(circuit.outputs(await circuit.calculate(input(one)))).toEqual([expected]);
    }
  });

  const altered: [string, Case][] = [
    ['another message', { ...valid, message: valid.message + 1n }],
    ['another key', { ...valid, key: derivePublicKey(secretOf(2)) }],
    ['S + 1', { ...valid, signature: { ...valid.signature, S: valid.signature.S + 1n } }],
    ['−S', { ...valid, signature: { ...valid.signature, S: SUBGROUP_ORDER - valid.signature.S } }],
    ['S = 0', { ...valid, signature: { ...valid.signature, S: 0n } }],
    ['R8 of another signature', { ...valid, signature: { ...valid.signature, R8: signed(1, 5n).signature.R8 } }],
    [
      'R8 = −R8',
      {
        ...valid,
        signature: { ...valid.signature, R8: { ...valid.signature.R8, x: FIELD_PRIME - valid.signature.R8.x } },
      },
    ],
    ['R8 off the curve', { ...valid, signature: { ...valid.signature, R8: { x: 1n, y: 1n } } }],
    ['A off the curve', { ...valid, key: { x: 1n, y: 1n } }],
    ['A = (0, 0)', { ...valid, key: { x: 0n, y: 0n } }],
  ];
  it.each(altered)('refuses %s, as TypeScript does', async (_, one) => {
    expect(verify(one.message, one.signature, one.key)).toBe(false);
    expect(await circuit.accepts(input(one))).toBe(false);
  });

  it('refuses S + l and every S at or beyond l: a signature has one form', async () => {
    const { S } = valid.signature;
    const beyond = [S + SUBGROUP_ORDER, S + 2n * SUBGROUP_ORDER, SUBGROUP_ORDER, (1n << 253n) - 1n, FIELD_PRIME - 1n];
    for (const other of beyond) {
      const one = { ...valid, signature: { ...valid.signature, S: other } };
      expect(verify(one.message, one.signature, one.key), `${other}`).toBe(false);
      expect(await circuit.accepts(input(one)), `${other}`).toBe(false);
    }
  });

  it('refuses keys of the small subgroup, for which everybody can sign: S·B8 = R8', async () => {
    const order8 = pointOfOrder8();
    const small = [IDENTITY, ORDER_2, order8, add(order8, order8)];
    for (const key of small) {
      const S = 5n;
      const one = { key, message: 1n, signature: { S, R8: multiply(S, BASE_POINT) } };
      expect(verify(one.message, one.signature, one.key)).toBe(false);
      expect(await circuit.accepts(input(one))).toBe(false);
    }
  });

  it('asks for points of the curve even when it is off, and for nothing else', async () => {
    const wrong = { ...valid, message: 5n };
    expect(await circuit.accepts(input(wrong, 1n))).toBe(false);
    expect(await circuit.accepts(input(wrong, 0n))).toBe(true);
    expect(await circuit.accepts(input({ ...valid, key: { x: 1n, y: 1n } }, 0n))).toBe(false);
  });

  it('refuses every adversarial S and message for a valid key', async () => {
    for (const value of adversarialValues(251).slice(0, 9)) {
      const one = { ...valid, signature: { ...valid.signature, S: value } };
      expect(await circuit.accepts(input(one)), `S ${value}`).toBe(false);
      expect(await circuit.accepts(input({ ...valid, message: value })), `message ${value}`).toBe(false);
    }
  });
});

import { TenorError } from '../errors.ts';

/** Where the fields of a word lie: name → [width in bits, first bit]. */
export type BitLayout = Readonly<Record<string, readonly [bits: number, offset: number]>>;

/** Returns the value as bigint if 0 ≤ value < 2^bits; throws INVALID_PARAMS naming the field otherwise. */
export function checkedBits(name: string, value: bigint | number, bits: number): bigint {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new TenorError('INVALID_PARAMS', { param: name, detail: `${name} is not an integer` });
  }
  const integer = BigInt(value);
  if (integer < 0n || integer >> BigInt(bits) !== 0n) {
    throw new TenorError('INVALID_PARAMS', { param: name, detail: `${name} must be 0 to 2^${bits} - 1` });
  }
  return integer;
}

/** Returns a signed value if |value| < 2^bits; throws INVALID_PARAMS naming the field otherwise. */
export function checkedSigned(name: string, value: bigint, bits: number): bigint {
  checkedBits(name, value < 0n ? -value : value, bits);
  return value;
}

/** Packs fields, each checked against its width. */
export function packWord<L extends BitLayout>(layout: L, values: Readonly<Record<keyof L, bigint | number>>): bigint {
  let word = 0n;
  for (const [name, [bits, offset]] of Object.entries(layout)) {
    word |= checkedBits(name, values[name as keyof L], bits) << BigInt(offset);
  }
  return word;
}

/** The inverse of `packWord`; throws INVALID_PARAMS when a bit outside the fields is set. */
export function unpackWord<L extends BitLayout>(layout: L, word: bigint): Record<keyof L, bigint> {
  const values: Record<string, bigint> = {};
  let seen = 0n;
  for (const [name, [bits, offset]] of Object.entries(layout)) {
    const mask = (1n << BigInt(bits)) - 1n;
    values[name] = (word >> BigInt(offset)) & mask;
    seen |= values[name]! << BigInt(offset);
  }
  if (seen !== word)
    throw new TenorError('INVALID_PARAMS', { param: 'word', detail: 'bits outside the fields are set' });
  return values as Record<keyof L, bigint>;
}

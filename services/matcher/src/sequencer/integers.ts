export function smaller(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}

export function larger(a: bigint, b: bigint): bigint {
  if (a > b) return a;
  return b;
}

export function magnitude(value: bigint): bigint {
  if (value < 0n) return -value;
  return value;
}

import { FIELD } from '../../tooling/field.ts';

/** Values at which range checks break: around 0, 2^n, p and p / 2. */
export function adversarialValues(bits: number): bigint[] {
  const limit = 1n << BigInt(bits);
  const around = [0n, 1n, 2n, limit / 2n, limit - 1n, limit, limit + 1n, 2n * limit - 1n, 2n * limit];
  const high = [
    FIELD - 2n,
    FIELD - 1n,
    FIELD - limit,
    FIELD - limit - 1n,
    (FIELD - 1n) / 2n,
    (FIELD + 1n) / 2n,
    FIELD / limit,
  ];
  return [...new Set([...around, ...high].map((x) => x % FIELD))];
}

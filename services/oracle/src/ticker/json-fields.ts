/** A parsed JSON object, its members unchecked. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value as an object or array of unchecked members. Throws TypeError for anything else. */
export function objectOf(value: unknown, what: string): JsonObject {
  if (typeof value !== 'object' || value === null) throw new TypeError(`${what} is no object`);
  return value as JsonObject;
}

/** Unix milliseconds of an ISO 8601 text. Throws TypeError when it is none. */
export function isoTime(value: unknown): number {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) throw new TypeError(`${String(value)} is no time`);
  return time;
}

/** Unix milliseconds from a count of some unit since 1970, as text or number. Throws TypeError when it is none. */
export function epochTime(value: unknown, unitsPerMillisecond: number): number {
  const count = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
  if (!Number.isFinite(count) || count <= 0) throw new TypeError(`${String(value)} is no time`);
  return Math.floor(count / unitsPerMillisecond);
}

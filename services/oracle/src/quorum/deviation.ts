const PPM = 1_000_000n;

const distance = (a: bigint, b: bigint): bigint => (a < b ? b - a : a - b);

/** How far a price is from a positive one, parts per million of that, rounded down. */
export const deviationPpm = (price: bigint, from: bigint): bigint => (distance(price, from) * PPM) / from;

/** Whether a price is at most so many parts per million away from a positive one, exactly. */
export const isWithinPpm = (price: bigint, from: bigint, ppm: number): boolean =>
  distance(price, from) * PPM <= from * BigInt(ppm);

/** One level of a book: µUSD per lot, lots. */
export interface BookLevel {
  readonly price: bigint;
  readonly size: bigint;
}

/** Both sides, best price first. */
export interface BookDepth {
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
}

/** Average price (µUSD per lot, rounded down) of trading `notional` µUSD into one side; null when it is not deep enough. */
export function impactPrice(levels: readonly BookLevel[], notional: bigint): bigint | null {
  let lots = 0n;
  let cost = 0n;
  for (const { price, size } of levels) {
    const wanted = (notional - cost + price - 1n) / price;
    const taken = wanted < size ? wanted : size;
    lots += taken;
    cost += taken * price;
    if (cost >= notional) return cost / lots;
  }
  return null;
}

/** Middle of the two impact prices; null when either side is not deep enough. */
export function impactMid({ bids, asks }: BookDepth, notional: bigint): bigint | null {
  const bid = impactPrice(bids, notional);
  const ask = impactPrice(asks, notional);
  return bid === null || ask === null ? null : (bid + ask) / 2n;
}

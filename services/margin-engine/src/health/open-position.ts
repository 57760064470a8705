/** What the venue remembers of one account in one instrument, for people: the rules settle without entry prices. */
export interface OpenPosition {
  /** Signed lots. */
  readonly size: bigint;
  /** What the open lots cost by average cost, µUSD, negative for a short: entry price × size. */
  readonly cost: bigint;
  /** µUSD won by closing lots, before fees and funding. */
  readonly realizedPnl: bigint;
  /** µUSD. */
  readonly fees: bigint;
  /** Received since the beginning up to `indexSnapshot`, µUSD × 2^24, exact. */
  readonly fundingReceived: bigint;
  /** Cash index of the instrument when funding was last added, µUSD per lot × 2^24. */
  readonly indexSnapshot: bigint;
}

/** A holding that has never traded. */
export const flatPosition = (index: bigint): OpenPosition => ({
  size: 0n,
  cost: 0n,
  realizedPnl: 0n,
  fees: 0n,
  fundingReceived: 0n,
  indexSnapshot: index,
});

/** Funding received up to an index, µUSD × 2^24. */
export const fundingUpTo = (position: OpenPosition, index: bigint): bigint =>
  position.fundingReceived + position.size * (index - position.indexSnapshot);

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** Trades lots that do not cross zero: either all open or all close. */
function tradeOneWay(position: OpenPosition, lots: bigint, price: bigint): OpenPosition {
  const { size, cost, realizedPnl } = position;
  const quote = lots * price;
  const opens = size === 0n || size > 0n === lots > 0n;
  if (opens) return { ...position, size: size + lots, cost: cost + quote };
  const removed = (cost * magnitude(lots)) / magnitude(size);
  return { ...position, size: size + lots, cost: cost - removed, realizedPnl: realizedPnl - quote - removed };
}

/**
 * The position after a fill of signed lots at a price (µUSD per lot), with the instrument's index at that moment.
 * Σ of what was paid for lots always equals cost − realizedPnl, so no rounding is ever lost.
 */
export function afterFill(
  position: OpenPosition,
  lots: bigint,
  price: bigint,
  fee: bigint,
  index: bigint,
): OpenPosition {
  const settled: OpenPosition = {
    ...position,
    fees: position.fees + fee,
    fundingReceived: fundingUpTo(position, index),
    indexSnapshot: index,
  };
  const flips = settled.size !== 0n && settled.size > 0n !== lots > 0n && magnitude(lots) > magnitude(settled.size);
  if (!flips) return tradeOneWay(settled, lots, price);
  const closed = tradeOneWay(settled, -settled.size, price);
  return tradeOneWay(closed, lots + settled.size, price);
}

/** Entry price in µUSD per lot, rounded to the nearest; null without lots. */
export function entryPrice({ size, cost }: OpenPosition): bigint | null {
  return size === 0n ? null : (2n * magnitude(cost) + magnitude(size)) / (2n * magnitude(size));
}

/** What every instrument that follows one index shares: the lot, and the bounds of its prices. Rules of the exchange. */
export interface Underlying {
  readonly name: string;
  /** One lot is 10^-lotDecimals of the underlying. */
  readonly lotDecimals: number;
  /** Tick of the perpetual and of futures, µUSD per lot. */
  readonly tickSize: bigint;
  /** Lots an order may have at most. */
  readonly maxSize: bigint;
  /** Bounds of perpetual and futures prices, µUSD per lot, multiples of every tick. */
  readonly minPrice: bigint;
  readonly maxPrice: bigint;
}

const UNDERLYINGS: readonly Underlying[] = [
  {
    name: 'BTC',
    // One lot is 0.0001 BTC, about $10.
    lotDecimals: 4,
    // $0.1 a BTC.
    tickSize: 10n,
    maxSize: 10_000_000n,
    // $100 to $100,000,000 a BTC.
    minPrice: 10_000n,
    maxPrice: 10_000_000_000n,
  },
  {
    name: 'ETH',
    // One lot is 0.001 ETH, about $3.
    lotDecimals: 3,
    // $0.01 an ETH.
    tickSize: 10n,
    maxSize: 50_000_000n,
    // $1 to $10,000,000 an ETH.
    minPrice: 1_000n,
    maxPrice: 10_000_000_000n,
  },
];

/** Lots of one whole unit. */
export const lotsPerUnit = ({ lotDecimals }: Pick<Underlying, 'lotDecimals'>): bigint => 10n ** BigInt(lotDecimals);

/** The number of an underlying in the terms; null for a name that the exchange has no rules for. */
export function underlyingNumber(name: string): number | null {
  const place = UNDERLYINGS.findIndex((underlying) => underlying.name === name);
  return place < 0 ? null : place + 1;
}

/** An underlying by its number in the terms (1 BTC, 2 ETH). Throws RangeError for one that the exchange has no rules for. */
export function underlyingOf(number: number): Underlying {
  const found = UNDERLYINGS[number - 1];
  if (!found) throw new RangeError(`there is no underlying ${number}`);
  return found;
}

import { type ExpiryQuotes, midQuote } from './option-chain.ts';

/** A forward price and where it comes from. */
export interface Forward {
  readonly price: number;
  /** `parity` of calls and puts, or the `reference` price that was given. */
  readonly source: 'parity' | 'reference';
  /** Strikes quoted on both sides that took part; 0 for a reference price. */
  readonly strikes: number;
}

/** Fewer strikes than this could not outvote a wrong quote. */
const STRIKES_MIN = 3;
/** The strikes closest to the reference price that vote: further out one of the two options is deep in the money and quoted wide. */
const STRIKES_MAX = 9;
/** Both spreads together, as a share of the reference price: a wider pair knows the forward no better than the reference does. */
const WIDTH_MAX = 0.02;
/** A forward further than this from the reference price is a fault of the quotes, not a basis. */
const REACH = 0.2;

interface Vote {
  readonly forward: number;
  readonly weight: number;
}

/** The value at which the weights below and above are equal, interpolated between the two votes around it. */
function weightedMedian(votes: readonly Vote[]): number {
  const sorted = [...votes].sort((a, b) => a.forward - b.forward);
  const half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let before = 0;
  let previous: { readonly centre: number; readonly forward: number } | null = null;
  for (const { forward, weight } of sorted) {
    const centre = before + weight / 2;
    if (centre >= half) {
      if (!previous) return forward;
      const share = (half - previous.centre) / (centre - previous.centre);
      return previous.forward + share * (forward - previous.forward);
    }
    previous = { centre, forward };
    before += weight;
  }
  return sorted.at(-1)!.forward;
}

/**
 * The forward of one expiry by put-call parity, F = K + (C − P) / D at each strike where both options are quoted on both sides: the weighted median over the
 * strikes nearest to the reference price, each weighing 1 / (sum of the two spreads)². A median, so that less than half of the weight being wrong moves it no
 * further than the sound quotes reach. With fewer than three such strikes, or a result more than 20 % away from it, the reference price.
 */
export function parityForward({ quotes, referencePrice, discountFactor = 1 }: ExpiryQuotes): Forward {
  const puts = new Map(quotes.filter(({ kind }) => kind === 'put').map((quote) => [quote.strike, midQuote(quote)]));
  const votes = quotes
    .filter(({ kind }) => kind === 'call')
    .sort((a, b) => Math.abs(a.strike - referencePrice) - Math.abs(b.strike - referencePrice))
    .flatMap((quote): Vote[] => {
      const call = midQuote(quote);
      const put = puts.get(quote.strike);
      if (!call || !put) return [];
      if (call.spread + put.spread > WIDTH_MAX * referencePrice) return [];
      // A spread of nothing would outweigh everything else.
      const width = Math.max(call.spread + put.spread, referencePrice * 1e-5);
      return [{ forward: quote.strike + (call.mid - put.mid) / discountFactor, weight: 1 / width ** 2 }];
    })
    .slice(0, STRIKES_MAX);
  const price = votes.length < STRIKES_MIN ? Number.NaN : weightedMedian(votes);
  return Math.abs(price - referencePrice) <= REACH * referencePrice
    ? { price, source: 'parity', strikes: votes.length }
    : { price: referencePrice, source: 'reference', strikes: 0 };
}

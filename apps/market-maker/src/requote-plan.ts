import type { Quote } from './quote-ladder.ts';

/** A quote of ours that rests in the book. */
export interface LiveQuote {
  readonly orderId: string;
  readonly side: 'buy' | 'sell';
  readonly level: number;
  readonly ticks: bigint;
  /** Lots still resting. */
  readonly lots: bigint;
}

export interface RequoteRules {
  /** A quote stays while it is at most this far from where it should be, ppm of its price. */
  readonly tolerancePpm: bigint;
  /** The same in ticks; the wider of the two counts. 0 unless given. */
  readonly toleranceTicks?: bigint;
  /** Whether quotes of which more than half has filled are renewed, and missing ones added. */
  readonly refills: boolean;
}

export interface RequotePlan {
  readonly cancels: readonly LiveQuote[];
  readonly places: readonly Quote[];
}

const MILLION = 1_000_000n;
const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const sum = (quotes: readonly { readonly lots: bigint }[]): bigint =>
  quotes.reduce((total, { lots }) => total + lots, 0n);

function keeps(live: LiveQuote, wanted: Quote | undefined, rules: RequoteRules): boolean {
  if (!wanted) return false;
  const distance = live.ticks > wanted.ticks ? live.ticks - wanted.ticks : wanted.ticks - live.ticks;
  if (distance > (rules.toleranceTicks ?? 0n) && distance * MILLION > rules.tolerancePpm * wanted.ticks) return false;
  if (live.lots > wanted.lots) return false;
  return !rules.refills || 2n * live.lots > wanted.lots;
}

/**
 * The fewest cancels and placements that bring the resting quotes to the wanted ones. Kept quotes are left alone: fills of one
 * order are netted to one row of a batch, fills of its replacement are another. What rests after the plan never exceeds what
 * was wanted of a side, and never crosses itself.
 */
export function planRequote(live: readonly LiveQuote[], wanted: readonly Quote[], rules: RequoteRules): RequotePlan {
  const find = ({ side, level }: LiveQuote) => wanted.find((quote) => quote.side === side && quote.level === level);
  let kept = live.filter((quote, place) => {
    const isFirst = live.findIndex((other) => other.side === quote.side && other.level === quote.level) === place;
    return isFirst && keeps(quote, find(quote), rules);
  });
  // A kept quote may lag by the tolerance; it must not meet the other side.
  const bestBid = maximum(wanted, kept);
  kept = kept.filter((quote) => quote.side === 'buy' || bestBid === null || quote.ticks > bestBid);
  const bestAsk = minimum(wanted, kept);
  kept = kept.filter((quote) => quote.side === 'sell' || bestAsk === null || quote.ticks < bestAsk);
  const missing = wanted.filter(
    (quote) => !kept.some((other) => other.side === quote.side && other.level === quote.level),
  );
  const moved = missing.filter((quote) =>
    live.some((other) => other.side === quote.side && other.level === quote.level),
  );
  const places = rules.refills ? missing : moved.map((quote) => remainderOf(quote, live));
  return { cancels: live.filter((quote) => !kept.includes(quote)), places: withinSides(places, kept, wanted) };
}

/** Without refills a moved quote takes only what is left of it along. */
function remainderOf(quote: Quote, live: readonly LiveQuote[]): Quote {
  const left = live.find((other) => other.side === quote.side && other.level === quote.level);
  return left && left.lots < quote.lots ? { ...quote, lots: left.lots } : quote;
}

/** Leaves away what would take a side beyond what is wanted of it in all. */
function withinSides(places: readonly Quote[], kept: readonly LiveQuote[], wanted: readonly Quote[]): Quote[] {
  return (['buy', 'sell'] as const).flatMap((side) => {
    let room = sum(wanted.filter((quote) => quote.side === side)) - sum(kept.filter((quote) => quote.side === side));
    return places.flatMap((quote) => {
      if (quote.side !== side || room <= 0n) return [];
      const lots = smaller(quote.lots, room);
      room -= lots;
      return [{ ...quote, lots }];
    });
  });
}

type Priced = { readonly side: 'buy' | 'sell'; readonly ticks: bigint };
const ticksOf = (side: 'buy' | 'sell', ...lists: (readonly Priced[])[]): bigint[] =>
  lists.flatMap((list) => list.filter((quote) => quote.side === side).map(({ ticks }) => ticks));
const maximum = (...lists: (readonly Priced[])[]): bigint | null =>
  ticksOf('buy', ...lists).reduce<bigint | null>((best, ticks) => (best === null || ticks > best ? ticks : best), null);
const minimum = (...lists: (readonly Priced[])[]): bigint | null =>
  ticksOf('sell', ...lists).reduce<bigint | null>(
    (best, ticks) => (best === null || ticks < best ? ticks : best),
    null,
  );

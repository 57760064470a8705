import { type FiguresOf, MARGIN_FRACTION_BITS, portfolioMargin } from '@tenor/protocol';

/** A position whose account margins it together with others, and what the open orders in its instrument could do. Lots. */
export interface WorkedPosition {
  readonly instrument: number;
  /** Signed. */
  readonly held: bigint;
  readonly bought: bigint;
  readonly sold: bigint;
  /** µUSD that the bids would win at once by filling; counted for options only. */
  readonly gain: bigint;
}

/** What fills of each position's orders: nothing, all bids or all asks. */
type Outcome = readonly ('none' | 'bids' | 'asks')[];

/** The outcomes in which one side of one instrument fills on top of another outcome. */
const onTopOf = (outcome: Outcome, worked: readonly WorkedPosition[]): Outcome[] =>
  worked.flatMap(({ bought, sold }, place) => {
    if (outcome[place] !== 'none') return [];
    const sides = [bought > 0n ? ('bids' as const) : [], sold > 0n ? ('asks' as const) : []].flat();
    return sides.map((side) => outcome.with(place, side));
  });

/**
 * Most initial margin that scoped positions could need by their open orders, 2^-24 µUSD, what bids for options win taken off: the largest of portfolio
 * margin where nothing fills, all bids, all asks, one side of one instrument, and what a greedy search adds side by side while the margin grows.
 *
 * A guard, not a proof. The margin is convex in the lots, so the worst outcome has all or nothing of each side, but there are as many as 2^n of them, and
 * a greedy search need not find the worst. It keeps away orders that could hardly ever fill; what a fill may do to an account is the ledger's to say, which
 * refuses each one that breaks its margin, and the order is then cancelled.
 */
export function worstPortfolioMargin(worked: readonly WorkedPosition[], figuresOf: FiguresOf, mode: number): bigint {
  const need = (outcome: Outcome): bigint => needOf(worked, outcome, figuresOf, mode);
  const nothing: Outcome = worked.map(() => 'none');
  let [worst, at] = [need(nothing), nothing];
  for (;;) {
    let [highest, next] = [worst, at];
    for (const outcome of onTopOf(at, worked)) {
      const needed = need(outcome);
      if (needed > highest) [highest, next] = [needed, outcome];
    }
    if (next === at) break;
    [worst, at] = [highest, next];
  }
  for (const side of ['bids', 'asks'] as const) {
    const needed = need(worked.map(() => side));
    if (needed > worst) worst = needed;
  }
  return worst;
}

function needOf(worked: readonly WorkedPosition[], outcome: Outcome, figuresOf: FiguresOf, mode: number): bigint {
  let won = 0n;
  const positions = worked.map(({ instrument, held, bought, sold, gain }, place) => {
    const fills = outcome[place];
    if (fills === 'bids') won += gain;
    return { instrument, size: fills === 'bids' ? held + bought : fills === 'asks' ? held - sold : held, snapshot: 0n };
  });
  return portfolioMargin(positions, figuresOf, mode).margin - (won << MARGIN_FRACTION_BITS);
}

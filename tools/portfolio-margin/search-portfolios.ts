import { worstStep } from './inside-the-grid.ts';
import type { Leg } from './portfolios.ts';
import { PortfolioDraw, randomNumbers } from './random-portfolios.ts';
import type { RecordedRows } from './recorded-rows.ts';
import { weighPortfolio } from './weigh-portfolio.ts';

/** What the search found: the portfolio that is covered worst, and the one that loses most between the points of the grid. */
export interface SearchResult {
  /** Portfolios judged. */
  readonly judged: number;
  /** Loss as a share of the scenario margin: above 1 it would end in debt. */
  readonly share: number;
  readonly worst: string;
  /** Loss beyond that of the grid, as a share of what the margin has above that: above 1 it would end in debt. */
  readonly unseenShare: number;
  readonly worstUnseen: string;
}

const described = (legs: readonly Leg[]): string =>
  legs.map(({ row, coins }) => `${coins > 0 ? '+' : '−'}${Math.abs(coins).toFixed(2)} ${row.name}`).join(', ');

interface Judged {
  readonly legs: readonly Leg[];
  readonly share: number;
  readonly unseen: number;
}

function judge(legs: readonly Leg[], lotsOfCoin: bigint): Judged {
  const weighed = weighPortfolio(legs, lotsOfCoin);
  const [loss, seen, margin] = [worstStep(weighed).loss, Number(weighed.parts.loss), Number(weighed.scenario)];
  return margin > 0
    ? { legs, share: loss / margin, unseen: (loss - seen) / (margin - seen) }
    : { legs, share: 0, unseen: 0 };
}

/**
 * Draws portfolios of the rows of a chain, the same ones every time, and from each of the `climbs` that lose most beyond the grid goes on by changes that
 * make it worse, `drawn / climbs` times each.
 */
export function searchPortfolios(rows: RecordedRows, lotsOfCoin: bigint, drawn: number, climbs: number): SearchResult {
  const draw = new PortfolioDraw(rows, randomNumbers(20_260_205));
  const first = Array.from({ length: drawn }, () => judge(draw.draw(), lotsOfCoin));
  first.sort((a, b) => b.unseen - a.unseen);
  const climbed = first.slice(0, climbs).map((start) => {
    let best = start;
    for (let i = 0; i < drawn / climbs; i++) {
      const next = judge(draw.changed(best.legs), lotsOfCoin);
      if (next.unseen > best.unseen) best = next;
    }
    return best;
  });
  const all = [...first, ...climbed];
  const worst = all.reduce((a, b) => (b.share > a.share ? b : a));
  const unseen = all.reduce((a, b) => (b.unseen > a.unseen ? b : a));
  return {
    judged: 2 * drawn,
    share: worst.share,
    worst: described(worst.legs),
    unseenShare: unseen.unseen,
    worstUnseen: described(unseen.legs),
  };
}

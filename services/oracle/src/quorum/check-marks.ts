import type { ListedMarket } from '@tenor/margin-engine';
import { type MarketTerms, markBounds, optionArbitrage, type RoundContent } from '@tenor/protocol';
import type { Refusal } from './refusal.ts';

/** Why the option marks must be refused; null when they are monotone and convex in strike. */
function checkOptions(listed: readonly ListedMarket[], marks: readonly bigint[]): Refusal | null {
  const arbitrage = optionArbitrage(listed.map(({ row, terms }) => ({ terms, mark: marks[row]! })));
  if (!arbitrage) return null;
  const names = new Map(listed.map(({ name, terms }) => [terms, name]));
  const found = arbitrage.map(({ terms, mark }) => `${names.get(terms as MarketTerms)} at ${mark}`);
  return { reason: 'option-arbitrage', detail: `${found.join(', ')}: not ${found.length > 2 ? 'convex' : 'monotone'}` };
}

/**
 * Why the marks must be refused; null when each listed row has its instrument's inside its bounds at the round's index, no other row has any, and those of
 * options are monotone and convex in strike within an expiry.
 */
export function checkMarks(
  { instruments, marks, index }: Pick<RoundContent, 'instruments' | 'marks' | 'index'>,
  listed: readonly ListedMarket[],
  rows: number,
): Refusal | null {
  if (marks.length !== rows) return { reason: 'malformed', detail: `${marks.length} marks for ${rows} rows` };
  if (instruments.length !== rows)
    return { reason: 'malformed', detail: `${instruments.length} instruments for ${rows} rows` };
  const byRow = new Map(listed.map((market) => [market.row, market]));
  for (const [row, mark] of marks.entries()) {
    const market = byRow.get(row);
    const named = instruments[row];
    const known = market?.terms.instrument ?? 0;
    if (named !== known) {
      return { reason: 'instrument-differs', detail: `row ${row} holds instrument ${known}, not ${named}` };
    }
    if (!market) {
      if (mark !== 0n) return { reason: 'malformed', detail: `row ${row} has a mark and no market` };
      continue;
    }
    const { low, high } = markBounds(market.terms, index[market.terms.underlying - 1]!);
    if (mark < 1n || mark < low || mark > high) {
      return { reason: 'mark-out-of-bounds', detail: `${market.name}: a mark of ${mark}, bounds ${low} to ${high}` };
    }
  }
  return checkOptions(listed, marks);
}

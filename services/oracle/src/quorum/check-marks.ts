import type { ListedMarket } from '@tenor/margin-engine';
import { INSTRUMENT_KIND, isOption, markBounds, type RoundContent } from '@tenor/protocol';
import type { Refusal } from './refusal.ts';

interface Point {
  readonly name: string;
  /** Strike of a call, −strike of a put: a mark falls with it. */
  readonly x: bigint;
  readonly mark: bigint;
}

/** Why marks of one kind and expiry could be traded against each other without risk; null when they could not. Points in ascending order of x. */
function arbitrage(points: readonly Point[]): string | null {
  for (let i = 0; i + 1 < points.length; i++) {
    const [here, next, after] = [points[i]!, points[i + 1]!, points[i + 2]];
    const fall = here.mark - next.mark;
    const step = next.x - here.x;
    if (fall < 0n || fall > step) return `${here.name} at ${here.mark} and ${next.name} at ${next.mark}: not monotone`;
    if (after && fall * (after.x - next.x) < (next.mark - after.mark) * step) {
      return `${here.name}, ${next.name}, ${after.name} at ${here.mark}, ${next.mark}, ${after.mark}: not convex`;
    }
  }
  return null;
}

/** Why the option marks of an expiry must be refused; null when they are monotone and convex in strike. */
function checkOptions(listed: readonly ListedMarket[], marks: readonly bigint[]): Refusal | null {
  const groups = new Map<string, Point[]>();
  for (const { name, row, terms } of listed) {
    if (!isOption(terms)) continue;
    const group = `${terms.kind} ${terms.underlying} ${terms.expiryHour}`;
    const x = terms.kind === INSTRUMENT_KIND.put ? -terms.strike : terms.strike;
    groups.set(group, [...(groups.get(group) ?? []), { name, x, mark: marks[row]! }]);
  }
  for (const points of groups.values()) {
    const detail = arbitrage(points.sort((a, b) => (a.x < b.x ? -1 : a.x > b.x ? 1 : 0)));
    if (detail) return { reason: 'option-arbitrage', detail };
  }
  return null;
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

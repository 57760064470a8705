/** An instrument as far as it matters who quotes it. */
export interface QuotedInstrument {
  readonly name: string;
  readonly kind: 'perpetual' | 'future' | 'option';
  readonly base: string;
  /** Unix milliseconds; null for a perpetual. */
  readonly expiresAt: number | null;
}

export interface DeskLimits {
  /** Instruments that one account may hold positions in. */
  readonly capacity: number;
  /** Accounts at most. */
  readonly desks: number;
}

/** What is quoted from one account if it can be: everything linear, or the options of one underlying and expiry, whose risks offset each other. */
const bookOf = ({ kind, base, expiresAt }: QuotedInstrument): string =>
  kind === 'option' ? `${expiresAt} ${base}` : '';

const byUrgency = (a: QuotedInstrument, b: QuotedInstrument): number => {
  const rank = ({ kind }: QuotedInstrument): number => ['perpetual', 'future', 'option'].indexOf(kind);
  return rank(a) - rank(b) || (a.expiresAt ?? 0) - (b.expiresAt ?? 0) || (a.base < b.base ? -1 : 1);
};

/**
 * Which account (from 0) quotes which instrument. An account holds positions in few instruments, so it takes several for many. What an account
 * quotes already it goes on quoting; what is new goes where its book is, else to an account with nothing, else to the one with the most room.
 * Instruments for which there is no room are left out: the perpetuals first, then the nearest expiries are served.
 * @param current who has a position in an instrument, or quotes it
 */
export function deskPlan(
  instruments: readonly QuotedInstrument[],
  current: ReadonlyMap<string, number>,
  { capacity, desks }: DeskLimits,
): Map<string, number> {
  const members: QuotedInstrument[][] = Array.from({ length: desks }, () => []);
  const plan = new Map<string, number>();
  const put = (instrument: QuotedInstrument, desk: number): void => {
    members[desk]!.push(instrument);
    plan.set(instrument.name, desk);
  };
  const ordered = [...instruments].sort(byUrgency);
  for (const instrument of ordered) {
    const desk = current.get(instrument.name);
    if (desk !== undefined && desk < desks && members[desk]!.length < capacity) put(instrument, desk);
  }
  for (const instrument of ordered) {
    if (plan.has(instrument.name)) continue;
    const open = members.map((list, desk) => ({ list, desk })).filter(({ list }) => list.length < capacity);
    const same = open.find(({ list }) => list.some((other) => bookOf(other) === bookOf(instrument)));
    const empty = open.find(({ list }) => list.length === 0);
    const roomiest = open.reduce((best, one) => (one.list.length < best.list.length ? one : best), open[0]!);
    const chosen = same ?? empty ?? roomiest;
    if (chosen) put(instrument, chosen.desk);
  }
  return plan;
}

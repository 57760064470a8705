import type { RoundProposal } from './round-proposal.ts';

/** A market as a signer sees it with its own sources. */
export interface OwnMarket {
  readonly row: number;
  readonly name: string;
  /** Own index, µUSD per lot; null when there is no good one now. */
  readonly index: bigint | null;
  /** Farthest a mark may be from the own index, parts per million: the mark's own bound and the spread between sources. */
  readonly maxDeviationPpm: number;
}

/** What a signer knows when it is asked. */
export interface SignerView {
  /** Unix seconds. */
  readonly now: number;
  /** Rows of the circuit. */
  readonly rows: number;
  readonly markets: readonly OwnMarket[];
  /** The last round this signer signed; null before the first. */
  readonly last: { readonly round: number; readonly time: number } | null;
  /**
   * How fast round numbers may grow. Without a bound one proposal with the highest number would end all rounds for good:
   * nothing would be newer.
   */
  readonly maxRoundsPerSecond: number;
  /** How far the proposer's clock may run ahead, seconds. */
  readonly maxAheadSeconds: number;
  /** Oldest time to sign for, seconds. */
  readonly maxAgeSeconds: number;
}

/** Why a signer does not sign. */
export type RefusalReason =
  | 'round-not-newer'
  | 'round-leaps'
  | 'time-goes-back'
  | 'time-in-the-future'
  | 'time-too-old'
  | 'malformed'
  | 'no-own-price'
  | 'mark-deviates';

export interface Refusal {
  readonly reason: RefusalReason;
  /** The same in words. */
  readonly detail: string;
}

const PPM = 1_000_000n;
const distance = (a: bigint, b: bigint): bigint => (a < b ? b - a : a - b);

const NO_ROUND = { round: 0, time: 0 } as const;

function refuseOrder({ round, time }: RoundProposal, view: SignerView): Refusal | null {
  const { now, maxAheadSeconds, maxAgeSeconds, maxRoundsPerSecond } = view;
  const last = view.last ?? NO_ROUND;
  if (!Number.isSafeInteger(round) || !Number.isSafeInteger(time) || round < 1) {
    return { reason: 'malformed', detail: 'number and time are positive whole numbers' };
  }
  if (round <= last.round) {
    return { reason: 'round-not-newer', detail: `round ${round} after round ${last.round} was signed` };
  }
  if (time < last.time) return { reason: 'time-goes-back', detail: `${last.time - time} s behind the last round` };
  if (time > now + maxAheadSeconds) return { reason: 'time-in-the-future', detail: `${time - now} s ahead` };
  if (time < now - maxAgeSeconds) return { reason: 'time-too-old', detail: `${now - time} s old` };
  const highest = last.round + maxRoundsPerSecond * (time - last.time + 1);
  if (round > highest) return { reason: 'round-leaps', detail: `round ${round}, at most ${highest} by now` };
  return null;
}

function refuseMark({ name, index, maxDeviationPpm }: OwnMarket, mark: bigint): Refusal | null {
  if (index === null) return { reason: 'no-own-price', detail: `${name}: no good index of our own` };
  const off = distance(mark, index);
  if (off * PPM <= index * BigInt(maxDeviationPpm)) return null;
  const detail = `${name}: the mark of ${mark} is ${(off * PPM) / index} ppm from our index of ${index}`;
  return { reason: 'mark-deviates', detail };
}

/** Whether a signer must refuse a proposed round by what it knows itself, and why; null when it may sign. Pure. */
export function checkProposal(proposal: RoundProposal, view: SignerView): Refusal | null {
  const refusal = refuseOrder(proposal, view);
  if (refusal) return refusal;
  const { marks } = proposal;
  if (marks.length !== view.rows) return { reason: 'malformed', detail: `${marks.length} marks for ${view.rows} rows` };
  const byRow = new Map(view.markets.map((market) => [market.row, market]));
  for (const [row, mark] of marks.entries()) {
    const market = byRow.get(row);
    if (!market && mark !== 0n) return { reason: 'malformed', detail: `row ${row} has a mark and no market` };
    const deviates = market ? refuseMark(market, mark) : null;
    if (deviates) return deviates;
  }
  return null;
}

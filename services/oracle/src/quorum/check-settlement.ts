import { isWholeWindow, type ListedMarket, SETTLEMENT_WINDOW_SECONDS } from '@tenor/margin-engine';
import { isDated, type RoundContent, TenorError } from '@tenor/protocol';
import { isWithinPpm } from './deviation.ts';
import type { OwnIndex } from './own-indexes.ts';
import type { Refusal } from './refusal.ts';

/** Settlement prices of an hour by underlying, µUSD per lot; null where there are none. */
export type SettlementsOf = (hour: number) => readonly bigint[] | null;

/** What a signer knows of settlement prices. */
export interface SettlementView {
  readonly listed: readonly ListedMarket[];
  readonly indexes: readonly OwnIndex[];
  /** What it has averaged itself. */
  readonly ownSettlement: SettlementsOf;
  /** Seconds of the half hour before an hour in which it had an index, by underlying; null where it saw none. */
  readonly secondsSeen: (hour: number) => readonly number[] | null;
  /** What it has signed. */
  readonly signedSettlement: SettlementsOf;
}

/** Expiry hour of the earliest listed instrument that has expired at a time (Unix seconds); 0 where none has. */
export function dueHour(listed: readonly ListedMarket[], time: number): number {
  const due = listed.filter(({ terms }) => isDated(terms) && terms.expiryHour * 3600 <= time);
  return due.reduce((first, { terms: { expiryHour } }) => (first === 0 ? expiryHour : Math.min(first, expiryHour)), 0);
}

/**
 * Why the settlement prices of a round must be refused; null when they are those of the expiry that is due, if any is, within the deviation of the own averages
 * and none other than those signed before for that hour.
 */
export function checkSettlement(
  { time, settlementHour, settlement }: Pick<RoundContent, 'time' | 'settlementHour' | 'settlement'>,
  { listed, indexes, ownSettlement, secondsSeen, signedSettlement }: SettlementView,
): Refusal | null {
  if (settlement.length !== indexes.length) {
    return { reason: 'malformed', detail: `${settlement.length} settlement prices for ${indexes.length} underlyings` };
  }
  const due = dueHour(listed, time);
  if (due !== 0 && settlementHour === 0) return { reason: 'settlement-missing', detail: `hour ${due} is due` };
  if (settlementHour !== due) return { reason: 'settlement-not-due', detail: `hour ${settlementHour}, due is ${due}` };
  if (due === 0) {
    return settlement.some((price) => price !== 0n)
      ? { reason: 'malformed', detail: 'settlement prices and no hour' }
      : null;
  }
  const signed = signedSettlement(due);
  if (signed) {
    return signed.some((price, place) => price !== settlement[place])
      ? { reason: 'settlement-changed', detail: `hour ${due} was signed at ${signed.join(', ')}` }
      : null;
  }
  const own = ownSettlement(due);
  for (const [place, { name, maxDeviationPpm }] of indexes.entries()) {
    const average = own?.[place];
    if (average === undefined)
      return { reason: 'no-own-settlement', detail: `${name}: no own average for hour ${due}` };
    if (!isWithinPpm(settlement[place]!, average, maxDeviationPpm)) {
      return deviates(`${name}: ${settlement[place]}`, average, secondsSeen(due)?.[place] ?? 0);
    }
  }
  return null;
}

/** A price that was averaged over a part of the half hour, or is the first one after it, says less of the proposed one than of who has averaged it. */
function deviates(proposed: string, average: bigint, seconds: number): Refusal {
  if (isWholeWindow([seconds]))
    return { reason: 'settlement-deviates', detail: `${proposed}, our average is ${average}` };
  const { code, name } = new TenorError('SETTLEMENT_WINDOW_MISSED');
  const seen = `${seconds} of ${SETTLEMENT_WINDOW_SECONDS} s`;
  return { reason: 'settlement-unseen', detail: `${proposed}, ours is ${average} of ${seen} (${code} ${name})` };
}

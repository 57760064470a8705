import type { ListedMarket } from '@tenor/margin-engine';
import { isDated, type RoundContent } from '@tenor/protocol';
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
  { listed, indexes, ownSettlement, signedSettlement }: SettlementView,
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
      return { reason: 'settlement-deviates', detail: `${name}: ${settlement[place]}, our average is ${average}` };
    }
  }
  return null;
}

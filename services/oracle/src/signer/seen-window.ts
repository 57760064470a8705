import { isWholeWindow, SETTLEMENT_WINDOW_SECONDS, type SettlementPrices } from '@tenor/margin-engine';
import { TenorError } from '@tenor/protocol';

/** How much a signer has seen of the half hour before an expiry. */
export interface SeenWindow {
  /** Unix hours. */
  readonly hour: number;
  /** Seconds in which it had an index, by underlying, and those that there were until now. */
  readonly seconds: readonly number[];
  readonly of: number;
  /** Its own settlement prices, µUSD per lot; null before the hour and while it has no index of an underlying. */
  readonly prices: readonly bigint[] | null;
  /** Set where it has missed so much that it may refuse the settlement price of the others: the number of the error, and what to do. */
  readonly warning: { readonly code: number; readonly name: string; readonly message: string } | null;
}

/**
 * What was seen of the window before an hour; null while it has not begun.
 * @param time Unix seconds
 * @param underlyings how many there are
 */
export function seenWindow(
  settlements: SettlementPrices,
  hour: number,
  time: number,
  underlyings: number,
): SeenWindow | null {
  const begun = time - (hour * 3600 - SETTLEMENT_WINDOW_SECONDS);
  if (begun < 0) return null;
  const of = Math.min(begun, SETTLEMENT_WINDOW_SECONDS);
  const seconds = settlements.seconds(hour) ?? new Array<number>(underlyings).fill(0);
  const detail = `hour ${hour}: ${seconds.join(', ')} of ${of} s`;
  const { code, name, message } = new TenorError('SETTLEMENT_WINDOW_MISSED', { detail });
  const warning = isWholeWindow(seconds, of) ? null : { code, name, message };
  return { hour, seconds, of, prices: settlements.due(hour * 3600, [hour])?.prices ?? null, warning };
}

import { type Account, emptyPosition, type Position } from './account.ts';

/** The account's signed lots of an instrument (0 when it holds none). */
export const sizeOf = (account: Pick<Account, 'positions'>, instrument: number): bigint =>
  account.positions.find((position) => position.instrument === instrument && position.size !== 0n)?.size ?? 0n;

/**
 * The place where a position of `instrument` lives or may be opened, −1 if there is none. A place that held another instrument when the
 * batch opened (`before`) stays reserved for it until the next batch: a visit names one instrument for a place's old and new position.
 */
export function placeFor(current: readonly Position[], before: readonly Position[], instrument: number): number {
  const held = current.findIndex((position) => position.instrument === instrument && position.size !== 0n);
  if (held >= 0) return held;
  const emptied = before.findIndex((position) => position.instrument === instrument && position.size !== 0n);
  if (emptied >= 0) return emptied;
  return current.findIndex((position, place) => position.size === 0n && before[place]!.size === 0n);
}

/** Changes a position by signed lots in place; an emptied one becomes the empty position. The snapshot follows the new side. */
export function changePosition(
  positions: Position[],
  place: number,
  instrument: number,
  lots: bigint,
  index: { indexLong: bigint; indexShort: bigint },
): void {
  const size = positions[place]!.size + lots;
  if (size === 0n) {
    positions[place] = emptyPosition();
    return;
  }
  positions[place] = { instrument, size, snapshot: size >= 0n ? index.indexLong : index.indexShort };
}

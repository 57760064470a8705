import { STANDARD_MODE, TenorError } from '@tenor/protocol';
import type { InstrumentScale } from '../instrument-scale.ts';

/** `standard`, or `portfolio:BTC`: the positions of that underlying are margined together, by what they lose in scenarios. */
export type MarginMode = 'standard' | `portfolio:${string}`;

/** The number that is signed for a margin mode. Throws INVALID_PARAMS for an underlying of which nothing is listed. */
export function marginModeNumber(mode: MarginMode, instruments: readonly InstrumentScale[]): number {
  if (mode === 'standard') return STANDARD_MODE;
  const found = instruments.find(({ specification }) => `portfolio:${specification.underlying}` === mode);
  if (!found) throw new TenorError('INVALID_PARAMS', { param: 'margin_mode', detail: mode });
  return found.specification.underlying_id;
}

/** The margin mode that a number stands for. Throws INVALID_PARAMS for an underlying of which nothing is listed. */
export function marginModeName(mode: number, instruments: readonly InstrumentScale[]): MarginMode {
  if (mode === STANDARD_MODE) return 'standard';
  const found = instruments.find(({ specification }) => specification.underlying_id === mode);
  if (!found) throw new TenorError('INVALID_PARAMS', { param: 'margin_mode', detail: String(mode) });
  return `portfolio:${found.specification.underlying}`;
}

/** The margin modes that an account can have with what is listed, standard first. */
export function marginModes(instruments: readonly InstrumentScale[]): MarginMode[] {
  const underlyings = new Map(
    instruments.map(({ specification }) => [specification.underlying_id, specification.underlying] as const),
  );
  const sorted = [...underlyings].sort(([a], [b]) => a - b);
  return ['standard', ...sorted.map(([, name]): MarginMode => `portfolio:${name}`)];
}

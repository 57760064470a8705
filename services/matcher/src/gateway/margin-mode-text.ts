import { STANDARD_MODE } from '@tenor/protocol';
import { underlyingOf } from '../sequencer/underlyings.ts';

/** A margin mode as the API names it: standard, or portfolio: and the underlying whose positions are margined together. */
export const marginModeText = (mode: number): string =>
  mode === STANDARD_MODE ? 'standard' : `portfolio:${underlyingOf(mode).name}`;

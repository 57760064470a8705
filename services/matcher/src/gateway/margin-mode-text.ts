import { STANDARD_MODE, TenorError } from '@tenor/protocol';
import { underlyingNumber, underlyingOf } from '../sequencer/underlyings.ts';

const PORTFOLIO = 'portfolio:';

/** A margin mode as the API names it: standard, or portfolio: and the underlying whose positions are margined together. */
export const marginModeText = (mode: number): string =>
  mode === STANDARD_MODE ? 'standard' : `${PORTFOLIO}${underlyingOf(mode).name}`;

/** The margin mode of such a name, checked against its schema. Throws INVALID_PARAMS for an underlying that there is not. */
export function marginModeOf(text: string): number {
  if (!text.startsWith(PORTFOLIO)) return STANDARD_MODE;
  const number = underlyingNumber(text.slice(PORTFOLIO.length));
  if (number === null) throw new TenorError('INVALID_PARAMS', { param: 'margin_mode', detail: 'no such underlying' });
  return number;
}

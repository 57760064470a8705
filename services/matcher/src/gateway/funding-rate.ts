import type { Funding } from '../sequencer/events.ts';
import { fractionText } from './decimal-text.ts';

const CASH_INDEX_BITS = 24;
const PLACES = 12;

/** What a long paid each hour of a funding step, as a fraction of the mark; negative when it received. */
export const hourlyRate = ({ step, hours, mark }: Funding): string =>
  mark === 0n ? '0' : fractionText((-step * 10n ** BigInt(PLACES)) / (mark * BigInt(hours)), CASH_INDEX_BITS, PLACES);

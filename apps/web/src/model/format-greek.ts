import Decimal from 'decimal.js';
import { formatNumber } from './format.ts';

const SIGNIFICANT = 4;
const MOST_PLACES = 8;

/** A greek with four significant digits, as plain digits: they differ by powers of ten. */
export function formatGreek(value: string | null | undefined): string {
  if (value === null || value === undefined) return '–';
  const rounded = new Decimal(value).toSignificantDigits(SIGNIFICANT);
  return formatNumber(rounded, Math.min(rounded.decimalPlaces(), MOST_PLACES));
}

/** Decimals of a USD amount held in µUSD. */
export const USD_DECIMALS = 6;

/** `value × 10^−decimals` as a decimal string without trailing zeros; negative `decimals` append zeros. Exact. */
export function decimalText(value: bigint, decimals: number): string {
  if (decimals <= 0) return (value * 10n ** BigInt(-decimals)).toString();
  const sign = value < 0n ? '-' : '';
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, -decimals);
  const fraction = digits.slice(-decimals).replace(/0+$/, '');
  return fraction === '' ? `${value === 0n ? '' : sign}${whole}` : `${sign}${whole}.${fraction}`;
}

/** The integer whose decimalText with so many `decimals` is this decimal number; null where it would have to be rounded. */
export function decimalInteger(text: string, decimals: number): bigint | null {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const digits = fraction.replace(/0+$/, '');
  if (digits.length > decimals) return null;
  const magnitude = BigInt(whole + digits.padEnd(decimals, '0'));
  return text.startsWith('-') ? -magnitude : magnitude;
}

/** µUSD as USD. */
export const usdText = (microUsd: bigint): string => decimalText(microUsd, USD_DECIMALS);

/** A figure of analytics with at most so many places (0 to 18), rounded, without trailing zeros. */
export function figureText(value: number, places: number): string {
  const text = value.toFixed(places);
  const short = places === 0 ? text : text.replace(/\.?0+$/, '');
  return short === '-0' ? '0' : short;
}

const FRACTION_PLACES = 18;

/** `numerator / 2^bits × 10^−decimals` as a decimal string, cut after 18 places. */
export const fractionText = (numerator: bigint, bits: number, decimals = 0): string =>
  decimalText((numerator * 10n ** BigInt(FRACTION_PLACES - decimals)) / (1n << BigInt(bits)), FRACTION_PLACES);

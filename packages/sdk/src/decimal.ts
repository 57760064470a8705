import { TenorError } from '@tenor/protocol';

const DECIMAL = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?$/;
export const USD_DECIMALS = 6;

/**
 * `text × 10^decimals` as an exact integer.
 * Throws INVALID_PARAMS when the text is not a plain decimal number or has more places than `decimals`.
 */
export function parseDecimal(text: string, decimals: number, param = 'value'): bigint {
  const match = DECIMAL.exec(text);
  if (!match) throw new TenorError('INVALID_PARAMS', { param, detail: 'not a decimal number' });
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > decimals) {
    throw new TenorError('INVALID_PARAMS', { param, detail: `more than ${decimals} decimal places` });
  }
  const value = BigInt(`${match[2]}${fraction.padEnd(decimals, '0')}`);
  return match[1] === '-' ? -value : value;
}

/** `value × 10^−decimals` as decimal text without trailing zeros; exact. */
export function formatDecimal(value: bigint, decimals: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** µUSD of a USD amount such as "1250.5"; throws INVALID_PARAMS for more than six places. */
export const parseUsd = (text: string, param = 'amount'): bigint => parseDecimal(text, USD_DECIMALS, param);

/** USD text of an amount in µUSD. */
export const formatUsd = (microUsd: bigint): string => formatDecimal(microUsd, USD_DECIMALS);

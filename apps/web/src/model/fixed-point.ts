/** Decimal strings to integers and back, exactly: no binary fractions ever hold money. */

const PATTERN = /^(-?)(\d+)(?:\.(\d+))?$/;

/**
 * Reads a decimal string as an integer of 10^-decimals units.
 * Returns null when it is not a decimal number or has more places than that.
 */
export function parseFixed(text: string, decimals: number): bigint | null {
  const match = PATTERN.exec(text.trim());
  if (!match) return null;
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > decimals) return null;
  const value = BigInt(match[2] + fraction.padEnd(decimals, '0'));
  return match[1] ? -value : value;
}

/** Writes an integer of 10^-decimals units as a plain decimal string without trailing zeros. */
export function formatFixed(value: bigint, decimals: number): string {
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals === 0 ? '' : digits.slice(-decimals).replace(/0+$/, '');
  return `${negative ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
}

/** Places after the point that a grid such as "0.5" or "0.001" needs. */
export function decimalsOf(grid: string): number {
  const point = grid.indexOf('.');
  return point < 0 ? 0 : grid.slice(point + 1).replace(/0+$/, '').length;
}

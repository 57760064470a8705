/** A dated instrument: what makes it different from every other one. */
export interface Series {
  readonly kind: 'future' | 'call' | 'put';
  /** Name of the underlying, such as BTC. */
  readonly base: string;
  /** USD per unit of the underlying; 0 for a future. */
  readonly strike: number;
  /** Unix hours; always 08:00 UTC. */
  readonly expiryHour: number;
}

export const sameSeries = (a: Series, b: Series): boolean =>
  a.kind === b.kind && a.base === b.base && a.strike === b.strike && a.expiryHour === b.expiryHour;

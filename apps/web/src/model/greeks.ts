import Decimal from 'decimal.js';
import type { Greeks, Instrument, Position, Ticker } from './types.ts';

/** Greeks of what an account holds in one underlying. */
export interface BaseGreeks extends Greeks {
  readonly base: string;
  /** False while the greeks of an option held are unknown: they are not in the sums. */
  readonly complete: boolean;
}

const NO_GREEKS: Greeks = { delta: '0', gamma: '0', vega: '0', theta: '0' };
/** A perpetual or a future moves with its underlying, one for one. */
const LINEAR_GREEKS: Greeks = { ...NO_GREEKS, delta: '1' };
const NAMES = ['delta', 'gamma', 'vega', 'theta'] as const;

/** The greeks of a position: size times those of one base unit; null while an option's are unknown. */
export function positionGreeks(
  size: string,
  instrument: Pick<Instrument, 'kind'>,
  ticker: Pick<Ticker, 'greeks'> | undefined,
): Greeks | null {
  const unit = instrument.kind === 'option' ? (ticker?.greeks ?? null) : LINEAR_GREEKS;
  return unit && mapGreeks((name) => new Decimal(unit[name]).times(size));
}

/** The sums of an account's positions by underlying, in the order in which the positions come. */
export function portfolioGreeks(
  positions: readonly Position[],
  instruments: readonly Instrument[],
  tickers: Readonly<Record<string, Ticker>>,
): BaseGreeks[] {
  const byBase = new Map<string, BaseGreeks>();
  for (const { instrument: name, size } of positions) {
    const instrument = instruments.find((listed) => listed.name === name);
    if (!instrument) continue;
    const { base } = instrument;
    const sum = byBase.get(base) ?? { base, complete: true, ...NO_GREEKS };
    const part = positionGreeks(size, instrument, tickers[name]);
    byBase.set(
      base,
      part
        ? { ...sum, ...mapGreeks((greek) => new Decimal(sum[greek]).plus(part[greek])) }
        : { ...sum, complete: false },
    );
  }
  return [...byBase.values()];
}

const mapGreeks = (value: (name: keyof Greeks) => Decimal): Greeks => {
  const [delta, gamma, vega, theta] = NAMES.map((name) => value(name).toFixed());
  return { delta: delta!, gamma: gamma!, vega: vega!, theta: theta! };
};

import Decimal from 'decimal.js';
import type { Chain, ChainQuote, OptionType, Order, Position, Side } from './types.ts';

/** One side of a row. */
export interface ChainSide extends ChainQuote {
  /** Whether the option would pay at the reference price. */
  readonly inTheMoney: boolean;
  /** Own signed size, null where there is none. */
  readonly position: string | null;
  /** Whether own orders rest on that side of its book. */
  readonly ownBid: boolean;
  readonly ownAsk: boolean;
}

/** Call and put of one strike. */
export interface ChainRow {
  readonly strike: string;
  readonly call: ChainSide | null;
  readonly put: ChainSide | null;
  readonly atTheMoney: boolean;
}

export interface ChainTable {
  /** By ascending strike. */
  readonly rows: readonly ChainRow[];
  /** Forward of the expiry implied by the marks, the index where they do not tell; null while neither is known. USD per base unit. */
  readonly reference: string | null;
  readonly isForward: boolean;
  /** Rows below the reference: it is drawn before the row of this number. */
  readonly rowsBelow: number;
  /** Volatility of the strike nearest to the reference, per cent a year. */
  readonly atTheMoneyIv: string | null;
  readonly callOpenInterest: string;
  readonly putOpenInterest: string;
}

type Pair = { readonly [T in OptionType]?: ChainQuote };

/** The chain as a table: strikes with both sides, where the forward lies, what is in the money, what is held and what is ordered. */
export function chainTable(
  chain: Chain,
  positions: readonly Position[],
  openOrders: readonly Pick<Order, 'instrument' | 'side'>[],
): ChainTable {
  const pairs = pairsByStrike(chain.options);
  const forward = impliedForward(pairs, chain.index);
  const reference = forward ?? chain.index;
  const held = new Map(positions.map(({ instrument, size }) => [instrument, size]));
  const ordered = new Set(openOrders.map(({ instrument, side: on }) => `${on} ${instrument}`));
  const hasOrder = (on: Side, { instrument }: ChainQuote): boolean => ordered.has(`${on} ${instrument}`);
  const side = (quote: ChainQuote | undefined): ChainSide | null =>
    quote
      ? {
          ...quote,
          inTheMoney: isInTheMoney(quote, reference),
          position: held.get(quote.instrument) ?? null,
          ownBid: hasOrder('buy', quote),
          ownAsk: hasOrder('sell', quote),
        }
      : null;
  const nearest = reference === null ? null : nearestStrike([...pairs.keys()], reference);
  const rows = [...pairs].map(([strike, { call, put }]) => ({
    strike,
    call: side(call),
    put: side(put),
    atTheMoney: strike === nearest,
  }));
  const middle = rows.find(({ atTheMoney }) => atTheMoney);
  return {
    rows,
    reference,
    isForward: forward !== null,
    rowsBelow: reference === null ? 0 : rows.filter(({ strike }) => new Decimal(strike).lt(reference)).length,
    atTheMoneyIv: middle?.call?.markIv ?? middle?.put?.markIv ?? null,
    callOpenInterest: openInterest(chain.options, 'call'),
    putOpenInterest: openInterest(chain.options, 'put'),
  };
}

function pairsByStrike(options: readonly ChainQuote[]): Map<string, Pair> {
  const byStrike = new Map<string, Pair>();
  const ascending = [...options].sort((a, b) => new Decimal(a.strike).cmp(b.strike));
  for (const option of ascending)
    byStrike.set(option.strike, { ...byStrike.get(option.strike), [option.optionType]: option });
  return byStrike;
}

/** Strike + call − put (put-call parity) at the strike nearest to the index that has both marks; null where none has. */
function impliedForward(pairs: ReadonlyMap<string, Pair>, index: string | null): string | null {
  const marked = [...pairs].filter(([, { call, put }]) => call?.mark != null && put?.mark != null);
  if (index === null || marked.length === 0) return null;
  const strike = nearestStrike(
    marked.map(([price]) => price),
    index,
  );
  const { call, put } = pairs.get(strike)!;
  return new Decimal(strike).plus(call!.mark!).minus(put!.mark!).toFixed();
}

function nearestStrike(strikes: readonly string[], price: string): string {
  const distance = (strike: string): Decimal => new Decimal(strike).minus(price).abs();
  return strikes.reduce((best, strike) => (distance(strike).lt(distance(best)) ? strike : best));
}

function isInTheMoney({ optionType, strike }: ChainQuote, reference: string | null): boolean {
  if (reference === null) return false;
  return optionType === 'call' ? new Decimal(strike).lt(reference) : new Decimal(strike).gt(reference);
}

const openInterest = (options: readonly ChainQuote[], type: OptionType): string =>
  options
    .filter(({ optionType }) => optionType === type)
    .reduce((sum, { openInterest: size }) => sum.plus(size), new Decimal(0))
    .toFixed();

import {
  HOLDING_MAINTENANCE_BITS,
  HOLDING_MARGIN_BITS,
  holding,
  type MarketTerms,
  marketFigures,
} from '@tenor/protocol';
import Decimal from 'decimal.js';
import { formatFixed, parseFixed } from './fixed-point.ts';
import { isMarginedTogether } from './margin-mode.ts';
import { orderFee } from './order-fee.ts';
import { fromPerLot, lotsOf, perLot } from './per-lot.ts';
import type { OrderDraft } from './ticket.ts';
import type { AccountView, Instrument, Position, Ticker } from './types.ts';

const USD_DECIMALS = 6;
const PRICE_BITS = 36n;

export interface PreviewInput {
  readonly draft: OrderDraft;
  /** USD per base unit. */
  readonly expectedPrice: string;
  readonly takes: boolean;
  readonly account: AccountView | null;
  readonly positions: readonly Position[];
  readonly tickers: Readonly<Record<string, Ticker>>;
  readonly instruments: readonly Instrument[];
}

/**
 * What an order would cost and leave, in decimal USD. The margin figures are null without an account or a price, and where the account margins the
 * instrument together with others: then they are the exchange's to say.
 */
export interface OrderPreview {
  readonly notional: string;
  readonly fee: string;
  readonly initialMargin: string | null;
  readonly freeCollateral: string | null;
  /** Null for an option: no single price of its own decides it. */
  readonly liquidationPrice: string | null;
  /** Whether the order makes the position larger or turns it. */
  readonly opens: boolean;
  /** False when the exchange would refuse for margin. */
  readonly sufficient: boolean;
}

/** Previews an order with the margin integers of the protocol: only what the order changes is computed here. */
export function previewOrder(input: PreviewInput): OrderPreview | null {
  const { draft, expectedPrice, takes } = input;
  const instrument = input.instruments.find(({ name }) => name === draft.instrument);
  if (!instrument) return null;
  const { mark = null, index = null } = input.tickers[instrument.name] ?? {};
  const fee = orderFee(instrument, { price: expectedPrice, size: draft.size, index, takes });
  const position = input.positions.find((held) => held.instrument === instrument.name);
  const held = lotsOf(position?.size ?? '0', instrument);
  const traded = lotsOf(draft.size, instrument) * (draft.side === 'buy' ? 1n : -1n);
  const base = {
    notional: new Decimal(draft.size).times(expectedPrice).toFixed(),
    fee: fee.toFixed(),
    opens: magnitude(held + traded) > magnitude(held) || held * (held + traded) < 0n,
  };
  const { account } = input;
  if (!account || isMarginedTogether(account, instrument) || mark === null || index === null)
    return { ...base, initialMargin: null, freeCollateral: null, liquidationPrice: null, sufficient: true };
  const gain = traded * (perLot(mark, instrument) - perLot(expectedPrice, instrument)) - micros(fee.toFixed());
  return { ...base, ...marginAfter(account, instrument, { held, traded, gain, mark, index }) };
}

interface Change {
  /** Signed lots before, and by how many they change. */
  readonly held: bigint;
  readonly traded: bigint;
  /** µUSD of equity that the trade brings at once. */
  readonly gain: bigint;
  /** USD per base unit. */
  readonly mark: string;
  readonly index: string;
}

function marginAfter(account: AccountView, instrument: Instrument, { held, traded, gain, mark, index }: Change) {
  const { terms } = instrument;
  const figures = marketFigures(terms, perLot(mark, instrument), perLot(index, instrument));
  const [before, after] = [holding(held, figures), holding(held + traded, figures)];
  const added = ceilShift(after.margin, HOLDING_MARGIN_BITS) - ceilShift(before.margin, HOLDING_MARGIN_BITS);
  const free = micros(account.freeCollateral) + gain - added;
  const liquidation = figures.option
    ? null
    : liquidationMark({
        size: held + traded,
        terms,
        mark: figures.mark,
        index: perLot(index, instrument),
        equity: micros(account.equity) + gain,
        otherMaintenance: micros(account.maintenanceMargin) - ceilShift(before.maintenance, HOLDING_MAINTENANCE_BITS),
      });
  return {
    initialMargin: formatFixed(micros(account.initialMargin) + added, USD_DECIMALS),
    freeCollateral: formatFixed(free, USD_DECIMALS),
    liquidationPrice: liquidation === null ? null : fromPerLot(liquidation, instrument).toFixed(),
    sufficient: free >= 0n || added <= 0n,
  };
}

export interface LiquidationInput {
  /** Signed lots. */
  readonly size: bigint;
  /** Of a perpetual or a future. */
  readonly terms: MarketTerms;
  /** µUSD per lot. */
  readonly mark: bigint;
  readonly index: bigint;
  /** µUSD at that mark. */
  readonly equity: bigint;
  /** µUSD of maintenance margin of the other positions. */
  readonly otherMaintenance: bigint;
}

/** The mark (µUSD per lot) nearest to the current one at which equity falls below maintenance margin; null if none. */
export function liquidationMark(input: LiquidationInput): bigint | null {
  const { size, terms, mark, index, equity, otherMaintenance } = input;
  if (size === 0n) return null;
  const healthy = (price: bigint): boolean =>
    equity + size * (price - mark) - otherMaintenance >=
    ceilShift(holding(size, marketFigures(terms, price, index)).maintenance, HOLDING_MAINTENANCE_BITS);
  if (!healthy(mark)) return mark;
  let safe = mark;
  let unsafe = size > 0n ? 0n : (1n << PRICE_BITS) - 1n;
  if (healthy(unsafe)) return null;
  while (safe - unsafe > 1n || unsafe - safe > 1n) {
    const middle = (safe + unsafe) / 2n;
    if (healthy(middle)) safe = middle;
    else unsafe = middle;
  }
  return unsafe;
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

const micros = (usd: string): bigint => parseFixed(usd, USD_DECIMALS) ?? 0n;

const ceilShift = (value: bigint, bits: bigint): bigint => -(-value >> bits);

import { holding, MARGIN_FRACTION_BITS, type MarketTerms, marketFigures } from '@tenor/protocol';
import Decimal from 'decimal.js';
import { formatFixed, parseFixed } from './fixed-point.ts';
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

/** What an order would cost and leave, in decimal USD; the margin figures are null without an account or a mark. */
export interface OrderPreview {
  readonly notional: string;
  readonly fee: string;
  readonly initialMargin: string | null;
  readonly freeCollateral: string | null;
  readonly liquidationPrice: string | null;
  /** False when the exchange would refuse for margin. */
  readonly sufficient: boolean;
}

/** Previews an order with the margin integers of the protocol: only what the order changes is computed here. */
export function previewOrder(input: PreviewInput): OrderPreview | null {
  const { draft, account, tickers } = input;
  const instrument = input.instruments.find(({ name }) => name === draft.instrument);
  if (!instrument) return null;
  const notional = new Decimal(draft.size).times(input.expectedPrice);
  const fee = notional
    .times(input.takes ? instrument.takerFeeRate : instrument.makerFeeRate)
    .toDecimalPlaces(6, Decimal.ROUND_UP);
  const base = { notional: notional.toFixed(), fee: fee.toFixed() };
  const mark = tickers[instrument.name]?.mark;
  if (!account || !mark)
    return { ...base, initialMargin: null, freeCollateral: null, liquidationPrice: null, sufficient: true };
  const held = lotsOf(
    input.positions.find((position) => position.instrument === instrument.name)?.size ?? '0',
    instrument,
  );
  const signed = lotsOf(draft.size, instrument) * (draft.side === 'buy' ? 1n : -1n);
  const after = held + signed;
  const markPerLot = perLot(mark, instrument);
  const micros = (usd: string) => parseFixed(usd, USD_DECIMALS) ?? 0n;
  const gain = signed * (markPerLot - perLot(input.expectedPrice, instrument)) - micros(fee.toFixed());
  const marginHeld = marginAt(held, instrument.terms, markPerLot);
  const marginAfter = marginAt(after, instrument.terms, markPerLot);
  const added = ceilShift(marginAfter, MARGIN_FRACTION_BITS) - ceilShift(marginHeld, MARGIN_FRACTION_BITS);
  const free = micros(account.freeCollateral) + gain - added;
  const otherMaintenance = micros(account.maintenanceMargin) - ceilShift(marginHeld, MARGIN_FRACTION_BITS + 1n);
  const liquidation = liquidationMark({
    size: after,
    terms: instrument.terms,
    mark: markPerLot,
    equity: micros(account.equity) + gain,
    otherMaintenance,
  });
  return {
    ...base,
    initialMargin: formatFixed(micros(account.initialMargin) + added, USD_DECIMALS),
    freeCollateral: formatFixed(free, USD_DECIMALS),
    liquidationPrice:
      liquidation === null ? null : new Decimal(liquidation.toString()).div(instrument.microsPerLotPerUsd).toFixed(),
    sufficient: free >= 0n || added <= 0n,
  };
}

export interface LiquidationInput {
  /** Signed lots. */
  readonly size: bigint;
  readonly terms: MarketTerms;
  /** µUSD per lot. */
  readonly mark: bigint;
  /** µUSD at that mark. */
  readonly equity: bigint;
  /** µUSD of maintenance margin of the other positions. */
  readonly otherMaintenance: bigint;
}

/** The mark (µUSD per lot) nearest to the current one at which equity falls below maintenance margin; null if none. */
export function liquidationMark({ size, terms, mark, equity, otherMaintenance }: LiquidationInput): bigint | null {
  if (size === 0n) return null;
  const healthy = (price: bigint): boolean =>
    equity + size * (price - mark) - otherMaintenance >=
    ceilShift(marginAt(size, terms, price), MARGIN_FRACTION_BITS + 1n);
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

/** Initial margin in 2^-20 µUSD. */
const marginAt = (size: bigint, terms: MarketTerms, mark: bigint): bigint =>
  holding(size, marketFigures(terms, mark)).margin;

const ceilShift = (value: bigint, bits: bigint): bigint => -(-value >> bits);

const lotsOf = (size: string, { lotSize }: Instrument): bigint => BigInt(new Decimal(size).div(lotSize).toFixed(0));

const perLot = (price: string, { microsPerLotPerUsd }: Instrument): bigint =>
  BigInt(new Decimal(price).times(microsPerLotPerUsd).toFixed(0));

import {
  type BatchPlan,
  HOLDING_MARGIN_BITS,
  LIQUIDATION_PENALTY_SHIFT,
  lotMargin,
  type MarketTerms,
  marketFigures,
} from '@tenor/protocol';
import { type ExchangeClient, type InstrumentScale, type LiquidationJson, parseUsd } from '@tenor/sdk';
import { microUsdPerLot } from '../lot-price.ts';

/** A receipt in integers: lots, µUSD, µUSD per lot. */
export interface LiquidationReceipt {
  readonly batch: number;
  readonly account: number;
  readonly instrument: number;
  /** Whether a long position was closed. */
  readonly wasLong: boolean;
  readonly lots: bigint;
  readonly quote: bigint;
  readonly mark: bigint;
  /** Of every underlying. */
  readonly index: readonly bigint[];
  readonly fee: bigint;
  readonly insurance: bigint;
  readonly equityBefore: bigint;
  /** Rounded up, as the exchange tells it. */
  readonly maintenanceMarginBefore: bigint;
  readonly equityAfter: bigint;
  readonly keeper: number | null;
}

const PENALTY = HOLDING_MARGIN_BITS + BigInt(LIQUIDATION_PENALTY_SHIFT);
/** In the order of their numbers. */
const UNDERLYINGS = ['BTC', 'ETH'] as const;

/** µUSD per lot of a mark in USD. */
export function markOf(exchange: ExchangeClient, instrument: string, usd: string): bigint {
  return microUsdPerLot(scaleOf(exchange, instrument), usd);
}

/** Instruments that are listed or were: a receipt outlives its instrument. Throws UNKNOWN_INSTRUMENT. */
const scaleOf = (exchange: ExchangeClient, name: string): InstrumentScale =>
  exchange.knownInstrument(name) ?? exchange.instrument(name);

/** Index prices of a receipt, µUSD per lot, underlying u at place u − 1. Every instrument of an underlying shares its lot. */
export function indexPrices(
  exchange: ExchangeClient,
  { index_prices }: Pick<LiquidationJson, 'index_prices'>,
): bigint[] {
  return UNDERLYINGS.map((base) => markOf(exchange, `${base}-PERP`, index_prices[base] ?? '0'));
}

/** What the exchange published of a liquidation. It must be in a batch. */
export function receiptOf(exchange: ExchangeClient, json: LiquidationJson): LiquidationReceipt {
  const scale = scaleOf(exchange, json.instrument);
  if (json.batch === null) throw new Error(`the liquidation at ${json.engine_seq} is in no batch`);
  return {
    batch: json.batch,
    account: json.account,
    instrument: scale.id,
    wasLong: json.side === 'sell',
    lots: scale.lots(json.size),
    quote: parseUsd(json.notional),
    mark: markOf(exchange, json.instrument, json.mark_price),
    index: indexPrices(exchange, json),
    fee: parseUsd(json.fee),
    insurance: parseUsd(json.insurance),
    equityBefore: parseUsd(json.before.equity),
    maintenanceMarginBefore: parseUsd(json.before.maintenance_margin),
    equityAfter: parseUsd(json.after.equity),
    keeper: json.keeper,
  };
}

/**
 * What a receipt's own figures break: the account was above maintenance, or it lost more than a quarter of the initial margin of what was closed, which is
 * the margin of the side that it held.
 */
export function receiptFault(receipt: LiquidationReceipt, terms: MarketTerms): string | null {
  const { equityBefore, maintenanceMarginBefore, equityAfter, insurance, lots, mark, index, account, batch } = receipt;
  const where = `the receipt of account ${account} in batch ${batch}`;
  // Equity is whole µUSD: it is below the exact margin if and only if it is below the margin rounded up.
  if (equityBefore >= maintenanceMarginBefore) return `${where}: it was above its maintenance margin`;
  const cost = equityBefore - equityAfter + insurance;
  const figures = marketFigures(terms, mark, index[terms.underlying - 1]!);
  const closed = lots * lotMargin(receipt.wasLong ? 1n : -1n, figures);
  return cost << PENALTY > closed ? `${where}: ${cost} µUSD is more than it may cost` : null;
}

interface Sums {
  lots: bigint;
  quote: bigint;
  fee: bigint;
}

const keyOf = (batch: number, account: number, instrument: number): string => `${batch}/${account}/${instrument}`;
const textOf = (sums: Sums | undefined): string => (sums ? `${sums.lots}/${sums.quote}/${sums.fee}` : 'nothing');

/** Whether receipts and plans tell the same: lots, money and fees of each closed position, and insurance of each account. Returns what differs. */
export function receiptsAgainstPlans(receipts: readonly LiquidationReceipt[], plans: readonly BatchPlan[]): string[] {
  const told = new Map<string, Sums>();
  const paid = new Map<string, bigint>();
  for (const { batch, account, instrument, lots, quote, fee, insurance } of receipts) {
    const key = keyOf(batch, account, instrument);
    const sums = told.get(key) ?? { lots: 0n, quote: 0n, fee: 0n };
    told.set(key, { lots: sums.lots + lots, quote: sums.quote + quote, fee: sums.fee + fee });
    const visit = keyOf(batch, account, 0);
    paid.set(visit, (paid.get(visit) ?? 0n) + insurance);
  }
  const planned = new Map<string, Sums>();
  const insured = new Map<string, bigint>();
  for (const { number, rows, visits } of plans) {
    for (const { signed, base, quote, fee } of rows) {
      const { kind, account, instrument } = signed.instruction;
      if (kind === 'liquidate') planned.set(keyOf(number, account, instrument), { lots: base, quote, fee });
    }
    // What a deleveraging pays has a receipt of its own.
    const deleveraged = new Set(
      rows.flatMap(({ signed: { instruction } }) => (instruction.kind === 'deleverage' ? [instruction.account] : [])),
    );
    for (const { account, insurance } of visits)
      if (insurance !== null && !deleveraged.has(account)) insured.set(keyOf(number, account, 0), insurance);
  }
  const positions = [...new Set([...told.keys(), ...planned.keys()])];
  const accounts = [...new Set([...paid.keys(), ...insured.keys()])];
  return [
    ...positions
      .filter((key) => textOf(told.get(key)) !== textOf(planned.get(key)))
      .map((key) => `${key}: receipts tell ${textOf(told.get(key))}, the plan ${textOf(planned.get(key))}`),
    ...accounts
      .filter((key) => paid.get(key) !== insured.get(key))
      .map((key) => `${key}: receipts tell ${paid.get(key)} µUSD of insurance, the plan ${insured.get(key)}`),
  ];
}

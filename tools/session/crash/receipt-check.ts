import { type BatchPlan, LIQUIDATION_PENALTY_SHIFT, MARGIN_FRACTION_BITS, type MarketTerms } from '@tenor/protocol';
import { type ExchangeClient, type LiquidationJson, parseDecimal, parseUsd } from '@tenor/sdk';

/** A receipt in integers: lots, µUSD, µUSD per lot. */
export interface LiquidationReceipt {
  readonly batch: number;
  readonly account: number;
  readonly instrument: number;
  readonly lots: bigint;
  readonly quote: bigint;
  readonly mark: bigint;
  readonly fee: bigint;
  readonly insurance: bigint;
  readonly equityBefore: bigint;
  readonly initialMarginBefore: bigint;
  readonly equityAfter: bigint;
  readonly keeper: number | null;
}

const PENALTY = MARGIN_FRACTION_BITS + BigInt(LIQUIDATION_PENALTY_SHIFT);
const PLACES = 6;
const UNIT = 10n ** BigInt(PLACES);

/** µUSD per lot of a mark in USD. */
export function markOf(exchange: ExchangeClient, instrument: string, usd: string): bigint {
  const perUsd = exchange.instrument(instrument).specification.micro_usd_per_lot_per_usd;
  return (
    (parseDecimal(usd, PLACES, 'mark_price') * parseDecimal(perUsd, PLACES, 'micro_usd_per_lot_per_usd')) / UNIT / UNIT
  );
}

/** What the exchange published of a liquidation. It must be in a batch. */
export function receiptOf(exchange: ExchangeClient, json: LiquidationJson): LiquidationReceipt {
  const scale = exchange.instrument(json.instrument);
  if (json.batch === null) throw new Error(`the liquidation at ${json.engine_seq} is in no batch`);
  return {
    batch: json.batch,
    account: json.account,
    instrument: scale.id,
    lots: scale.lots(json.size),
    quote: parseUsd(json.notional),
    mark: markOf(exchange, json.instrument, json.mark_price),
    fee: parseUsd(json.fee),
    insurance: parseUsd(json.insurance),
    equityBefore: parseUsd(json.before.equity),
    initialMarginBefore: parseUsd(json.before.initial_margin),
    equityAfter: parseUsd(json.after.equity),
    keeper: json.keeper,
  };
}

/** What a receipt's own figures break: the account was above maintenance, or it lost more than a quarter of the initial margin of what was closed. */
export function receiptFault(receipt: LiquidationReceipt, terms: MarketTerms): string | null {
  const { equityBefore, initialMarginBefore, equityAfter, insurance, lots, mark, account, batch } = receipt;
  const where = `the receipt of account ${account} in batch ${batch}`;
  if (2n * equityBefore >= initialMarginBefore) return `${where}: it was above its maintenance margin`;
  const cost = equityBefore - equityAfter + insurance;
  return cost << PENALTY > lots * mark * terms.imRate ? `${where}: ${cost} µUSD is more than it may cost` : null;
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
    for (const { account, insurance } of visits)
      if (insurance !== null) insured.set(keyOf(number, account, 0), insurance);
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

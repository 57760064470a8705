import type {
  Batch,
  Deleveraging,
  Expiry,
  Fill,
  Funding,
  Liquidation,
  MarginFigures,
  Movement,
  Settlement,
  Stage,
  ToldScenarios,
  Trade,
} from '../sequencer/events.ts';
import type { Order } from '../sequencer/order.ts';
import { underlyingOf } from '../sequencer/underlyings.ts';
import { decimalText, USD_DECIMALS, usdText } from './decimal-text.ts';
import { hourlyRate } from './funding-rate.ts';
import type { InstrumentDirectory } from './instrument-directory.ts';
import { seriesJson } from './instrument-series.ts';
import type { AccountSettlementJson, FillJson, MovementJson, OrderJson } from './schema/account-records.ts';
import type { BatchSummaryJson } from './schema/batch-records.ts';
import type { DeleveragingJson, LiquidationJson } from './schema/liquidation-records.ts';
import type { FundingJson, SettlementJson, TradeJson } from './schema/market-records.ts';

/** What is asked of the exchange to say how final a record is. */
export interface FinalityQueries {
  stage(batch: number | null): Stage;
  batch(number: number): Batch | null;
}

const sideText = (side: 0 | 1) => (side === 0 ? 'buy' : 'sell');
const marginFiguresJson = ({ equity, initialMargin, maintenanceMargin }: MarginFigures) => ({
  equity: usdText(equity),
  initial_margin: usdText(initialMargin),
  maintenance_margin: usdText(maintenanceMargin),
});
const indexPricesJson = (index: readonly bigint[]): Record<string, string> =>
  Object.fromEntries(
    index.map((price, place) => {
      const { name, lotDecimals } = underlyingOf(place + 1);
      return [name, decimalText(price, USD_DECIMALS - lotDecimals)];
    }),
  );
const MOVEMENT_KIND = {
  register: 'register',
  deposit: 'deposit',
  withdrawal: 'withdrawal',
  transferIn: 'transfer_in',
  transferOut: 'transfer_out',
  insurance: 'insurance',
} as const;

/** Turns the exchange's records into those of the API: decimal strings, names, stages. */
export class RecordJson {
  readonly #instruments: InstrumentDirectory;
  readonly #queries: FinalityQueries;

  constructor(instruments: InstrumentDirectory, queries: FinalityQueries) {
    this.#instruments = instruments;
    this.#queries = queries;
  }

  order(order: Order): OrderJson {
    const { name, price, size, averagePrice } = this.#instruments.byId(order.instrument);
    const { slot, generation, revision, expiry } = order.signed.instruction;
    return {
      order_id: String(order.id),
      client_id: order.clientId,
      label: order.label,
      account: order.account,
      instrument: name,
      side: sideText(order.side),
      type: order.orderType,
      time_in_force: order.timeInForce,
      post_only: order.postOnly,
      reduce_only: order.reduceOnly,
      price: price(order.price),
      amount: size(order.size),
      filled: size(order.filled),
      remaining: size(order.remaining),
      average_price: order.filled === 0n ? null : averagePrice(order.filledQuote, order.filled),
      fee: usdText(order.fee),
      status: order.status,
      reason: order.reason,
      slot,
      generation: String(generation),
      revision,
      expiry,
      created_at: order.createdAt,
      updated_at: order.updatedAt,
      engine_seq: order.engineSeq,
      ...this.#finality(order.batch),
    };
  }

  fill(fill: Fill): FillJson {
    const { name, price, size } = this.#instruments.byId(fill.instrument);
    return {
      trade_id: String(fill.tradeId),
      order_id: fill.orderId === null ? null : String(fill.orderId),
      client_id: fill.clientId,
      account: fill.account,
      instrument: name,
      side: sideText(fill.side),
      liquidity: fill.liquidity,
      price: price(fill.price),
      size: size(fill.size),
      fee: usdText(fill.fee),
      time: fill.time,
      engine_seq: fill.engineSeq,
      ...this.#finality(fill.batch),
    };
  }

  trade(trade: Trade): TradeJson {
    const { name, price, size } = this.#instruments.byId(trade.instrument);
    return {
      trade_id: String(trade.id),
      instrument: name,
      price: price(trade.price),
      size: size(trade.size),
      side: sideText(trade.side),
      time: trade.time,
      engine_seq: trade.engineSeq,
      ...this.#finality(trade.batch),
    };
  }

  movement(movement: Movement): MovementJson {
    return {
      movement_id: movement.id,
      kind: MOVEMENT_KIND[movement.kind],
      account: movement.account,
      counterparty: movement.counterparty,
      amount: usdText(movement.amount),
      time: movement.time,
      engine_seq: movement.engineSeq,
      entry_tx: movement.entryTransaction,
      ...this.#finality(movement.batch),
    };
  }

  settlement(settlement: Settlement): AccountSettlementJson {
    const { name, size } = this.#instruments.byId(settlement.instrument);
    return {
      account: settlement.account,
      instrument: name,
      size: size(settlement.size),
      amount: usdText(settlement.amount),
      time: settlement.time,
      engine_seq: settlement.engineSeq,
      ...this.#finality(settlement.batch),
    };
  }

  expiry({ specification, settlementPrice, payoff, time }: Expiry): SettlementJson {
    const instrument = this.#instruments.byId(specification.terms.instrument);
    const { expiration_timestamp, ...series } = seriesJson(instrument);
    return {
      instrument: instrument.name,
      ...series,
      expiration_timestamp: expiration_timestamp!,
      settlement_price: instrument.price(settlementPrice),
      payoff: instrument.price(payoff),
      time,
    };
  }

  #scenarioPrices(scenarios: readonly ToldScenarios[]): Record<string, string[]> {
    return Object.fromEntries(
      scenarios.map(({ instrument, prices }) => {
        const { name, price } = this.#instruments.byId(instrument);
        return [name, prices.map(price)];
      }),
    );
  }

  liquidation(liquidation: Liquidation): LiquidationJson {
    const { name, price, size, averagePrice } = this.#instruments.byId(liquidation.instrument);
    const { lots, quote } = liquidation;
    return {
      account: liquidation.account,
      instrument: name,
      side: sideText(liquidation.side),
      size: size(lots),
      average_price: averagePrice(quote, lots),
      notional: usdText(quote),
      mark_price: price(liquidation.mark),
      index_prices: indexPricesJson(liquidation.index),
      fee: usdText(liquidation.fee),
      insurance: usdText(liquidation.insurance),
      levy: usdText(liquidation.levy),
      scenario_prices: this.#scenarioPrices(liquidation.scenarios),
      before: marginFiguresJson(liquidation.before),
      after: marginFiguresJson(liquidation.after),
      keeper: liquidation.keeper,
      oracle_round: liquidation.round,
      time: liquidation.time,
      engine_seq: liquidation.engineSeq,
      ...this.#finality(liquidation.batch),
    };
  }

  deleveraging(deleveraging: Deleveraging): DeleveragingJson {
    const { name, price, size } = this.#instruments.byId(deleveraging.instrument);
    const { counterparties, ratio } = deleveraging;
    return {
      account: deleveraging.account,
      instrument: name,
      side: sideText(deleveraging.side),
      size: size(deleveraging.lots),
      price: price(deleveraging.price),
      mark_price: price(deleveraging.mark),
      index_prices: indexPricesJson(deleveraging.index),
      insurance: usdText(deleveraging.insurance),
      levy: usdText(deleveraging.levy),
      scenario_prices: this.#scenarioPrices(deleveraging.scenarios),
      ratio: String(ratio),
      counterparties: counterparties.map(({ account, lots }) => ({ account, size: size(lots) })),
      before: marginFiguresJson(deleveraging.before),
      after: marginFiguresJson(deleveraging.after),
      oracle_round: deleveraging.round,
      time: deleveraging.time,
      engine_seq: deleveraging.engineSeq,
      ...this.#finality(deleveraging.batch),
    };
  }

  funding(funding: Funding): FundingJson {
    return {
      instrument: this.#instruments.byId(funding.instrument).name,
      time: funding.time,
      hours: funding.hours,
      rate: hourlyRate(funding),
      cash_index_step: String(funding.step),
      engine_seq: funding.engineSeq,
    };
  }

  batch(batch: Batch): BatchSummaryJson {
    const seconds = (milliseconds: number | null) => (milliseconds === null ? null : milliseconds / 1000);
    return {
      number: batch.number,
      stage: batch.stage,
      circuit: batch.circuit,
      rows: batch.rows,
      visits: batch.visits,
      entries: batch.entries,
      funding_steps: batch.fundingSteps,
      trades: batch.trades,
      last_engine_seq: batch.lastEngineSeq,
      journal_head: String(batch.journalHead),
      opened_at: batch.openedAt,
      sealed_at: batch.sealedAt,
      proved_at: batch.provedAt,
      settled_at: batch.settledAt,
      final_at: batch.finalAt,
      old_state_root: batch.oldStateRoot?.toString() ?? null,
      new_state_root: batch.newStateRoot?.toString() ?? null,
      l1_tx: batch.l1Transaction,
      l1_block: batch.l1Block,
      l1_gas_used: batch.l1GasUsed,
      data_bytes: batch.dataBytes,
      witness_seconds: seconds(batch.witnessMilliseconds),
      prove_seconds: seconds(batch.proveMilliseconds),
      constraints: batch.constraints,
      verification_key_id: batch.verificationKeyId,
    };
  }

  #finality(batch: number | null): { stage: Stage; batch: number | null; l1_tx: string | null } {
    return {
      stage: this.#queries.stage(batch),
      batch,
      l1_tx: batch === null ? null : (this.#queries.batch(batch)?.l1Transaction ?? null),
    };
  }
}

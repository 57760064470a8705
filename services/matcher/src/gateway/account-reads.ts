import type { ExchangeQueries } from '../sequencer/queries.ts';
import type { AnalyticsPort } from './account-figures.ts';
import { decimalText, usdText } from './decimal-text.ts';
import type { InstrumentDirectory } from './instrument-directory.ts';
import { marginModeText } from './margin-mode-text.ts';
import type { AccountJson, PositionJson } from './schema/account-records.ts';

const RATIO_DECIMALS = 6;
const ADDRESS_DIGITS = 40;
const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** An L1 address held as a number, in hexadecimal. */
export const addressText = (owner: bigint): string => `0x${owner.toString(16).padStart(ADDRESS_DIGITS, '0')}`;

/** Balances, margin figures and positions as the API shows them. */
export class AccountReads {
  readonly #queries: ExchangeQueries;
  readonly #instruments: InstrumentDirectory;
  readonly #analytics: AnalyticsPort;

  constructor(queries: ExchangeQueries, instruments: InstrumentDirectory, analytics: AnalyticsPort) {
    this.#queries = queries;
    this.#instruments = instruments;
    this.#analytics = analytics;
  }

  /** Throws UNKNOWN_ACCOUNT. Before the first oracle round equity is the collateral and nothing is margined. */
  account(id: number, withSlots = false): AccountJson {
    const summary = this.#queries.account(id);
    const { collateral, health } = summary;
    const initialMargin = health?.initialMargin ?? 0n;
    const ratio = health && initialMargin > 0n ? (health.equity * 10n ** BigInt(RATIO_DECIMALS)) / initialMargin : null;
    return {
      account: id,
      owner: addressText(summary.owner),
      key: [String(summary.key.x), String(summary.key.y)],
      margin_mode: marginModeText(summary.marginMode),
      collateral: usdText(collateral),
      equity: usdText(health?.equity ?? collateral),
      initial_margin: usdText(initialMargin),
      maintenance_margin: usdText(health?.maintenanceMargin ?? 0n),
      free_collateral: usdText(health?.freeCollateral ?? collateral),
      collateral_ratio: ratio === null ? null : decimalText(ratio, RATIO_DECIMALS),
      unrealized_pnl: this.#unrealizedPnl(id),
      min_generation: String(summary.minGeneration),
      open_orders: summary.openOrders,
      engine_seq: summary.engineSeq,
      ...(withSlots ? { slots: slotsJson(summary.slots) } : {}),
    };
  }

  positions(account: number): PositionJson[] {
    return this.#queries.positions(account).map(({ instrument: id, size }) => {
      const instrument = this.#instruments.byId(id);
      const { mark } = this.#queries.market(id);
      const figures = this.#analytics.position(account, id);
      const usdOrNull = (value: bigint | null | undefined) => (value == null ? null : usdText(value));
      return {
        account,
        instrument: instrument.name,
        size: instrument.size(size),
        entry_price: figures?.entryPrice == null ? null : instrument.price(figures.entryPrice),
        mark_price: mark === null ? null : instrument.price(mark),
        notional: usdText(magnitude(size) * (mark ?? 0n)),
        unrealized_pnl: usdOrNull(figures?.unrealizedPnl),
        realized_pnl: usdText(figures?.realizedPnl ?? 0n),
        funding_paid: usdText(figures?.fundingPaid ?? 0n),
        liquidation_price: figures?.liquidationPrice == null ? null : instrument.price(figures.liquidationPrice),
      };
    });
  }

  #unrealizedPnl(account: number): string | null {
    let sum = 0n;
    for (const { instrument } of this.#queries.positions(account)) {
      const pnl = this.#analytics.position(account, instrument)?.unrealizedPnl ?? null;
      if (pnl === null) return null;
      sum += pnl;
    }
    return usdText(sum);
  }
}

const slotsJson = (slots: ReturnType<ExchangeQueries['account']>['slots']): NonNullable<AccountJson['slots']> =>
  [...slots].map(([slot, { generation, revision, filled }]) => ({
    slot,
    generation: String(generation),
    revision,
    filled: String(filled),
  }));

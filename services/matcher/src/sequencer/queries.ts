import type { MarketMode } from '@tenor/oracle/market-mode';
import type {
  AccountHealth,
  BatchPlan,
  Account as LedgerAccount,
  MarginState,
  Market,
  OracleRound,
  PublicKey,
  SettledInstrument,
  Slot,
} from '@tenor/protocol';
import type {
  Batch,
  Deleveraging,
  Expiry,
  Fill,
  Funding,
  Liquidation,
  Movement,
  Settlement,
  Stage,
  Trade,
} from './events.ts';
import type { InstrumentSpecification } from './instruments.ts';
import type { MarginPreview, MarginPreviewRequest } from './margin-preview.ts';
import type { Order } from './order.ts';

/** The exchange's word that a command has its place in the journal. Hashes are integers below 2^256 and 2^248. */
export interface Receipt {
  readonly engineSeq: number;
  readonly commandHash: bigint;
  readonly journalHead: bigint;
  /** Unix ms. */
  readonly time: number;
}

/** A page, newest first. `before` continues after the last record of a page: its key. */
export interface PageRequest {
  /** At most 500. */
  readonly limit: number;
  readonly before?: number;
}

export interface Page<T> {
  readonly results: readonly T[];
  /** Give as `before` for the next page; null at the end. */
  readonly next: number | null;
}

/** [price in µUSD per lot, size in lots], best first. */
export type BookLevel = readonly [price: bigint, size: bigint];

export interface BookSnapshot {
  readonly instrument: number;
  /** The `seq` of the last book event that the snapshot contains. */
  readonly seq: number;
  readonly engineSeq: number;
  /** Unix ms of the last command. */
  readonly time: number;
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
}

export interface AccountSummary {
  readonly account: number;
  readonly owner: bigint;
  readonly key: PublicKey;
  readonly collateral: bigint;
  /** 0 is standard margin, u ≥ 1 portfolio margin of underlying u. */
  readonly marginMode: number;
  readonly minGeneration: bigint;
  /** null before the first oracle round. */
  readonly health: AccountHealth | null;
  readonly openOrders: number;
  readonly engineSeq: number;
  readonly slots: ReadonlyMap<number, Slot>;
}

export interface PositionSummary {
  readonly account: number;
  readonly instrument: number;
  /** Signed lots. */
  readonly size: bigint;
}

/** An account that holds positions and is below its maintenance margin: what the liquidation rule judges, exact and settled. */
export interface AccountBelowMaintenance extends MarginState {
  readonly account: number;
  readonly marginMode: number;
  readonly positions: readonly PositionSummary[];
}

/** The public state of one instrument. Prices in µUSD per lot, open interest in lots. */
export interface MarketSummary {
  readonly instrument: InstrumentSpecification;
  readonly mark: bigint | null;
  /** Price of what it follows in the last round; null before the first. */
  readonly index: bigint | null;
  readonly openInterest: bigint;
  readonly indexLong: bigint;
  readonly lastFundingHour: number;
  readonly lastTrade: Trade | null;
}

export interface EngineSummary {
  readonly engineSeq: number;
  readonly journalHead: bigint;
  readonly time: number;
  readonly openOrders: number;
  readonly accounts: number;
  readonly nextEntryIndex: number;
  readonly openBatch: {
    readonly number: number;
    readonly rows: number;
    readonly visits: number;
    readonly entries: number;
    readonly fundingSteps: number;
    /** Unix ms; null while it is empty. */
    readonly openedAt: number | null;
  };
  /** Rows sealed or waiting that are not proved yet: the backlog of the prover. */
  readonly unprovedRows: number;
  readonly lastSealed: number;
  readonly lastProved: number;
  readonly lastSettled: number;
  readonly lastFinal: number;
  /** µUSD that belong to no account. */
  readonly insuranceFund: bigint;
  readonly feePool: bigint;
  /** Part of the penalty of a liquidation that a keeper gets, parts per million. */
  readonly keeperSharePpm: number;
  /** Name of the error that halted the exchange. */
  readonly halted: string | null;
}

/** Whether the exchange trades, which hangs on oracle rounds, and why in words. */
export interface MarketModeReport {
  readonly mode: MarketMode;
  readonly reason: string;
}

/** Reads of the exchange; none of them waits and none changes anything. */
export interface ExchangeQueries {
  summary(): EngineSummary;
  /** Those that are listed, by ascending id. */
  instruments(): readonly InstrumentSpecification[];
  /** null for one that is not listed, or no longer. */
  specification(instrument: number): InstrumentSpecification | null;
  /** Throws UNKNOWN_INSTRUMENT. */
  market(instrument: number): MarketSummary;
  /** Throws UNKNOWN_INSTRUMENT. Whole book without a depth. */
  book(instrument: number, depth?: number): BookSnapshot;
  round(): OracleRound | null;
  /** Whether a command at this time (Unix ms) would find markets running. */
  marketMode(time: number): MarketModeReport;
  order(id: number): Order | null;
  orderByClientId(account: number, clientId: string): Order | null;
  openOrders(account: number, instrument?: number): readonly Order[];
  /** Orders that are no longer open, by the engine sequence of their end. */
  closedOrders(account: number, page: PageRequest): Page<Order>;
  /** By trade id. */
  trades(instrument: number, page: PageRequest): Page<Trade>;
  /** By trade id. */
  fills(account: number, page: PageRequest): Page<Fill>;
  /** By engine sequence. */
  movements(account: number, page: PageRequest): Page<Movement>;
  /** By engine sequence. */
  fundingHistory(instrument: number, page: PageRequest): Page<Funding>;
  /** By engine sequence. */
  liquidations(page: PageRequest): Page<Liquidation>;
  /** By engine sequence. */
  deleveragings(page: PageRequest): Page<Deleveraging>;
  /** Instruments that have expired, by the engine sequence of their expiry. */
  expiries(page: PageRequest): Page<Expiry>;
  /** All that were ever listed and have expired, oldest expiry first. */
  expiredInstruments(): readonly InstrumentSpecification[];
  /** What an account was paid for positions in expired instruments, by engine sequence. */
  settlements(account: number, page: PageRequest): Page<Settlement>;
  /** Accounts with positions in expired instruments that are not paid out yet, ascending. */
  expiredHolders(): readonly number[];
  /** Accounts with positions below maintenance margin at the current round, of these or of all; none before the first round. */
  accountsBelowMaintenance(among?: Iterable<number>): readonly AccountBelowMaintenance[];
  /** Throws UNKNOWN_ACCOUNT. */
  account(id: number): AccountSummary;
  /**
   * What the margin rules would make of an order or of another margin mode at this time (Unix ms). Throws UNKNOWN_ACCOUNT, UNKNOWN_INSTRUMENT,
   * EXPIRED_INSTRUMENT, HALTED, NO_MARK, REDUCE_ONLY, TOO_MANY_POSITIONS, or what refuses a price or a size.
   */
  marginPreview(request: MarginPreviewRequest, time: number): MarginPreview;
  accountsOfOwner(owner: bigint): readonly number[];
  accountIds(): readonly number[];
  /** The account as the rules hold it, cash not settled; not to be changed. Throws UNKNOWN_ACCOUNT. */
  ledgerAccount(id: number): Readonly<LedgerAccount>;
  /** The market row as the rules hold it; not to be changed. Throws UNKNOWN_INSTRUMENT. */
  ledgerMarket(instrument: number): Readonly<Market>;
  /** In listed instruments. */
  positions(account: number): readonly PositionSummary[];
  /** Final cash indices of an expired instrument; null for any other. */
  settledIndices(instrument: number): SettledInstrument | null;
  batch(number: number): Batch | null;
  /** By number. */
  batches(page: PageRequest): Page<Batch>;
  plan(number: number): BatchPlan | null;
  /** The stage of something in a batch; `accepted` for null and for the batch that is still open. */
  stage(batch: number | null): Stage;
  /** The receipt of a journaled command. */
  receipt(engineSeq: number): Receipt | null;
}

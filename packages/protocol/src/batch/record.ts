import type { RowSource } from '../instructions/row-source.ts';
import type { ChangeBranch } from '../margin/allowed-change.ts';
import type { ScenarioFigures } from '../margin/scenario/scenario-figures.ts';
import type { Account, Slot } from '../state/account.ts';
import type { House, SettledInstrument } from '../state/exchange-state.ts';
import type { Market } from '../state/market.ts';
import type { BatchPlan } from './plan.ts';

/** One account's visit, before and after the batch. */
export interface VisitRecord {
  readonly account: number;
  readonly epoch: number;
  readonly fresh: boolean;
  /** As the state before the batch holds it (cash not settled). */
  readonly before: Account;
  readonly after: Account;
  /** Instrument of each place, old or new; 0 where both are empty. */
  readonly instruments: number[];
  readonly deposit: bigint;
  readonly out: bigint;
  readonly moves: number;
  readonly cancelled: boolean;
  /** Whether a row of the account changes its margin mode. */
  readonly modeChanged: boolean;
  /** Whether its initial margin ends above the one before. */
  readonly marginRises: boolean;
  /** µUSD that the insurance fund pays; null unless the visit is a liquidation. */
  readonly insurance: bigint | null;
  /** Whether a liquidated account had negative equity. */
  readonly bankrupt: boolean;
  /** Whether the account takes part in a deleveraging: as the one with the debt where `insurance` is not null. */
  readonly deleveraged: boolean;
  /** µUSD by which the equity rises of the account whose debt the levy of the batch is for; null for every other one. */
  readonly debtPaid: bigint | null;
  /** Rows of the account. */
  readonly rows: number;
  /** Transfers that look up the account's owner. */
  readonly ownerReads: number;
  /** Reduce-only rows by place. */
  readonly reduceReads: number[];
  /** What settlement rounds away, 2^-24 µUSD. */
  readonly remainder: bigint;
  readonly branch: ChangeBranch;
}

/** One signed row with what it looks up. */
export interface RowRecord {
  readonly signed: RowSource;
  readonly base: bigint;
  readonly quote: bigint;
  readonly fee: bigint;
  /** Place in its account's slot chain. */
  readonly sequence: number;
  readonly oldSlot: Slot;
  readonly newSlot: Slot;
  /** Of the account before the batch. */
  readonly minGeneration: bigint;
  /** Owner of a transfer's accounts, else 0. */
  readonly owner: bigint;
  /** Whether the levy of the batch is for the debt of the position that this row closes. */
  readonly levies: boolean;
  /** Price band of the instrument, 0 for a one-shot; the price itself in a deleveraging, which looks up no band. */
  readonly low: bigint;
  readonly high: bigint;
}

/** One market row that the batch opens. */
export interface MarketRecord {
  readonly row: number;
  /** Null where this batch lists the instrument. */
  readonly before: Market | null;
  /** Null where it expires in this batch. */
  readonly after: Market | null;
  /** Whether its winners pay for a debt in this batch. */
  readonly stressed: boolean;
  readonly step: bigint;
  readonly hours: number;
  readonly width: bigint;
  readonly low: bigint;
  readonly high: bigint;
  /** By epoch. */
  readonly figures: readonly ScenarioFigures[];
  /** Scenario prices of an option at the last round, µUSD per lot; empty of what is none, or has no mark. */
  readonly scenarioPrices: readonly bigint[];
  readonly markReads: number[];
  bandReads: number;
}

/** The terms of an opened row. */
export const termsOf = ({ before, after }: MarketRecord): Market => (after ?? before)!;

/** The instrument that a batch expires. */
export interface ExpiryRecord {
  readonly row: number;
  readonly instrument: number;
  readonly final: SettledInstrument;
}

/** An expired instrument that visits settle. */
export interface OpeningRecord {
  readonly instrument: number;
  readonly final: SettledInstrument;
  /** By epoch. */
  readonly markReads: number[];
}

/** A plan worked out against the state before it: everything that is proved and published, before any hashing. */
export interface BatchRecord {
  readonly plan: BatchPlan;
  readonly markets: MarketRecord[];
  readonly expiry: ExpiryRecord | null;
  readonly openings: OpeningRecord[];
  readonly rows: RowRecord[];
  readonly visits: VisitRecord[];
  readonly houseBefore: House;
  readonly houseAfter: House;
}

import { isUnsigned, type RowSource } from '../instructions/row-source.ts';
import type { Position } from '../state/account.ts';
import type { FundingStep, L1Entry, OracleRound, PlannedListing, Shortfall } from './plan.ts';

/** One account's part of the batch being collected. */
export interface Touched {
  readonly account: number;
  /** Positions when the batch first met the account, settled. */
  readonly before: readonly Position[];
  /** µUSD after settlement, before anything else of the batch. */
  readonly collateral0: bigint;
  /** Margin mode when the batch first met the account. */
  readonly marginMode0: number;
  deposit: bigint;
  moneyOut: boolean;
  cancelled: boolean;
  /** Whether the account takes a margin mode in this batch. */
  modeChanged: boolean;
  /** µUSD paid by the insurance fund so far where the account is being liquidated; null where it is not. */
  insurance: bigint | null;
  /** Whether the account takes part in a deleveraging. */
  readonly deleveraged: boolean;
  /** Number of the round at which the net change is allowed. */
  round: number;
  /** Sides of reduce-only rows by instrument: the net change must not flip these positions. */
  reduceOnly: Map<number, 0 | 1>;
}

/** One instruction's net row so far. */
export interface OpenRow {
  readonly signed: RowSource;
  base: bigint;
  quote: bigint;
  fee: bigint;
}

/** The batch being collected, as plain data (it is part of the ledger's snapshot). */
export interface OpenBatch {
  /** Unix seconds of its first command, null while empty. */
  openedAt: number | null;
  /** Rounds that visits are judged at, by number, and the last one in use. */
  rounds: Map<number, OracleRound>;
  lastRound: number | null;
  touched: Map<number, Touched>;
  /** By row key, in slot-chain order. */
  rows: Map<string, OpenRow>;
  entries: L1Entry[];
  funding: FundingStep[];
  listings: PlannedListing[];
  shortfall: Shortfall | null;
  /** Row number of the instrument that the batch expires. */
  expiry: { readonly row: number; readonly underlying: number } | null;
}

export const emptyBatch = (): OpenBatch => ({
  openedAt: null,
  rounds: new Map(),
  lastRound: null,
  touched: new Map(),
  rows: new Map(),
  entries: [],
  funding: [],
  listings: [],
  shortfall: null,
  expiry: null,
});

/** What makes two results the same row: one signed instruction, or one position that is closed without a signature. */
export const rowKey = ({ instruction: i }: RowSource): string =>
  isUnsigned(i) ? `${i.account}:${i.kind}:${i.instrument}` : `${i.account}:${i.slot}:${i.generation}:${i.revision}`;

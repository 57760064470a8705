/** One settled batch of a session. */
export interface BatchReport {
  readonly number: number;
  readonly circuit: string | null;
  readonly rows: number;
  readonly visits: number;
  readonly trades: number;
  readonly constraints: number | null;
  readonly witnessSeconds: number | null;
  readonly proveSeconds: number | null;
  /** Of the transaction that settled it; batches settled together share one. */
  readonly l1GasUsed: number | null;
  readonly dataBytes: number | null;
}

/** What a session did and whether everything matched. */
export interface SessionReport {
  readonly ok: boolean;
  readonly durationSeconds: number;
  readonly deposits: number;
  readonly orders: number;
  readonly trades: number;
  readonly fundingSteps: number;
  /** Dated instruments listed through L1. */
  readonly listings: number;
  /** Of those, expired and settled. */
  readonly expiries: number;
  readonly withdrawalsClaimed: number;
  readonly batches: readonly BatchReport[];
  /** Decimal integers. */
  readonly l1: { readonly stateRoot: string; readonly replayedRoot: string };
  /** µUSD in the vault, and owed to accounts, house and claimants together. */
  readonly conservation: { readonly vault: number; readonly owed: number };
}

import type { MarketMode } from '@tenor/oracle/market-mode';
import type { BatchPlan, FundingStep, L1Entry, MarketTerms, OracleRound } from '@tenor/protocol';

/**
 * What the other processes of one exchange (prover, L1 watcher, oracle, tools) say to the matcher, over HTTP on the
 * loopback interface with `Authorization: Bearer <internal token>`. Bodies and replies are JSON as
 * `stringifyExact` of the protocol writes it (a bigint is `{"$n":"123"}`). Errors are `{code, name, message, data}` as in the public API.
 *
 * | route | body | reply |
 * |---|---|---|
 * | POST /internal/command | InternalCommand | CommandAccepted |
 * | POST /internal/report | InternalReport | `{}` |
 * | GET /internal/plans?from=N&limit=K&wait_ms=T | | PlansPage; waits up to T ms (≤ 30 000) for a plan ≥ N |
 * | GET /internal/markets | | MarketsView: what a margin engine works from |
 * | GET /internal/status?state_hash=1 | | InternalStatus; the state hash costs time, leave it out when polling |
 * | PUT /internal/verification-key/ID | snarkjs verification key | `{}` |
 */
export type InternalCommand =
  | { readonly kind: 'l1-entry'; readonly entry: L1Entry; readonly l1Tx: string; readonly l1Block: number }
  | { readonly kind: 'oracle-round'; readonly round: OracleRound }
  | { readonly kind: 'funding-step'; readonly funding: FundingStep }
  /** Expires the dated instrument of a market row at the settlement price of the last round. */
  | { readonly kind: 'expire'; readonly row: number }
  /** Pays an account out of its positions in expired instruments. */
  | { readonly kind: 'sweep'; readonly account: number }
  | { readonly kind: 'seal' };

export interface CommandAccepted {
  /** Journal position; what is known already (an applied l1-entry, a seal of an empty batch) is answered with `duplicate`. */
  readonly sequence: number;
  readonly duplicate: boolean;
}

/**
 * Progress of one batch. Repeating a report is harmless; after an L1 reorganisation report `batch-settled` again with
 * the transaction that holds now.
 */
export type BatchReport =
  | {
      readonly kind: 'batch-proved';
      readonly batch: number;
      readonly circuit: string;
      readonly verificationKeyId: string;
      readonly constraints: number;
      readonly oldStateRoot: bigint;
      readonly newStateRoot: bigint;
      /** As snarkjs writes them: decimal strings. */
      readonly proof: {
        readonly pi_a: readonly string[];
        readonly pi_b: readonly (readonly string[])[];
        readonly pi_c: readonly string[];
      };
      /** C, y, r. */
      readonly publicSignals: readonly string[];
      /** All ND published words, in place. */
      readonly words: readonly bigint[];
      /** bytes32 of the contract's verifier registry. */
      readonly verifierId: string;
      readonly witnessSeconds: number;
      readonly proveSeconds: number;
      /** Of the calldata that settles it. */
      readonly dataBytes: number;
      /** Unix milliseconds. */
      readonly time: number;
    }
  | {
      readonly kind: 'batch-settled';
      readonly batch: number;
      readonly l1Tx: string;
      readonly l1Block: number;
      readonly gasUsed: number;
      readonly time: number;
    }
  | { readonly kind: 'batch-final'; readonly batch: number; readonly time: number };

export type InternalReport =
  | BatchReport
  | {
      readonly kind: 'prover-status';
      readonly state: 'warming' | 'ready' | 'proving';
      readonly detail: string | null;
      /** 0 to 1, null when unknown. */
      readonly progress: number | null;
    }
  | { readonly kind: 'l1-status'; readonly block: number; readonly stateRoot: bigint };

export interface PlansPage {
  /** Ascending, without gaps, starting at `from`. */
  readonly plans: readonly BatchPlan[];
  /** Number of the last sealed batch, null when there is none. */
  readonly lastSealed: number | null;
}

/** The listed instruments, the last round, and who waits to be paid out of expired instruments (at most 1000 accounts). */
export interface MarketsView {
  readonly markets: readonly { readonly name: string; readonly row: number; readonly terms: MarketTerms }[];
  readonly round: OracleRound | null;
  readonly expiredHolders: readonly number[];
}

export interface InternalStatus {
  readonly sequence: number;
  readonly journalHead: bigint;
  /** sha256 of the whole state; null unless asked for. */
  readonly stateHash: string | null;
  /** L1 entries applied so far: the index of the next one expected. */
  readonly entriesApplied: number;
  readonly lastRound: number | null;
  /** Whether rounds come, are late, or have stopped. */
  readonly marketMode: MarketMode;
  readonly lastSealed: number | null;
  /** Last batch of which each stage is known, null when none. */
  readonly lastProved: number | null;
  readonly lastSettled: number | null;
  readonly lastFinal: number | null;
  readonly openBatch: {
    readonly rows: number;
    readonly visits: number;
    readonly entries: number;
    readonly fundingSteps: number;
  };
  readonly unprovedRows: number;
}

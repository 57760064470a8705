import type { RowSource } from '../instructions/row-source.ts';
import type { Signature } from '../instructions/signed-instruction.ts';
import type { PublicKey } from '../state/account.ts';
import type { MarketTerms } from '../state/market.ts';

/** One signed oracle round. */
export interface OracleRound {
  readonly round: number;
  /** Unix seconds. */
  readonly time: number;
  /** Id of the instrument of every market row, in row order; 0 for an unused row. A mark is that instrument's and no other's. Length M. */
  readonly instruments: readonly number[];
  /** Mark of every market row in µUSD per lot, in row order; 0n for an unused row. Length M. */
  readonly marks: readonly bigint[];
  /**
   * Price of the instrument of every market row in every scenario of portfolio margin, µUSD per lot, in row order and then in the order of SCENARIO_GRID;
   * an empty list where the row holds no option. Length M.
   */
  readonly scenarioPrices: readonly (readonly bigint[])[];
  /** Index price of every underlying, µUSD per lot; underlying u is at place u − 1. Length U. */
  readonly index: readonly bigint[];
  /** Unix hours of the expiry that `settlement` is for; 0 where none is due. */
  readonly settlementHour: number;
  /** Settlement price of every underlying at that hour, µUSD per lot; all 0n where none is due. Length U. */
  readonly settlement: readonly bigint[];
  /** Exactly V, of distinct keys, by ascending place of the key in the oracle set. */
  readonly signatures: readonly RoundSignature[];
}

/** A signature of an oracle round by one key of the oracle set. */
export interface RoundSignature {
  /** Place of the key in the set, 0 to N − 1. */
  readonly signer: number;
  readonly signature: Signature;
}

/** An entry of the L1 queue. */
export type L1Entry =
  | {
      readonly kind: 'register';
      readonly index: number;
      readonly account: number;
      readonly owner: bigint;
      readonly key: PublicKey;
    }
  | { readonly kind: 'deposit'; readonly index: number; readonly account: number; readonly amount: bigint }
  | { readonly kind: 'insure'; readonly index: number; readonly amount: bigint }
  | { readonly kind: 'list'; readonly index: number; readonly terms: MarketTerms };

/** The net result of one instruction over a batch; of a liquidation, on the side of the account that is closed. */
export interface PlanRow {
  readonly signed: RowSource;
  /** Lots filled in this batch (orders ≥ 1). */
  readonly base: bigint;
  /** µUSD exchanged, unsigned. */
  readonly quote: bigint;
  /** µUSD. */
  readonly fee: bigint;
}

/** One account's visit: which of the batch's rounds it is judged at, and by which rule. */
export interface PlanVisit {
  readonly account: number;
  readonly epoch: number;
  /** µUSD that the insurance fund pays where the visit is a liquidation; null for every other visit. */
  readonly insurance: bigint | null;
}

/** One hour or more of funding on one market row, applied before everything else of the batch. */
export interface FundingStep {
  /** Row number of the market. */
  readonly row: number;
  /** Added to both indices, µUSD per lot × 2^24, signed. */
  readonly step: bigint;
  readonly hours: number;
}

/** What the winners of one market do for a debt that the insurance fund cannot pay: a levy, a deleveraging, or both. */
export interface Shortfall {
  /** Row number of the market. */
  readonly row: number;
  /** Whether the winners are the shorts: then the debt is that of a long position. */
  readonly short: boolean;
  /** The account with the debt. */
  readonly account: number;
  /** Taken from each lot of the winners before everything else of the batch, 2^-24 µUSD; 0n where there is no levy. */
  readonly levyStep: bigint;
  /** Where positions are closed without signatures: at which price, µUSD per lot, and which part of each counterparty's in 2^-32; else null. */
  readonly deleverage: { readonly price: bigint; readonly ratio: bigint } | null;
}

/** The row that an instrument listed by an L1 entry takes. */
export interface PlannedListing {
  readonly instrument: number;
  /** Row number; null where no row was free: the entry is then used up without an effect. */
  readonly row: number | null;
}

/** Everything needed to rebuild and prove one batch from the state before it. Sealed by the sequencer. */
export interface BatchPlan {
  readonly number: number;
  /** Unix seconds when the batch was opened. */
  readonly time: number;
  /** Exactly E rounds; an unused epoch equals the one before. */
  readonly rounds: readonly OracleRound[];
  readonly entries: readonly L1Entry[];
  readonly funding: readonly FundingStep[];
  /** One for each entry of kind list, in their order. */
  readonly listings: readonly PlannedListing[];
  /** Row number of the instrument that this batch expires, before everything else; null where none. */
  readonly expiry: number | null;
  readonly shortfall: Shortfall | null;
  /** In slot-chain order. */
  readonly rows: readonly PlanRow[];
  /** Ascending account ids. */
  readonly visits: readonly PlanVisit[];
  /** Journal position of the last command of the batch, and the journal's hash chain head there (248 bits). */
  readonly lastSequence: number;
  readonly journalHead: bigint;
}

import type { RowSource } from '../instructions/row-source.ts';
import type { Account, Slot } from '../state/account.ts';
import type { MarketTerms } from '../state/market.ts';
import type { FundingStep, L1Entry, Shortfall } from './plan.ts';

/** What one instruction does to one account. */
export interface AccountEffect {
  readonly account: number;
  /** Change of collateral, µUSD: trades, fees, transfers, withdrawals and deposits together. */
  readonly cash: bigint;
  /** Signed lots added to a position. */
  readonly trade?: { readonly instrument: number; readonly lots: bigint };
  /** µUSD deposited (counted in `cash`, and on the old side of the margin rule). */
  readonly deposit?: bigint;
  /** µUSD withdrawn to L1 (counted in `cash`). */
  readonly out?: bigint;
  /** Transfers sent. */
  readonly moves?: number;
  readonly minGeneration?: bigint;
  /** The margin mode that the account takes. */
  readonly marginMode?: number;
  /** µUSD from the insurance fund (counted in `cash`): the account is closed by the liquidation rule, without its signature. */
  readonly insurance?: bigint;
  /** The account takes part in a deleveraging: with `insurance` as the one with the debt, without as a counterparty. */
  readonly deleveraged?: boolean;
  readonly slot?: { readonly number: number; readonly after: Slot };
  /** Set by a registration: the account as it starts. */
  readonly fresh?: Account;
}

/** What one instruction adds to its net row. */
export interface RowEffect {
  readonly signed: RowSource;
  readonly base: bigint;
  readonly quote: bigint;
  readonly fee: bigint;
}

/** The whole effect of one instruction, computed before anything changes. */
export interface Effects {
  readonly accounts: readonly AccountEffect[];
  readonly rows: readonly RowEffect[];
  /** µUSD into the fee pool. */
  readonly fees: bigint;
  /** µUSD into the insurance fund, what a levy brings included; negative where it pays. */
  readonly fund?: bigint;
  readonly shortfall?: Shortfall;
  readonly entry?: L1Entry;
  readonly funding?: FundingStep;
  /** Row number of an instrument that expires. */
  readonly expiry?: number;
  /** What the entry lists; row null where none is free. */
  readonly listing?: { readonly terms: MarketTerms; readonly row: number | null };
}

/** What a round says about one market row, µUSD per lot. */
export interface PricedRow {
  /** Its number. */
  readonly row: number;
  readonly mark: bigint;
  /** Index price of its underlying. */
  readonly index: bigint;
}

/** What the instructions may look at. */
export interface RuleContext {
  readonly nowSeconds: number;
  /** Underlyings are numbered from 1 to this. */
  readonly underlyings: number;
  account(id: number): Account;
  hasAccount(id: number): boolean;
}

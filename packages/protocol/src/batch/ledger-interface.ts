import type { ErrorName } from '../errors.ts';
import type { Instruction, SignedInstruction } from '../instructions/signed-instruction.ts';
import type { ExchangeState } from '../state/exchange-state.ts';
import type { AccountEffect } from './effects.ts';
import type { BatchPlan, FundingStep, L1Entry, OracleRound } from './plan.ts';

/** One trade between a resting and an incoming order. */
export interface Fill {
  readonly instrument: number;
  readonly taker: SignedInstruction;
  readonly maker: SignedInstruction;
  /** Lots ≥ 1. */
  readonly size: bigint;
  /** µUSD per lot. */
  readonly price: bigint;
  /** µUSD, each within its order's maxFeePerLot × size. A maker's may be negative, a rebate, as far as the taker's covers it. */
  readonly takerFee: bigint;
  readonly makerFee: bigint;
}

/** One part of a liquidation: what a resting or offered order takes. */
export interface LiquidationFill {
  readonly maker: SignedInstruction;
  /** Lots ≥ 1. */
  readonly size: bigint;
  /** µUSD per lot. */
  readonly price: bigint;
  /** µUSD into the fee pool. */
  readonly makerFee: bigint;
}

/** Lots of one position of an account below its maintenance margin, closed without its signature. */
export interface Liquidation {
  readonly account: number;
  readonly instrument: number;
  /** At least one; they stand or fall together. */
  readonly fills: readonly LiquidationFill[];
  /** µUSD from the account into the insurance fund. */
  readonly fee: bigint;
  /** µUSD from the insurance fund to the account: what its equity falls below zero, or 0. */
  readonly insurance: bigint;
  /** Taken from each lot of the other side into the insurance fund before that, 2^-24 µUSD. */
  readonly levyStep?: bigint;
}

/** Lots of one position of an account with a debt, closed against its counterparties without any signature. */
export interface Deleverage {
  readonly account: number;
  readonly instrument: number;
  /** Holders of the other side, at least one. Of each, ceil(|size| × ratio / 2^32) lots are closed. */
  readonly counterparties: readonly number[];
  /** 1 to 2^32. */
  readonly ratio: bigint;
  /** µUSD per lot: the mark, or beyond it where the levy is at its cap. */
  readonly price: bigint;
  /** Taken from each lot of the winners, 2^-24 µUSD, or 0n. */
  readonly levyStep: bigint;
  /** µUSD from the insurance fund, the levy included, to the account. */
  readonly insurance: bigint;
}

/** Account figures at the current round, settled as of now. All µUSD. */
export interface AccountHealth {
  readonly equity: bigint;
  /** Rounded up. */
  readonly initialMargin: bigint;
  readonly maintenanceMargin: bigint;
  /** equity − initialMargin, may be negative. */
  readonly freeCollateral: bigint;
}

/** What an effect would make of its account. */
export interface ChangePreview {
  readonly after: AccountHealth;
  /** Name of the error of the margin rules that would refuse it, MARGIN or INSUFFICIENT_FUNDS; null where they allow it. */
  readonly refusal: ErrorName | null;
}

/** What waits in the open batch. */
export interface OpenBatchCounts {
  readonly rows: number;
  readonly visits: number;
  readonly entries: number;
  readonly fundingSteps: number;
  /** Unix seconds; null while the batch has no effect at all. */
  readonly openedAt: number | null;
}

/**
 * The rules, holding the exchange's state and the batch being collected. Every method either applies the whole effect
 * or throws a TenorError and changes nothing. A method that does not fit the open batch seals it first (`takeSealed`).
 * Deterministic: no clock, no randomness; `now` (Unix seconds) and sequence numbers come from the journal.
 */
export interface LedgerInterface {
  readonly state: ExchangeState;
  readonly currentRound: OracleRound | null;
  /** Orders that one liquidation can take, counterparties that one deleveraging can. */
  readonly mostLiquidationFills: number;
  /** Must be called before the effects of each journaled command. */
  beginCommand(sequence: number, journalHead: bigint, nowSeconds: number): void;
  applyEntry(entry: L1Entry): void;
  applyRound(round: OracleRound): void;
  applyFunding(step: FundingStep): void;
  /**
   * Expires the instrument of a row at the settlement price of the current round and frees the row. Throws UNKNOWN_INSTRUMENT, or
   * EXPIRY_REFUSED where it is not due or the round does not carry its price.
   */
  applyExpiry(row: number): void;
  /** Settles and removes an account's positions in expired instruments. Returns whether there were any. Throws UNKNOWN_ACCOUNT. */
  applySweep(account: number): boolean;
  /** Throws TenorError whose `data.party` is 'taker' or 'maker' when that side's rules refuse. */
  applyFill(fill: Fill): void;
  /**
   * Throws NOT_LIQUIDATABLE, NO_POSITION, LIQUIDATION_COST, LIQUIDATION_TOO_LARGE, LIQUIDATION_DEBT, or what an order's rules refuse; with a levy also
   * NOT_BANKRUPT, FUND_CAN_PAY, LEVY_LIMIT.
   */
  applyLiquidation(liquidation: Liquidation): void;
  /**
   * Throws NO_POSITION, SELF_TRADE, LIQUIDATION_TOO_LARGE, LIQUIDATION_DEBT, NOT_BANKRUPT, FUND_CAN_PAY, LEVY_LIMIT, DELEVERAGE_PRICE,
   * DELEVERAGE_LOSS.
   */
  applyDeleverage(deleverage: Deleverage): void;
  /** withdraw, transfer, cancel, cancelAll. */
  applyOneShot(signed: SignedInstruction): void;
  /** Stateless and slot checks of an instruction: fields, key, slot live, generation, expiry. Signature is checked elsewhere. */
  checkInstruction(instruction: Instruction): void;
  /** Lots of this instruction's slot already filled (0 when the slot is older). */
  filledOf(instruction: Instruction): bigint;
  health(account: number): AccountHealth;
  /**
   * What an effect would make of its account now, by the rules that would judge it; changes nothing. Throws TOO_MANY_POSITIONS or a range error where no
   * margin would be reached.
   * @param marginMode the mode that the account is taken to be in, its own unless given
   */
  preview(effect: AccountEffect, marginMode?: number): ChangePreview;
  /** Seals the open batch if it has any effect. Returns whether it did. */
  seal(): boolean;
  /** What waits in the open batch. */
  openBatch(): OpenBatchCounts;
  /** Sealed plans since the last call, oldest first. */
  takeSealed(): BatchPlan[];
  serialize(): string;
}

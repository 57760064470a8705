import type { FundingStep, L1Entry, OracleRound, SignedInstruction } from '@tenor/protocol';

export type OrderType = 'limit' | 'market';
/** gtt is gtc with the expiry that the instruction carries; a market order is ioc with a protecting limit. */
export type TimeInForce = 'gtc' | 'gtt' | 'ioc' | 'fok';
/** What happens when an order would trade with another one of its own account. */
export type SelfTradePrevention = 'expire_maker' | 'expire_taker' | 'expire_both';

/** The journal carries the only clock there is: Unix milliseconds when the gateway took the command. */
interface Timed {
  readonly time: number;
}

/** A signed order. Side, size, limit price, reduce-only and post-only are those of the instruction. */
export interface PlaceCommand extends Timed {
  readonly type: 'place';
  readonly signed: SignedInstruction;
  readonly orderType: OrderType;
  readonly timeInForce: TimeInForce;
  readonly stp: SelfTradePrevention;
  /** At most 36 characters; unique among the account's open orders and for 24 hours. */
  readonly clientId: string | null;
  readonly label: string | null;
}

/** A new revision of an open order: same slot and generation, size is the new total with what has filled. */
export interface EditCommand extends Timed {
  readonly type: 'edit';
  readonly orderId: number;
  readonly signed: SignedInstruction;
}

/** Takes an order off the book; the instruction stays valid until its slot moves on. */
export interface CancelCommand extends Timed {
  readonly type: 'cancel';
  readonly account: number;
  readonly orderId: number;
}

/** Takes all orders that match off the book; with a signature also kills every older instruction for good. */
export interface CancelAllCommand extends Timed {
  readonly type: 'cancelAll';
  readonly account: number;
  /** null: every instrument. Must be null with a signature. */
  readonly instrument: number | null;
  /** null: every label. Must be null with a signature. */
  readonly label: string | null;
  /** Instruction of kind cancelAll. */
  readonly signed: SignedInstruction | null;
}

/** Instruction of kind cancel: kills its slot up to its generation, on L1 too. */
export interface CancelForGoodCommand extends Timed {
  readonly type: 'cancelForGood';
  readonly signed: SignedInstruction;
}

export interface WithdrawCommand extends Timed {
  readonly type: 'withdraw';
  readonly signed: SignedInstruction;
}

export interface TransferCommand extends Timed {
  readonly type: 'transfer';
  readonly signed: SignedInstruction;
}

/** Instruction of kind marginMode: the account takes the margin mode that the instruction names. */
export interface MarginModeCommand extends Timed {
  readonly type: 'marginMode';
  readonly signed: SignedInstruction;
}

/**
 * Closes what is needed of a position of an account below its maintenance margin. The book takes it at the best prices within the penalty bound,
 * or the offered order takes it at the price that rewards a keeper.
 */
export interface LiquidateCommand extends Timed {
  readonly type: 'liquidate';
  readonly account: number;
  readonly instrument: number;
  /** A keeper's signed order; null for the book. */
  readonly offer: SignedInstruction | null;
}

/** How the penalty of liquidations is split from here on: a setting of the operator, journaled because sizes and prices follow from it. */
export interface PenaltySplitCommand extends Timed {
  readonly type: 'penaltySplit';
  /** Of a keeper who takes a position over, parts per million of the penalty; the rest is the insurance fund's. */
  readonly keeperSharePpm: number;
}

export interface OracleRoundCommand extends Timed {
  readonly type: 'oracleRound';
  readonly round: OracleRound;
}

export interface FundingStepCommand extends Timed {
  readonly type: 'fundingStep';
  readonly step: FundingStep;
}

/** Expires the dated instrument of a market row at the settlement price that the current round carries. */
export interface ExpireCommand extends Timed {
  readonly type: 'expire';
  readonly row: number;
}

/** Pays an account out of its positions in expired instruments. */
export interface SweepCommand extends Timed {
  readonly type: 'sweep';
  readonly account: number;
}

/** The next entry of the L1 queue; indices are strictly consecutive from 0. */
export interface L1EntryCommand extends Timed {
  readonly type: 'l1Entry';
  readonly entry: L1Entry;
  /** 0x… */
  readonly transactionHash: string;
  readonly block: number;
}

/** Closes the open batch if there is anything in it. */
export interface SealCommand extends Timed {
  readonly type: 'seal';
}

/** The prover has a proof that verified locally. Roots are decimal integers. */
export interface BatchProvedCommand extends Timed {
  readonly type: 'batchProved';
  readonly number: number;
  readonly circuit: string;
  readonly oldStateRoot: bigint;
  readonly newStateRoot: bigint;
  readonly constraints: number;
  readonly witnessMilliseconds: number;
  readonly proveMilliseconds: number;
  readonly dataBytes: number;
  readonly verificationKeyId: string;
}

/** L1 has accepted the batch; may be reported again with another transaction after an L1 reorganisation. */
export interface BatchSettledCommand extends Timed {
  readonly type: 'batchSettled';
  readonly number: number;
  readonly transactionHash: string;
  readonly block: number;
  readonly gasUsed: number;
}

/** The settlement has the confirmations that the deployment asks for. */
export interface BatchFinalCommand extends Timed {
  readonly type: 'batchFinal';
  readonly number: number;
}

/** Everything that can change the exchange. */
export type Command =
  | PlaceCommand
  | EditCommand
  | CancelCommand
  | CancelAllCommand
  | CancelForGoodCommand
  | WithdrawCommand
  | TransferCommand
  | MarginModeCommand
  | LiquidateCommand
  | PenaltySplitCommand
  | OracleRoundCommand
  | FundingStepCommand
  | ExpireCommand
  | SweepCommand
  | L1EntryCommand
  | SealCommand
  | BatchProvedCommand
  | BatchSettledCommand
  | BatchFinalCommand;

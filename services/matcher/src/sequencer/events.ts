import type { ErrorName, MarketTerms, OracleRound, PublicKey } from '@tenor/protocol';
import type { InstrumentSpecification } from './instruments.ts';
import type { Order } from './order.ts';

/** How far a record has got on its way to L1. */
export type Stage = 'accepted' | 'batched' | 'proved' | 'settled' | 'final';
export type BatchStage = 'sealed' | 'proved' | 'settled' | 'final';

/** A trade as everybody sees it. Price in µUSD per lot, size in lots, time in Unix ms. */
export interface Trade {
  /** Counts all trades of the exchange from 1. */
  readonly id: number;
  readonly instrument: number;
  readonly price: bigint;
  readonly size: bigint;
  /** Side of the taker: 0 bought, 1 sold. */
  readonly side: 0 | 1;
  readonly time: number;
  readonly engineSeq: number;
  readonly batch: number;
}

/** One side of a trade, for its account only. Fee in µUSD. */
export interface Fill {
  readonly tradeId: number;
  /** null where the account was liquidated or took part in a deleveraging. */
  readonly orderId: number | null;
  readonly clientId: string | null;
  readonly account: number;
  readonly instrument: number;
  readonly side: 0 | 1;
  readonly liquidity: 'maker' | 'taker' | 'liquidation' | 'deleveraging';
  readonly price: bigint;
  readonly size: bigint;
  readonly fee: bigint;
  readonly time: number;
  readonly engineSeq: number;
  readonly batch: number;
}

/** Money in or out of an account. Amount in µUSD, 0 for a registration. */
export interface Movement {
  /** `<engineSeq>-<account>` */
  readonly id: string;
  readonly kind: 'register' | 'deposit' | 'withdrawal' | 'transferIn' | 'transferOut' | 'insurance';
  readonly account: number;
  /** The other account of a transfer. */
  readonly counterparty: number | null;
  readonly amount: bigint;
  readonly time: number;
  readonly engineSeq: number;
  readonly batch: number;
  /** The L1 transaction that queued a registration or deposit. */
  readonly entryTransaction: string | null;
}

/** An account's equity and margins, µUSD (margins rounded up). */
export interface MarginFigures {
  readonly equity: bigint;
  readonly initialMargin: bigint;
  readonly maintenanceMargin: bigint;
}

/** What an option is worth in every scenario at a round, µUSD per lot, in the order of the grid. */
export interface ToldScenarios {
  readonly instrument: number;
  readonly prices: readonly bigint[];
}

/** The receipt of one liquidation: everything that the rule was judged with. Prices in µUSD per lot, money in µUSD, time in Unix ms. */
export interface Liquidation {
  readonly account: number;
  readonly instrument: number;
  /** 1 where a long position was sold, 0 where a short one was bought back. */
  readonly side: 0 | 1;
  readonly lots: bigint;
  /** Sum of price × lots. */
  readonly quote: bigint;
  readonly mark: bigint;
  /** Index price of every underlying at the round, underlying u at place u − 1: what short options are margined by. */
  readonly index: readonly bigint[];
  /** From the account into the insurance fund. */
  readonly fee: bigint;
  /** From the insurance fund to the account. */
  readonly insurance: bigint;
  /** From the winners into the insurance fund before that. */
  readonly levy: bigint;
  /** Of the options that portfolio margin of the account is made of; none in standard margin. */
  readonly scenarios: readonly ToldScenarios[];
  readonly before: MarginFigures;
  readonly after: MarginFigures;
  /** The account that offered to take the position; null where the book took it. */
  readonly keeper: number | null;
  /** Number of the oracle round that it was judged at. */
  readonly round: number;
  readonly time: number;
  readonly engineSeq: number;
  readonly batch: number;
}

/** The receipt of one deleveraging: everything that the rule was judged with. Prices in µUSD per lot, money in µUSD, time in Unix ms. */
export interface Deleveraging {
  /** The account with the debt. */
  readonly account: number;
  readonly instrument: number;
  /** 1 where its long position was sold, 0 where its short one was bought back. */
  readonly side: 0 | 1;
  readonly lots: bigint;
  readonly price: bigint;
  readonly mark: bigint;
  readonly index: readonly bigint[];
  readonly insurance: bigint;
  readonly levy: bigint;
  /** Of the options that portfolio margin of anybody in it is made of. */
  readonly scenarios: readonly ToldScenarios[];
  /** Part of each counterparty's position that was closed, 2^-32, rounded up to whole lots. */
  readonly ratio: bigint;
  readonly counterparties: readonly { readonly account: number; readonly lots: bigint }[];
  readonly before: MarginFigures;
  readonly after: MarginFigures;
  readonly round: number;
  readonly time: number;
  readonly engineSeq: number;
  readonly batch: number;
}

/** One levy on the holders of one side. `step` in µUSD per lot × 2^24, taken from each lot of it. */
export interface Levy {
  readonly instrument: number;
  /** Whether those who pay hold short positions. */
  readonly short: boolean;
  readonly step: bigint;
  /** µUSD that the insurance fund got. */
  readonly amount: bigint;
  readonly time: number;
  readonly engineSeq: number;
  readonly batch: number;
}

/** One funding step. `step` in µUSD per lot × 2^24 (longs pay when negative), `mark` in µUSD per lot. */
export interface Funding {
  readonly instrument: number;
  readonly step: bigint;
  readonly hours: number;
  readonly mark: bigint;
  readonly time: number;
  readonly engineSeq: number;
  readonly batch: number;
}

/** A dated instrument that has expired. Prices in µUSD per lot, time in Unix ms. */
export interface Expiry {
  readonly specification: InstrumentSpecification;
  /** Average index before the expiry. */
  readonly settlementPrice: bigint;
  /** What one lot pays. */
  readonly payoff: bigint;
  /** Lots held long, and short, at the expiry. */
  readonly openInterest: bigint;
  readonly time: number;
  readonly engineSeq: number;
  readonly batch: number;
}

/** An account's position in an expired instrument, paid out. */
export interface Settlement {
  readonly account: number;
  readonly instrument: number;
  /** Signed lots. */
  readonly size: bigint;
  /** µUSD, signed. */
  readonly amount: bigint;
  readonly time: number;
  readonly engineSeq: number;
  readonly batch: number;
}

/** A sealed batch on its way to L1. Times in Unix ms. */
export interface Batch {
  readonly number: number;
  readonly stage: BatchStage;
  readonly rows: number;
  readonly visits: number;
  readonly entries: number;
  readonly fundingSteps: number;
  readonly trades: number;
  /** Position of its last command in the journal and the chain head there (248 bits). */
  readonly lastEngineSeq: number;
  readonly journalHead: bigint;
  readonly openedAt: number;
  readonly sealedAt: number;
  readonly provedAt: number | null;
  readonly settledAt: number | null;
  readonly finalAt: number | null;
  readonly circuit: string | null;
  readonly oldStateRoot: bigint | null;
  readonly newStateRoot: bigint | null;
  readonly constraints: number | null;
  readonly witnessMilliseconds: number | null;
  readonly proveMilliseconds: number | null;
  readonly dataBytes: number | null;
  readonly verificationKeyId: string | null;
  readonly l1Transaction: string | null;
  readonly l1Block: number | null;
  readonly l1GasUsed: number | null;
}

/** Absolute size of a price level after a command; 0 removes it. */
export interface LevelChange {
  readonly side: 0 | 1;
  readonly price: bigint;
  readonly size: bigint;
}

/** What happened to an order; `cancelled` covers expiry too (see `order.status`). */
export type OrderChange = 'accepted' | 'open' | 'partially_filled' | 'filled' | 'edited' | 'trimmed' | 'cancelled';

/** What each kind of event carries. */
export type EventBody =
  | { readonly type: 'order'; readonly change: OrderChange; readonly order: Order }
  | { readonly type: 'trade'; readonly trade: Trade }
  | { readonly type: 'fill'; readonly fill: Fill }
  /** `seq` counts the changes of one book; `prevSeq` is always `seq − 1`. */
  | {
      readonly type: 'book';
      readonly instrument: number;
      readonly seq: number;
      readonly prevSeq: number;
      readonly changes: readonly LevelChange[];
    }
  | {
      readonly type: 'account';
      readonly account: number;
      readonly owner: bigint;
      readonly key: PublicKey;
      readonly collateral: bigint;
      /** 0 is standard margin, u ≥ 1 portfolio margin of underlying u. */
      readonly marginMode: number;
      readonly minGeneration: bigint;
    }
  | {
      readonly type: 'position';
      readonly account: number;
      readonly instrument: number;
      /** Signed lots. */
      readonly size: bigint;
    }
  | { readonly type: 'movement'; readonly movement: Movement }
  | { readonly type: 'liquidation'; readonly liquidation: Liquidation }
  | { readonly type: 'deleveraging'; readonly deleveraging: Deleveraging }
  | { readonly type: 'levy'; readonly levy: Levy }
  /** How the penalty of liquidations is split from here on, parts per million. */
  | { readonly type: 'penaltySplit'; readonly keeperSharePpm: number }
  | { readonly type: 'round'; readonly round: OracleRound }
  | { readonly type: 'funding'; readonly funding: Funding }
  | { readonly type: 'listed'; readonly listing: InstrumentSpecification }
  /** An L1 entry to list an instrument found no free market row. */
  | { readonly type: 'unlisted'; readonly terms: MarketTerms }
  | { readonly type: 'expired'; readonly expiry: Expiry }
  | { readonly type: 'settlement'; readonly settlement: Settlement }
  | { readonly type: 'batch'; readonly batch: Batch }
  /** A command that was refused after it had closed a batch; the refusal is part of the journal. */
  | { readonly type: 'refused'; readonly error: ErrorName };

/** An event of the exchange. `engineSeq` is the command's place in the journal, `index` the event's place in it. */
export type ExchangeEvent = EventBody & {
  readonly engineSeq: number;
  readonly index: number;
  /** Unix ms of the command. */
  readonly time: number;
};

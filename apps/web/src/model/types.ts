import type { MarketTerms } from '@tenor/protocol';

/** What the views show. Amounts, prices and sizes are decimal strings in USD and units of the base asset. */

export type Side = 'buy' | 'sell';

/** How far an effect has come on its way to L1. */
export type Stage = 'accepted' | 'batched' | 'proved' | 'settled' | 'final';

export type InstrumentKind = 'perpetual' | 'future' | 'option';
export type OptionType = 'call' | 'put';

export interface Instrument {
  readonly name: string;
  readonly id: number;
  readonly kind: InstrumentKind;
  /** Unix milliseconds at which it stops trading and settles; null for a perpetual. */
  readonly expiresAt: number | null;
  /** Null unless an option, as is the strike (USD per base unit). */
  readonly optionType: OptionType | null;
  readonly strike: string | null;
  /** Asset the size is counted in, such as BTC. */
  readonly base: string;
  /** Size of one lot, in base units. */
  readonly lotSize: string;
  /** Price grid, USD per base unit. */
  readonly tickSize: string;
  readonly minSize: string;
  readonly maxSize: string;
  /** USD per base unit. */
  readonly minPrice: string;
  readonly maxPrice: string;
  /** Fractions of the notional; of the index for an option. */
  readonly makerFeeRate: string;
  readonly takerFeeRate: string;
  /** µUSD per lot that one USD per base unit is worth. */
  readonly microsPerLotPerUsd: string;
  /** Margin terms in the integers of the rules. */
  readonly terms: MarketTerms;
}

export interface Ticker {
  readonly instrument: string;
  readonly mark: string | null;
  readonly index: string | null;
  readonly last: string | null;
  readonly bid: string | null;
  readonly ask: string | null;
  /** Fraction an hour. */
  readonly fundingRate: string | null;
  /** Unix milliseconds of the next funding step. */
  readonly nextFundingAt: number | null;
  readonly openInterest: string | null;
  /** Base units traded in the last 24 hours. */
  readonly volume24h: string;
  readonly high24h: string | null;
  readonly low24h: string | null;
  readonly open24h: string | null;
  /** Options only: volatility of the mark, per cent a year. */
  readonly markIv: string | null;
  readonly greeks: Greeks | null;
}

/** Sensitivities of one base unit long, or of a position: USD or delta for the unit named. */
export interface Greeks {
  /** USD for one USD of the underlying: base units of it. */
  readonly delta: string;
  /** Delta for one USD of the underlying. */
  readonly gamma: string;
  /** USD for one percentage point of volatility. */
  readonly vega: string;
  /** USD for one day. */
  readonly theta: string;
}

/** One series of an option chain. */
export interface ChainQuote {
  readonly instrument: string;
  readonly strike: string;
  readonly optionType: OptionType;
  readonly bid: string | null;
  readonly ask: string | null;
  readonly mark: string | null;
  /** Per cent a year. */
  readonly markIv: string | null;
  readonly delta: string | null;
  /** Base units. */
  readonly openInterest: string;
}

/** Every option of one expiry. */
export interface Chain {
  readonly base: string;
  /** Unix milliseconds. */
  readonly expiresAt: number;
  readonly index: string | null;
  readonly options: readonly ChainQuote[];
}

/** What an expired instrument settled at. */
export interface Settlement {
  readonly instrument: string;
  readonly kind: InstrumentKind;
  readonly base: string;
  /** Unix milliseconds. */
  readonly expiresAt: number;
  /** Average index before the expiry, USD per base unit. */
  readonly price: string;
  readonly optionType: OptionType | null;
  readonly strike: string | null;
}

/** A position of the account that was paid out at an expiry. */
export interface OwnSettlement extends Finality {
  readonly instrument: string;
  /** Signed: negative was short. */
  readonly size: string;
  /** USD paid to the account, signed. */
  readonly amount: string;
  /** Unix milliseconds. */
  readonly time: number;
}

export interface Candle {
  /** Unix milliseconds at which it opens. */
  readonly time: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
}

export interface Level {
  readonly price: string;
  readonly size: string;
}

/** The top of a book, best level first on both sides. */
export interface BookView {
  readonly instrument: string;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  readonly sequence: number;
  /** False while the book is being (re)built. */
  readonly ready: boolean;
}

export interface Trade {
  readonly id: string;
  readonly price: string;
  readonly size: string;
  /** Side of the taker. */
  readonly side: Side;
  /** Unix milliseconds. */
  readonly time: number;
}

export interface Finality {
  readonly stage: Stage;
  readonly batch: number | null;
  readonly l1Transaction: string | null;
}

export interface Order extends Finality {
  readonly id: string;
  readonly instrument: string;
  readonly side: Side;
  readonly type: string;
  readonly price: string;
  readonly size: string;
  readonly filled: string;
  readonly averagePrice: string | null;
  readonly fee: string;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly timeInForce: string;
  readonly status: 'open' | 'filled' | 'cancelled' | 'expired';
  /** Unix milliseconds. */
  readonly time: number;
  readonly reason: string | null;
}

export interface Position {
  readonly instrument: string;
  /** Signed: negative is short. */
  readonly size: string;
  readonly entry: string | null;
  readonly mark: string | null;
  readonly notional: string;
  readonly unrealisedPnl: string | null;
  readonly realisedPnl: string;
  /** Paid since opening; negative was received. */
  readonly fundingPaid: string;
  readonly liquidationPrice: string | null;
}

export interface AccountView {
  readonly id: number;
  readonly owner: string;
  /** `standard`, or `portfolio:BTC`: what is held of that underlying is margined together. */
  readonly marginMode: string;
  readonly equity: string;
  readonly collateral: string;
  readonly initialMargin: string;
  readonly maintenanceMargin: string;
  readonly freeCollateral: string;
  readonly unrealisedPnl: string | null;
}

/** A deposit, withdrawal or transfer, or what the insurance fund paid. */
export interface Transfer extends Finality {
  readonly id: string;
  readonly kind: 'register' | 'deposit' | 'withdrawal' | 'transfer_in' | 'transfer_out' | 'insurance';
  readonly amount: string;
  readonly time: number;
  /** L1 transaction that queued a registration or deposit. */
  readonly entryTransaction: string | null;
}

export interface Batch {
  readonly number: number;
  readonly stage: Exclude<Stage, 'accepted'>;
  /** Null until it is proved. */
  readonly circuit: string | null;
  /** Unix milliseconds at which it was opened. */
  readonly time: number;
  readonly rows: number;
  readonly visits: number;
  readonly entries: number;
  readonly trades: number;
  readonly proveSeconds: number | null;
  readonly constraints: number | null;
  readonly dataBytes: number | null;
  readonly l1Transaction: string | null;
  readonly l1Block: number | null;
  readonly l1GasUsed: number | null;
  readonly newStateRoot: string | null;
}

/** State of the prover and how much waits for it. */
export interface ProofStatus {
  /** Such as 'warming', 'idle', 'proving', 'off'. */
  readonly prover: string;
  readonly detail: string | null;
  /** 0 to 1 while warming. */
  readonly progress: number | null;
  /** Order rows accepted and not yet proved. */
  readonly backlogRows: number;
  readonly engineSequence: number | null;
  readonly lastSettledBatch: number | null;
}

/** What the exchange trades while prices come, are late, or have stopped, and why in words. */
export interface MarketMode {
  readonly mode: 'running' | 'reduce-only' | 'halted';
  readonly reason: string;
}

export type ConnectionStatus = 'connecting' | 'live' | 'reconnecting';

export interface Connection {
  readonly status: ConnectionStatus;
  /** Unix milliseconds of the last message; the page shows a stale banner when it is old. */
  readonly lastMessageAt: number | null;
  readonly roundTripMs: number | null;
}

export type SessionStatus = 'none' | 'deriving' | 'key' | 'unregistered' | 'open';

/** Who is trading in this tab. */
export interface Session {
  readonly status: SessionStatus;
  readonly owner: string | null;
  readonly accountId: number | null;
  /** Public trading key, decimal coordinates. */
  readonly key: { readonly x: string; readonly y: string } | null;
}

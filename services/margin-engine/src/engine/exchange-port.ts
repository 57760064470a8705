import type { FundingStep, MarketTerms, OracleRound } from '@tenor/protocol';
import type { BookDepth } from '../funding/impact-price.ts';

/** A listed instrument: its name, the row of its market in the state, its terms. */
export interface ListedMarket {
  readonly name: string;
  readonly row: number;
  readonly terms: MarketTerms;
}

/** What the margin engine asks of the exchange and proposes to it. */
export interface ExchangePort {
  /** Every listed instrument, expired ones that still have their row included. Asked once a tick. */
  markets(): readonly ListedMarket[] | Promise<readonly ListedMarket[]>;
  /** The last round that the exchange took; null when there is none. */
  lastRound(): Promise<OracleRound | null>;
  /** Unix hours of the last funding step of an instrument. */
  lastFundingHour(instrument: string): Promise<number>;
  /** The best levels of an instrument's book. */
  depth(instrument: string): Promise<BookDepth>;
  /** At most `limit` accounts that hold positions in expired instruments. */
  expiredHolders(limit: number): Promise<readonly number[]>;
  submitRound(round: OracleRound): Promise<void>;
  submitFunding(step: FundingStep): Promise<void>;
  /** Expires the instrument of a row at the settlement price of the last round. */
  submitExpiry(row: number): Promise<void>;
  /** Settles and removes an account's positions in expired instruments. */
  submitSweep(account: number): Promise<void>;
}

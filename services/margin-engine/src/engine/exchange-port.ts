import type { FundingStep, OracleRound } from '@tenor/protocol';
import type { BookDepth } from '../funding/impact-price.ts';

/** What the margin engine asks of the exchange and proposes to it. */
export interface ExchangePort {
  /** Number of the last round the exchange took; 0 when there is none. */
  lastRound(): Promise<number>;
  /** Unix hours of the last funding step of an instrument. */
  lastFundingHour(instrument: string): Promise<number>;
  /** The best levels of an instrument's book. */
  depth(instrument: string): Promise<BookDepth>;
  submitRound(round: OracleRound): Promise<void>;
  submitFunding(step: FundingStep): Promise<void>;
}

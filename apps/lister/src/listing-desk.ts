import type { SeriesTerms } from '@tenor/sdk';

/** A listing as L1 has it. */
export interface PastListing {
  /** Place of its entry in the queue, from 0. */
  readonly entry: number;
  readonly terms: SeriesTerms;
  /** Unix seconds. */
  readonly time: number;
}

/** Where the lister's decisions go: L1, or the log. */
export interface ListingDesk {
  /** Address that lists, for people; null in a dry run. */
  readonly owner: string | null;
  /** Whether L1 lets this owner list. */
  isAllowed(): Promise<boolean>;
  /** Everything that was ever listed, whoever did it, in the order of the queue. */
  past(): Promise<readonly PastListing[]>;
  /** Resolves when L1 has them; the exchange lists them after the confirmations it waits for. */
  list(series: readonly SeriesTerms[]): Promise<void>;
}

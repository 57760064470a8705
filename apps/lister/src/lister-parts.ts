import type { ExchangeClient } from '@tenor/sdk';
import type { Logger } from 'pino';
import type { ListerConfig } from './lister-config.ts';
import type { ListingDesk } from './listing-desk.ts';

/** What a lister works with. */
export interface ListerParts {
  readonly exchange: Pick<ExchangeClient, 'connection' | 'status' | 'refreshInstruments' | 'instruments' | 'ticker'>;
  readonly desk: ListingDesk;
  readonly config: ListerConfig;
  /** Market rows of the exchange. */
  readonly rows: number;
  readonly log: Logger;
  /** Told in words what is listed and what is on the board. */
  readonly tell: (text: string) => void;
}

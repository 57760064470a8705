import type { Logger } from 'pino';
import type { ExchangeEvent } from './events.ts';
import type { Order } from './order.ts';
import type { Receipt } from './queries.ts';
import type { LedgerFactory } from './sequencer.ts';

/** What an exchange is opened with. */
export interface ExchangeOptions {
  readonly dataDir: string;
  /** What the data is for: chain, contract and circuit size. Data of another deployment is refused. */
  readonly identity: string;
  readonly ledgers: LedgerFactory;
  readonly log: Logger;
  /** Commands between snapshots. */
  readonly snapshotEvery?: number;
  /** Commands that may wait for the disk before new ones are refused; cancels may wait twice as many. */
  readonly maxBacklog?: number;
  /** Whether the data directory is first read through in a process of its own (see probe.ts). */
  readonly probe?: boolean;
}

/** What a command came to, once it is durable. */
export interface CommandResult {
  readonly receipt: Receipt;
  readonly events: readonly ExchangeEvent[];
  /** The order that was placed or changed; the first one where a client id is repeated. */
  readonly order: Order | null;
  /** Whether it repeats an order that is there under its client id: then nothing was done, and the receipt is that order's. */
  readonly repeated: boolean;
}

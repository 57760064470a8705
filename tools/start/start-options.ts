import type { CircuitName } from '@tenor/protocol';

/** How an exchange on this machine is to be started. */
export interface StartOptions {
  readonly dataDirectory: string;
  readonly size: CircuitName;
  /** Of the API and the page; 0 (default) takes a free one. */
  readonly port?: number;
  /** Of the local L1; 0 (default) takes a free one. */
  readonly l1Port?: number;
  /** Start the quoting bot. */
  readonly bots?: boolean;
  /** Start the lister, which puts options and futures on the board. */
  readonly lister?: boolean;
  /** Start the signers of the oracle set as processes of their own (default); else the exchange holds all their keys itself. */
  readonly signers?: boolean;
  /** Start a keeper. */
  readonly keeper?: boolean;
  /** A keeper's part of the penalty of a liquidation, parts per million; as it was before unless given. */
  readonly keeperSharePpm?: number;
  /** Of the price walk. */
  readonly seed?: number;
  /** Folder with recorded prices (*.csv.gz); null (default) walks. */
  readonly pricesDirectory?: string | null;
  /** File with `sources` and `rules` of the exchange's price configuration; they go before recordings. */
  readonly sourcesPath?: string | null;
  /** Hours of funding that are due at the start of a new deployment. */
  readonly genesisHoursAgo?: number;
  /** Least time between two requests of an idle prover to seal. */
  readonly sealMilliseconds?: number;
  /** Build and serve the page. */
  readonly web?: boolean;
  /** Folder of circuits, keys and page builds; they are the same for every data directory. */
  readonly cacheDirectory?: string;
  /** Gives the start up between two steps. */
  readonly signal?: AbortSignal;
  /** Called with each step, for people. */
  readonly onProgress?: (line: string) => void;
}

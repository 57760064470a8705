import type { Account } from './account.ts';
import type { Market } from './market.ts';

/** Money that belongs to no account, µUSD. */
export interface House {
  feePool: bigint;
  insuranceFund: bigint;
}

/** What is left of an expired instrument: cash paid to one lot of each side since its listing, µUSD × 2^24, signed. */
export interface SettledInstrument {
  readonly indexLong: bigint;
  readonly indexShort: bigint;
}

/** Everything the state root commits to, as plain maps: no hashing happens while the exchange runs. */
export interface ExchangeState {
  readonly accounts: Map<number, Account>;
  /** Exactly M rows; null is an unused row. */
  readonly markets: (Market | null)[];
  readonly house: House;
  /** Final cash indices of every expired instrument, by id. */
  readonly settled: Map<number, SettledInstrument>;
}

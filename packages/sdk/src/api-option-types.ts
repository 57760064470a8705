import type { InstrumentKind } from './api-market-types.ts';
import type { Finality } from './api-types.ts';

export type OptionType = 'call' | 'put';

/** Of one unit long: what its price moves by. */
export interface GreeksJson {
  /** USD for one USD of the underlying. */
  delta: string;
  /** Delta for one USD of the underlying. */
  gamma: string;
  /** USD for one percentage point of volatility. */
  vega: string;
  /** USD for one day. */
  theta: string;
}

/** One series of an option chain. */
export interface ChainOptionJson {
  instrument: string;
  /** USD for one unit of the base. */
  strike: string;
  option_type: OptionType;
  best_bid: string | null;
  best_ask: string | null;
  mark_price: string | null;
  /** Per cent a year. */
  mark_iv: string | null;
  delta: string | null;
  open_interest: string;
}

/** What an expired instrument settled at. */
export interface SettlementJson {
  instrument: string;
  kind: InstrumentKind;
  base: string;
  expiration_timestamp: number;
  option_type?: OptionType;
  strike?: string;
  /** Average index of the last 30 minutes, USD for one unit of the base. */
  settlement_price: string;
  /** What one unit of the instrument paid, USD. */
  payoff?: string;
  /** When the exchange settled it. */
  time?: number;
}

/** A position in an expired instrument that was paid out. */
export interface AccountSettlementJson extends Finality {
  account: number;
  instrument: string;
  /** Signed: negative was short. */
  size: string;
  /** USD paid to the account, signed. */
  amount: string;
  time: number;
  engine_seq: number;
}

/** An instrument that has appeared or gone. */
export interface InstrumentNewsJson {
  instrument: string;
  state: 'listed' | 'expired';
  kind: InstrumentKind;
  base: string;
  expiration_timestamp?: number;
  option_type?: OptionType;
  strike?: string;
  /** Of an expired one. */
  settlement_price?: string;
}

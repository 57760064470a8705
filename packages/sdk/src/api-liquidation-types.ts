import type { Finality, Side } from './api-types.ts';

export interface MarginFiguresJson {
  equity: string;
  initial_margin: string;
  maintenance_margin: string;
}

/** The receipt of one liquidation: everything that its rule was judged with. */
export interface LiquidationJson extends Finality {
  account: number;
  instrument: string;
  /** What was done for the account: `sell` where it was long. */
  side: Side;
  size: string;
  average_price: string;
  notional: string;
  mark_price: string;
  /** Of every underlying at the round, USD per unit: what short options are margined by. */
  index_prices: Readonly<Record<string, string>>;
  /** From the account into the insurance fund. */
  fee: string;
  /** From the insurance fund to the account. */
  insurance: string;
  /** From the winners into the insurance fund before that. */
  levy: string;
  /** Where portfolio margin was judged: of every option of its underlying nine prices, USD per unit, in the order of the grid. */
  scenario_prices: Readonly<Record<string, string[]>>;
  before: MarginFiguresJson;
  after: MarginFiguresJson;
  /** The account that took the position over; null where the book did. */
  keeper: number | null;
  oracle_round: number;
  time: number;
  engine_seq: number;
}

/** The receipt of one deleveraging: everything that its rule was judged with. */
export interface DeleveragingJson extends Finality {
  /** The account with the debt. */
  account: number;
  instrument: string;
  /** What was done for it: `sell` where it was long. */
  side: Side;
  size: string;
  /** Of all parties: the mark, or worse than it for the counterparties. */
  price: string;
  mark_price: string;
  /** Of every underlying at the round, USD per unit: what short options are margined by. */
  index_prices: Readonly<Record<string, string>>;
  /** From the insurance fund to the account. */
  insurance: string;
  /** From the winners into the insurance fund before that. */
  levy: string;
  /** Where portfolio margin was judged: of every option of its underlying nine prices, USD per unit, in the order of the grid. */
  scenario_prices: Readonly<Record<string, string[]>>;
  /** The part of each counterparty's position that was closed, times 2^32; lots are rounded up. */
  ratio: string;
  counterparties: { account: number; size: string }[];
  before: MarginFiguresJson;
  after: MarginFiguresJson;
  oracle_round: number;
  time: number;
  engine_seq: number;
}

/** One position that a keeper can take over. */
export interface TakeablePositionJson {
  instrument: string;
  /** The side of the keeper's order: `buy` where the account is long. */
  side: Side;
  /** All that the account holds. */
  size: string;
  /** The most that one liquidation takes at the keeper price. */
  needed: string;
  /** What the keeper pays or gets, exactly. */
  keeper_price: string;
  mark_price: string;
}

/** An account below its maintenance margin. */
export interface LiquidatableJson {
  account: number;
  equity: string;
  initial_margin: string;
  maintenance_margin: string;
  positions: TakeablePositionJson[];
}

/**
 * The single source of every width, bound and circuit size. `npm run gen` writes them into circuits and contracts.
 */

/** Bit widths of the quantities of the protocol (see docs/protocol/formats.md). */
export const BITS = {
  amount: 62,
  lots: 32,
  position: 48,
  price: 36,
  notional: 48,
  cashIndex: 63,
  cashIndexFraction: 24,
  rate: 20,
  slope: 32,
  slopeShift: 36,
  time: 40,
  generation: 36,
  revision: 14,
  filled: 32,
  maxFeePerLot: 24,
  fee: 40,
  openInterest: 52,
  openInterestCap: 40,
  expiryHour: 24,
  underlying: 8,
  marginMode: 8,
  insurance: 48,
  levyStep: 58,
  levyDust: 20,
  deleverageRatio: 32,
  fundingHour: 20,
  accountField: 32,
  instrument: 32,
  slot: 10,
  word: 248,
} as const;

/** The slot tree of an account: 256 leaves of three slots. */
export const SLOT_TREE_DEPTH = 4;
export const SLOTS_PER_LEAF = 3;
export const SLOTS = 4 ** SLOT_TREE_DEPTH * SLOTS_PER_LEAF;
export const ACCOUNT_VERSION = 1n;

/** Kinds of instrument, as packed in the static word of a market row. */
export const INSTRUMENT_KIND = { perpetual: 1, future: 2, call: 3, put: 4 } as const;
/** A dated instrument's mark lies within this part of its initial margin rate of the index (2^-1); a perpetual's within 2^-3. */
export const MARK_CLAMP_SHIFT = { perpetual: 3, dated: 1 } as const;

/** Kinds of signed instruction, as packed in w0. */
export const INSTRUCTION_KIND = { order: 1, withdraw: 2, transfer: 3, cancel: 4, cancelAll: 5, marginMode: 8 } as const;
/** Kind of the row of an account that is liquidated: never signed. */
export const LIQUIDATE_KIND = 6;
/** Kind of the rows of a deleveraging, of the indebted account and of its counterparties: never signed. */
export const DELEVERAGE_KIND = 7;
/** Kinds of L1 entry, as packed in the first word of an entry. */
export const ENTRY_KIND = { register: 1, deposit: 2, insure: 3, list: 4 } as const;

/** Longest time a signed instruction may live, seconds. */
export const INSTRUCTION_LIFETIME_SECONDS = 30 * 24 * 3600;
/** Longest time between the first and the last oracle round of a batch, seconds. */
export const EPOCH_SPAN_SECONDS = 120;
/** Oldest a batch's first oracle round may be at the batch's time, seconds. */
export const ROUND_AGE_SECONDS = 600;
/** A liquidation may cost the account at most this part of the initial margin of the lots it closes: 2^-2. */
export const LIQUIDATION_PENALTY_SHIFT = 2;
/** A liquidation may leave equity above the initial margin by this part of it (2^-2) and LIQUIDATION_SLACK, not more: no more is closed than needed. */
export const LIQUIDATION_BUFFER_SHIFT = 2;
/** µUSD. Also the account size below which a liquidation may close everything. */
export const LIQUIDATION_SLACK = 100_000_000n;

/** A levy takes at most this part of the initial margin of a lot from each lot of the winners: 2^-3. */
export const LEVY_CAP_SHIFT = 3;
/** µUSD. Where winners pay, the insurance fund ends below this: it holds what rounding leaves and nothing that could have paid. */
export const LEVY_DUST = 1n << BigInt(BITS.levyDust);

/** Hours one funding step may cover (a longer gap takes several steps). */
export const FUNDING_HOURS_BITS = 8;

/** Capacities of one batch circuit. */
export interface CircuitSize {
  readonly name: string;
  /** Account visits. */ readonly A: number;
  /** Signed instruction rows. */ readonly R: number;
  /** Positions per account group. */ readonly K: number;
  /** Depth of the 4-ary account tree. */ readonly DEPTH: number;
  /** Market rows. */ readonly M: number;
  /** Market rows a batch may open. */ readonly T: number;
  /** Oracle rounds (mark epochs) of a batch. */ readonly E: number;
  /** L1 entries of a batch. */ readonly Q: number;
  /** Underlyings: index prices of an oracle round. */ readonly U: number;
  /** Keys of the oracle set. */ readonly N: number;
  /** Signatures an oracle round carries: of distinct keys of the set. */ readonly V: number;
  /** Depth of the 4-ary settled tree: instrument ids are below 4^SETTLED. */ readonly SETTLED: number;
}

export const CIRCUIT_SIZES = {
  test: { name: 'test', A: 4, R: 3, K: 4, DEPTH: 4, M: 5, T: 5, E: 1, Q: 2, U: 2, N: 1, V: 1, SETTLED: 3 },
  dev: { name: 'dev', A: 8, R: 8, K: 6, DEPTH: 8, M: 16, T: 12, E: 2, Q: 4, U: 2, N: 4, V: 3, SETTLED: 6 },
} as const satisfies Record<string, CircuitSize>;
export type CircuitName = keyof typeof CIRCUIT_SIZES;

/** Number of published words of a batch, and where each section starts. */
export function sectionLayout(size: CircuitSize) {
  const lengths = {
    header: 6 + size.E,
    entries: 4 * size.Q,
    withdrawals: size.A,
    accounts: size.A,
    positions: size.A * size.K,
    slots: size.R,
    markets: size.T,
    house: 1,
  };
  let words = 0;
  const offsets = {} as Record<keyof typeof lengths, number>;
  for (const name of Object.keys(lengths) as (keyof typeof lengths)[]) {
    offsets[name] = words;
    words += lengths[name];
  }
  return { lengths, offsets, words };
}

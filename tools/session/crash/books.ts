import {
  accountHealth,
  BITS,
  cashIndicesOf,
  type ExchangeState,
  type OracleRound,
  pendingCash,
  RoundFigures,
  STANDARD_MODE,
} from '@tenor/protocol';
import type { Flows } from './plan-check.ts';

const FRACTION = BigInt(BITS.cashIndexFraction);

/**
 * What is missing in the books, 2^-24 µUSD; 0 where they balance: everything that came in and did not leave is in the collateral of somebody, earned and
 * not yet settled, in the fee pool, in the insurance fund, or was rounded away when cash was settled.
 */
export function missing(state: ExchangeState, { deposited, insured, withdrawn, remainders }: Flows): bigint {
  const { feePool, insuranceFund } = state.house;
  let held = (feePool + insuranceFund) << FRACTION;
  for (const { collateral, positions } of state.accounts.values())
    held += (collateral << FRACTION) + pendingCash(positions, cashIndicesOf(state));
  return ((deposited + insured - withdrawn) << FRACTION) - held - remainders;
}

/** Lots of everybody together by instrument, those that do not cancel out alone. */
export function unmatched(state: ExchangeState): Map<number, bigint> {
  const totals = new Map<number, bigint>();
  for (const { positions } of state.accounts.values())
    for (const { instrument, size } of positions)
      if (size !== 0n) totals.set(instrument, (totals.get(instrument) ?? 0n) + size);
  return new Map([...totals].filter(([, total]) => total !== 0n));
}

/** The worst-off account at a set of marks, and the debts of all. */
export interface Solvency {
  /** µUSD by account. */
  readonly equities: ReadonlyMap<number, bigint>;
  readonly worstAccount: number;
  readonly worstEquity: bigint;
  /** Sum of what equities lack to zero, µUSD. */
  readonly badDebt: bigint;
}

/** Equities at a round's marks, which are the same in every margin mode: the round needs no scenario prices. There must be an account. */
export function solvency(state: ExchangeState, round: OracleRound): Solvency {
  const figuresOf = new RoundFigures(state).at(round);
  const indicesOf = cashIndicesOf(state);
  const equities = new Map(
    [...state.accounts.values()].map((account) => [
      account.id,
      accountHealth({ ...account, marginMode: STANDARD_MODE }, indicesOf, figuresOf).equity,
    ]),
  );
  const [worstAccount, worstEquity] = [...equities].reduce((worst, next) => (next[1] < worst[1] ? next : worst));
  const badDebt = [...equities.values()].reduce((sum, equity) => (equity < 0n ? sum - equity : sum), 0n);
  return { equities, worstAccount, worstEquity, badDebt };
}

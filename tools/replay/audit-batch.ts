import {
  type Account,
  ENTRY_KIND,
  ENTRY_WORD,
  type MarketTerms,
  type Replay,
  sectionLayout,
  unpackWord,
} from '@tenor/protocol';
import type { BatchOracleRoundsJson } from '@tenor/sdk';
import {
  auditLiquidations,
  copiesOf,
  fundDifference,
  type LiquidationFinding,
  type ReceiptForAudit,
} from './audit-liquidations.ts';
import { auditReceipt, type ReceiptFinding, type ToldPrices, termsByName } from './audit-receipts.ts';
import { auditRounds, type RoundsFinding } from './audit-rounds.ts';

/** What an exchange tells of one batch in which somebody was liquidated or deleveraged. */
export interface ToldBatch {
  /** One for each account and receipt. */
  readonly parties: readonly ReceiptForAudit[];
  /** One for each receipt. */
  readonly prices: readonly ToldPrices[];
  /** null where it has none. */
  readonly rounds: BatchOracleRoundsJson | null;
}

/** The state before a batch, as far as its audit needs it. */
export interface StateBefore {
  readonly accounts: ReadonlyMap<number, Account>;
  readonly markets: readonly (MarketTerms | null)[];
  readonly fund: bigint;
}

/** Everything found in one batch. */
export interface BatchAudit {
  readonly batch: number;
  /** null where nobody was liquidated or deleveraged. */
  readonly rounds: RoundsFinding | null;
  readonly receipts: readonly ReceiptFinding[];
  readonly accounts: readonly LiquidationFinding[];
  /** Accounts that cannot be judged, since something is against the rounds. */
  readonly unjudged: readonly number[];
  /** µUSD by which the insurance fund differs from what receipts and entries say. */
  readonly fundDifference: bigint;
}

const NOTHING: ToldBatch = { parties: [], prices: [], rounds: null };

/** µUSD that the entries of a batch paid into accounts and into the insurance fund. */
function entriesOf(words: readonly bigint[]): { deposits: Map<number, bigint>; insured: bigint } {
  const deposits = new Map<number, bigint>();
  let insured = 0n;
  for (let place = 0; place < words.length; place += 4) {
    const { kind, account, amount } = unpackWord(ENTRY_WORD, words[place]!);
    if (kind === BigInt(ENTRY_KIND.insure)) insured += amount;
    if (kind === BigInt(ENTRY_KIND.deposit))
      deposits.set(Number(account), (deposits.get(Number(account)) ?? 0n) + amount);
  }
  return { deposits, insured };
}

/** Keeps what the audit of a batch needs before the batch is replayed. */
export const stateBefore = ({ state }: Pick<Replay, 'state'>, { parties } = NOTHING): StateBefore => ({
  accounts: copiesOf(
    state,
    parties.map(({ account }) => account),
  ),
  markets: [...state.markets],
  fund: state.house.insuranceFund,
});

/**
 * Audits one batch from what it published and what the exchange tells of it: who signed its rounds, whether the receipts tell what those say, whether each
 * account was to be liquidated or deleveraged as it was, and the money of the insurance fund. An account is judged by signed prices or not at all.
 * @param after the replay with the batch
 * @param words all that the batch published
 */
export function auditBatch(
  batch: number,
  before: StateBefore,
  { state, size }: Pick<Replay, 'state' | 'size'>,
  words: readonly bigint[],
  { parties, prices, rounds: told } = NOTHING,
): BatchAudit {
  const { offsets, lengths } = sectionLayout(size);
  const { deposits, insured } = entriesOf(words.slice(offsets.entries, offsets.entries + lengths.entries));
  const difference = fundDifference(before.fund, state.house.insuranceFund, parties, insured);
  const nobody = { batch, receipts: [], accounts: [], unjudged: [], fundDifference: difference };
  if (parties.length === 0) return { ...nobody, rounds: null };
  const rounds = auditRounds(batch, told, words, state, size);
  if (rounds.refusal !== null)
    return { ...nobody, rounds, unjudged: [...new Set(parties.map(({ account }) => account))] };
  const names = termsByName([...before.markets, ...state.markets]);
  return {
    ...nobody,
    rounds,
    receipts: prices.map((receipt) => auditReceipt(batch, receipt, rounds.rounds, names)),
    accounts: auditLiquidations(batch, before.accounts, state, parties, deposits, rounds.rounds.at(-1)!),
  };
}

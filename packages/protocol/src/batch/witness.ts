import { packWord } from '../codec/bit-layout.ts';
import { ORACLE_ROUND_WORD } from '../codec/oracle-message.ts';
import { emptySettledRoot, houseHash, marketsHash, stateRoot } from '../codec/state-root.ts';
import { type BatchWords, publishedWords } from '../data/words.ts';
import type { CircuitSize } from '../parameters.ts';
import type { Account } from '../state/account.ts';
import type { ExchangeState } from '../state/exchange-state.ts';
import type { Market } from '../state/market.ts';
import type { MerkleTree } from '../state/merkle-tree.ts';
import { type Columns, push } from './columns.ts';
import { entryColumns } from './entry-columns.ts';
import { marketColumns } from './market-columns.ts';
import type { BatchRecord } from './record.ts';
import { rowColumns } from './row-columns.ts';
import { visitColumns } from './visit-columns.ts';

/** Everything the prover needs of one batch. */
export interface BatchInput {
  readonly record: BatchRecord;
  /** Signals of the circuit by name; `r` is 0 until C is known. */
  readonly input: Columns;
  readonly words: BatchWords;
  readonly previousRoot: bigint;
  readonly newRoot: bigint;
}

/** The settled state as the witness needs it. */
export interface SettledView {
  readonly size: CircuitSize;
  readonly state: ExchangeState;
  readonly accounts: MerkleTree;
  readonly root: bigint;
  slotsOf(account: Account): MerkleTree;
}

/** Turns a record into the circuit's input and the published words, and moves the settled trees to the new state. */
export function witnessInput(settled: SettledView, record: BatchRecord, domain: bigint): BatchInput {
  const { plan } = record;
  const { size, state } = settled;
  const previousRoot = settled.root;
  const accountsRoot0 = settled.accounts.root;
  const slotRoots = new Map(record.visits.map(({ account, before }) => [account, settled.slotsOf(before).root]));
  const input: Columns = {
    r: 0n,
    domain,
    number: BigInt(plan.number),
    time: BigInt(plan.time),
    journalHead: plan.journalHead,
    accountsRoot0,
    settledRoot: emptySettledRoot(),
    feePool0: record.houseBefore.feePool,
    insuranceFund0: record.houseBefore.insuranceFund,
  };
  roundColumns(input, record, state.markets);
  entryColumns(input, record, size);
  const marketsAfter = marketColumns(input, record, size, state.markets);
  rowColumns(input, record, size, (account) => settled.slotsOf(account));
  visitColumns(
    input,
    record,
    size,
    (account) => slotRoots.get(account)!,
    (visit) => settled.slotsOf(visit.before).root,
    settled.accounts,
  );
  const newRoot = stateRoot({
    accountsRoot: settled.accounts.root,
    marketsHash: marketsHash(marketsAfter),
    settledRoot: emptySettledRoot(),
    houseHash: houseHash(record.houseAfter),
  });
  return {
    record,
    input,
    words: publishedWords(record, size, { previousRoot, newRoot, domain }),
    previousRoot,
    newRoot,
  };
}

function roundColumns(input: Columns, { plan }: BatchRecord, markets: readonly (Market | null)[]): void {
  const [first] = plan.rounds;
  input.oracleAx = first!.key.x;
  input.oracleAy = first!.key.y;
  input.roundWord = [];
  input.roundS = [];
  input.roundR8x = [];
  input.roundR8y = [];
  for (const { round, time, signature } of plan.rounds) {
    push(input, {
      roundWord: packWord(ORACLE_ROUND_WORD, { round, time }),
      roundS: signature.S,
      roundR8x: signature.R8.x,
      roundR8y: signature.R8.y,
    });
  }
  input.rowMark = markets.map((_, row) => plan.rounds.map((round) => round.marks[row]!));
}

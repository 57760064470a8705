import { oracleSetHash, packScenarioPrices } from '../codec/oracle-message.ts';
import { houseHash, marketsHash, stateRoot } from '../codec/state-root.ts';
import { type BatchWords, publishedWords } from '../data/words.ts';
import type { CircuitSize } from '../parameters.ts';
import type { Account, PublicKey } from '../state/account.ts';
import type { ExchangeState } from '../state/exchange-state.ts';
import type { Market } from '../state/market.ts';
import type { MerkleTree } from '../state/merkle-tree.ts';
import { type Columns, flag, push } from './columns.ts';
import { entryColumns } from './entry-columns.ts';
import { marketColumns } from './market-columns.ts';
import type { BatchRecord } from './record.ts';
import { rowColumns } from './row-columns.ts';
import { settledColumns } from './settled-columns.ts';
import { shortfallColumns } from './shortfall-columns.ts';
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
  readonly settled: MerkleTree;
  readonly oracleKeys: readonly PublicKey[];
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
    settledRoot0: settled.settled.root,
    feePool0: record.houseBefore.feePool,
    insuranceFund0: record.houseBefore.insuranceFund,
  };
  roundColumns(input, record, size, state.markets, settled.oracleKeys);
  entryColumns(input, record, size);
  settledColumns(input, record, size, settled.settled);
  const marketsAfter = marketColumns(input, record, size, state.markets);
  shortfallColumns(input, record);
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
    settledRoot: settled.settled.root,
    houseHash: houseHash(record.houseAfter),
  });
  return {
    record,
    input,
    words: publishedWords(record, size, {
      previousRoot,
      newRoot,
      domain,
      oracleSet: oracleSetHash(settled.oracleKeys),
    }),
    previousRoot,
    newRoot,
  };
}

function roundColumns(
  input: Columns,
  { plan }: BatchRecord,
  { N, V }: CircuitSize,
  markets: readonly (Market | null)[],
  oracleKeys: readonly PublicKey[],
): void {
  input.oracleAx = oracleKeys.map(({ x }) => x);
  input.oracleAy = oracleKeys.map(({ y }) => y);
  for (const { round, time, settlementHour, index, settlement, signatures } of plan.rounds) {
    push(input, {
      round: BigInt(round),
      roundTime: BigInt(time),
      settlementHour: BigInt(settlementHour),
      roundIndex: [...index],
      settlement: [...settlement],
      chosen: Array.from({ length: V }, (_, i) =>
        Array.from({ length: N }, (_, n) => flag(signatures[i]!.signer === n)),
      ),
      roundS: signatures.map(({ signature }) => signature.S),
      roundR8x: signatures.map(({ signature }) => signature.R8.x),
      roundR8y: signatures.map(({ signature }) => signature.R8.y),
    });
  }
  input.roundInstrument = markets.map((_, row) => plan.rounds.map((round) => BigInt(round.instruments[row]!)));
  input.scenarioWord = markets.map((_, row) =>
    plan.rounds.map((round) => packScenarioPrices(round.scenarioPrices[row]!)),
  );
  input.rowMark = markets.map((_, row) => plan.rounds.map((round) => round.marks[row]!));
}

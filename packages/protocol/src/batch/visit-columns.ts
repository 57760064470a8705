import { accountLeaf, controlWord, keysHash, positionsHash } from '../codec/account-leaf.ts';
import { poseidon } from '../crypto/poseidon.ts';
import { packScenarios } from '../margin/scenario/packed-scenarios.ts';
import { portfolioMargin } from '../margin/scenario/portfolio-margin.ts';
import type { ScenarioFigures } from '../margin/scenario/scenario-figures.ts';
import type { CircuitSize } from '../parameters.ts';
import type { Account } from '../state/account.ts';
import type { MerkleTree } from '../state/merkle-tree.ts';
import { type Column, type Columns, flag, push } from './columns.ts';
import type { BatchRecord, VisitRecord } from './record.ts';
import { type FiguresOf, SETTLED_FIGURES } from './rounds.ts';

/** The visits of a batch, padded to A; writes each new leaf into the accounts tree before the next one is opened. */
export function visitColumns(
  input: Columns,
  record: BatchRecord,
  size: CircuitSize,
  slotsRootBefore: (account: number) => bigint,
  slotsRootAfter: (visit: VisitRecord) => bigint,
  accounts: MerkleTree,
): void {
  for (let v = 0; v < size.A; v++) {
    const visit = record.visits[v];
    if (!visit) {
      push(input, paddingVisit(size));
      continue;
    }
    const slots0 = slotsRootBefore(visit.account);
    const slots1 = slotsRootAfter(visit);
    const children = accounts.children(visit.account);
    accounts.set(visit.account, accountLeaf(visit.after, slots1));
    push(input, { ...activeVisit(record, visit, size), slots0, slots1, visitChild: children });
  }
}

function activeVisit(record: BatchRecord, visit: VisitRecord, size: CircuitSize): Record<string, Column> {
  const { before, after, branch } = visit;
  const looked = visit.instruments.map((instrument) => {
    if (instrument === 0) return null;
    const market = record.markets.find(({ after }) => after?.instrument === instrument);
    if (market) return { indices: market.after!, figures: market.figures[visit.epoch]!, settled: false };
    const { final } = record.openings.find((opening) => opening.instrument === instrument)!;
    return { indices: final, figures: SETTLED_FIGURES, settled: true };
  });
  const lastEpoch = visit.epoch === size.E - 1;
  const figuresOf: FiguresOf = (instrument) =>
    looked[visit.instruments.indexOf(instrument)]?.figures ?? SETTLED_FIGURES;
  const place = <T>(f: (k: number) => T): T[] => Array.from({ length: size.K }, (_, k) => f(k));
  return {
    on: 1n,
    fresh: flag(visit.fresh),
    id: BigInt(visit.account),
    epoch: BigInt(visit.epoch),
    rows: BigInt(visit.rows),
    moves: BigInt(visit.moves),
    cancelled: flag(visit.cancelled),
    modeChanged: flag(visit.modeChanged),
    marginRises: flag(visit.insurance !== null && visit.marginRises),
    mode0: BigInt(before.marginMode),
    mode1: BigInt(after.marginMode),
    ...portfolioColumns('0', before, figuresOf),
    ...portfolioColumns('1', after, figuresOf),
    liquidated: flag(visit.insurance !== null),
    deleveraged: flag(visit.deleveraged),
    levyDebt: flag(visit.debtPaid !== null),
    bankrupt: flag(visit.bankrupt),
    insurance: visit.insurance ?? 0n,
    ownerReads: BigInt(visit.ownerReads),
    owner: after.owner,
    visitAx: after.key.x,
    visitAy: after.key.y,
    collateral0: before.collateral,
    collateral1: after.collateral,
    minGeneration0: before.minGeneration,
    minGeneration1: after.minGeneration,
    deposit: visit.deposit,
    out: visit.out,
    remainder: visit.remainder,
    branch: [flag(branch === 1), flag(branch === 2), flag(branch === 3)],
    heldInstrument: place((k) => BigInt(visit.instruments[k]!)),
    size0: place((k) => before.positions[k]!.size),
    size1: place((k) => after.positions[k]!.size),
    snapshot0: place((k) => before.positions[k]!.snapshot),
    reduceReads: place((k) => BigInt(visit.reduceReads[k]!)),
    indexLong: place((k) => looked[k]?.indices.indexLong ?? 0n),
    indexShort: place((k) => looked[k]?.indices.indexShort ?? 0n),
    visitMark: place((k) => looked[k]?.figures.mark ?? 0n),
    visitIm: place((k) => looked[k]?.figures.im ?? 0n),
    visitSlope: place((k) => looked[k]?.figures.slope ?? 0n),
    visitMm: place((k) => looked[k]?.figures.mm ?? 0n),
    isOption: place((k) => flag(looked[k]?.figures.option ?? false)),
    isSettled: place((k) => flag(looked[k]?.settled ?? false)),
    underlying: place((k) => BigInt(looked[k]?.figures.underlying ?? 0)),
    scenarioGain: place((k) => scenarioWords(looked[k]?.figures, lastEpoch)),
  };
}

/** What one long lot gains in each scenario, packed; only the last epoch has it. */
const scenarioWords = (figures: ScenarioFigures | undefined, lastEpoch: boolean): bigint[] =>
  packScenarios(figures && lastEpoch ? figures.values : SETTLED_FIGURES.values);

/** The worst loss of one side of a visit, what each scenario leaves of it, and whether the credit of long options binds. */
function portfolioColumns(
  side: '0' | '1',
  { positions, marginMode }: Pick<Account, 'positions' | 'marginMode'>,
  figuresOf: FiguresOf,
): Record<string, Column> {
  const { loss, gains, credited } = portfolioMargin(positions, figuresOf, marginMode);
  return {
    [`loss${side}`]: loss,
    [`left${side}`]: gains.map((gain) => loss + gain),
    [`credited${side}`]: flag(credited),
  };
}

/** A visit that is off: all zeros, over a path that is valid but leads nowhere. */
function paddingVisit(size: CircuitSize): Record<string, Column> {
  const names = [
    'on',
    'fresh',
    'id',
    'epoch',
    'rows',
    'moves',
    'cancelled',
    'modeChanged',
    'marginRises',
    'mode0',
    'mode1',
    'loss0',
    'credited0',
    'loss1',
    'credited1',
    'liquidated',
    'deleveraged',
    'levyDebt',
    'bankrupt',
    'insurance',
    'ownerReads',
    'owner',
    'visitAx',
    'visitAy',
    'collateral0',
    'collateral1',
    'slots0',
    'slots1',
    'minGeneration0',
    'minGeneration1',
    'deposit',
    'out',
    'remainder',
  ];
  const places = [
    'heldInstrument',
    'size0',
    'size1',
    'snapshot0',
    'reduceReads',
    'indexLong',
    'indexShort',
    'visitMark',
    'visitIm',
    'visitSlope',
    'visitMm',
    'isOption',
    'isSettled',
    'underlying',
  ];
  const zeros = Array<bigint>(size.K).fill(0n);
  const empty = Array.from({ length: size.K }, () => ({ instrument: 0, size: 0n, snapshot: 0n }));
  let node = poseidon([0n, keysHash({ x: 0n, y: 0n }), 0n, 0n, positionsHash(empty), controlWord(0n)]);
  const child = Array.from({ length: size.DEPTH }, () => {
    const group = [node, 0n, 0n, 0n];
    node = poseidon(group);
    return group;
  });
  return {
    ...Object.fromEntries(names.map((name) => [name, 0n])),
    ...Object.fromEntries(places.map((name) => [name, [...zeros]])),
    branch: [0n, 0n, 0n],
    left0: [...SETTLED_FIGURES.values],
    left1: [...SETTLED_FIGURES.values],
    scenarioGain: zeros.map(() => packScenarios(SETTLED_FIGURES.values)),
    visitChild: child,
  };
}

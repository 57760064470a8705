import {
  type Account,
  accountLeaf,
  emptyRoots,
  MerkleTree,
  newAccount,
  packScenarios,
  portfolioMargin,
  type ScenarioFigures,
  SETTLED_FIGURES,
  SLOT_TREE_DEPTH,
  STANDARD_MODE,
} from '@tenor/protocol';
import { testCircuit } from '../rig/test-circuit.ts';

const [PLACES, DEPTH, SEQUENCE, EPOCHS, UNDERLYINGS] = [2, 2, 2, 2, 2];
/** A visit of an account with two places, alone: counts of rows to 3, two epochs, two underlyings. */
export const visitCircuit = () =>
  testCircuit({
    include: 'batch/visit.circom',
    main: `Visit(${[PLACES, DEPTH, SEQUENCE, EPOCHS, UNDERLYINGS].join(', ')})`,
  });

/** One place of a visit: its instrument, its lots before and after, and what the visit looks up. */
export interface Held {
  readonly instrument: number;
  readonly size0: bigint;
  readonly size1: bigint;
  readonly snapshot?: bigint;
  readonly indexLong?: bigint;
  readonly indexShort?: bigint;
  readonly mark?: bigint;
  readonly im?: bigint;
  readonly mm?: bigint;
  readonly slope?: bigint;
  readonly isOption?: boolean;
  readonly isSettled?: boolean;
  readonly underlying?: number;
  /** What one long lot gains in each scenario. */
  readonly values?: readonly bigint[];
}
const UNUSED: Held = { instrument: 0, size0: 0n, size1: 0n };

export interface VisitOptions {
  readonly held: readonly Held[];
  readonly collateral0: bigint;
  /** Left out: what it was and the settled cash, so that no row pays anything. */
  readonly collateral1?: bigint;
  readonly branch?: 0 | 1 | 2 | 3;
  readonly liquidated?: boolean;
  readonly bankrupt?: boolean;
  readonly deleveraged?: boolean;
  readonly levyDebt?: boolean;
  /** Of the batch's deleveraging, 2^-32. */
  readonly ratio?: bigint;
  /** Margin mode before and after; a change is one that a row has signed. */
  readonly mode0?: number;
  readonly mode1?: number;
  /** µUSD from the insurance fund, part of `collateral1`. */
  readonly insurance?: bigint;
}

const ID = 6;
const LAST_EPOCH = 1n;
const FRACTION = 24n;
const flag = (on = false): bigint => (on ? 1n : 0n);

/** µUSD that the visit settles, rounded down, and what that rounds away. */
function settlement(held: readonly Held[]): { cash: bigint; remainder: bigint } {
  let pending = 0n;
  for (const { size0, snapshot = 0n, indexLong = 0n, indexShort = 0n } of held)
    pending += size0 * ((size0 >= 0n ? indexLong : indexShort) - snapshot);
  return { cash: pending >> FRACTION, remainder: pending & ((1n << FRACTION) - 1n) };
}

/** The first underlying unless given; none of an expired instrument, nor where nothing is held. */
const underlyingOf = ({ underlying, instrument, isSettled }: Held): number =>
  underlying ?? (instrument === 0 || isSettled ? 0 : 1);

const figuresOf = (place: Held): ScenarioFigures => ({
  mark: place.mark ?? 0n,
  im: place.im ?? 0n,
  mm: place.mm ?? 0n,
  slope: place.slope ?? 0n,
  option: place.isOption ?? false,
  underlying: underlyingOf(place),
  values: place.values ?? SETTLED_FIGURES.values,
});

/** Portfolio margin of one side, in its mode. */
function sideOf(places: readonly Held[], mode: number, size: (place: Held) => bigint) {
  const positions = places.map((place, k) => ({ instrument: k + 1, size: size(place), snapshot: 0n }));
  return portfolioMargin(positions, (number) => figuresOf(places[number - 1]!), mode);
}

/** What the batch writes into the circuit for one visit at the last epoch, over a tree that holds the account. */
export function visitInput({ held, collateral0, branch = 0, ...options }: VisitOptions) {
  const places = [...held, UNUSED, UNUSED].slice(0, PLACES);
  const { cash, remainder } = settlement(places);
  const collateral1 = options.collateral1 ?? collateral0 + cash;
  const account = newAccount(ID, 0xabcn, { x: 11n, y: 22n }, PLACES);
  const { mode0 = STANDARD_MODE, mode1 = mode0 } = options;
  const old = sideOf(places, mode0, ({ size0 }) => size0);
  const next = sideOf(places, mode1, ({ size1 }) => size1);
  const slots = emptyRoots(SLOT_TREE_DEPTH)[SLOT_TREE_DEPTH]!;
  const before: Account = {
    ...account,
    collateral: collateral0,
    marginMode: mode0,
    positions: places.map(({ instrument, size0, snapshot = 0n }) =>
      size0 === 0n ? { instrument: 0, size: 0n, snapshot: 0n } : { instrument, size: size0, snapshot },
    ),
  };
  const tree = new MerkleTree(DEPTH);
  tree.set(ID, accountLeaf(before, slots));
  tree.set(ID + 1, 77n);
  const column = (of: (place: Held) => bigint): bigint[] => places.map(of);
  return {
    emptySlotsRoot: slots,
    on: 1n,
    fresh: 0n,
    id: BigInt(ID),
    epoch: LAST_EPOCH,
    rows: 1n,
    moves: 0n,
    cancelled: 0n,
    ownerReads: 0n,
    liquidated: flag(options.liquidated),
    deleveraged: flag(options.deleveraged),
    levyDebt: flag(options.levyDebt),
    deleverageRatio: options.ratio ?? 0n,
    bankrupt: flag(options.bankrupt),
    insurance: options.insurance ?? 0n,
    modeChanged: flag(mode0 !== mode1),
    mode0: BigInt(mode0),
    mode1: BigInt(mode1),
    marginRises: flag(options.liquidated && next.margin > old.margin),
    loss0: old.loss,
    left0: old.gains.map((gain) => old.loss + gain),
    credited0: flag(old.credited),
    loss1: next.loss,
    left1: next.gains.map((gain) => next.loss + gain),
    credited1: flag(next.credited),
    owner: account.owner,
    Ax: account.key.x,
    Ay: account.key.y,
    collateral0,
    collateral1,
    slots0: slots,
    slots1: slots,
    minGeneration0: 0n,
    minGeneration1: 0n,
    instrument: column(({ instrument }) => BigInt(instrument)),
    size0: column(({ size0 }) => size0),
    size1: column(({ size1 }) => size1),
    snapshot0: column(({ snapshot = 0n, size0 }) => (size0 === 0n ? 0n : snapshot)),
    reduceReads: column(() => 0n),
    indexLong: column(({ indexLong = 0n }) => indexLong),
    indexShort: column(({ indexShort = 0n }) => indexShort),
    mark: column(({ mark = 0n }) => mark),
    im: column(({ im = 0n }) => im),
    mm: column(({ mm = 0n }) => mm),
    slope: column(({ slope = 0n }) => slope),
    isOption: column(({ isOption }) => flag(isOption)),
    isSettled: column(({ isSettled }) => flag(isSettled)),
    underlying: column((place) => BigInt(underlyingOf(place))),
    gain: places.map((place) => packScenarios(figuresOf(place).values)),
    deposit: 0n,
    out: 0n,
    remainder,
    branch: [flag(branch === 1), flag(branch === 2), flag(branch === 3)],
    child: tree.children(ID),
  };
}

/** The outputs of a visit's witness by name. */
export function visitOutputs(outputs: readonly bigint[]) {
  const [rootIn, rootOut, oldLeaf, newLeaf, control, cash, signedRows, debtPaid, ...rest] = outputs as bigint[];
  const [used, open, traded, changed, reduceSide] = [0, 1, 2, 3, 4].map((i) =>
    rest.slice(PLACES * i, PLACES * (i + 1)),
  );
  return {
    rootIn,
    rootOut,
    oldLeaf,
    newLeaf,
    control,
    cash,
    signedRows,
    debtPaid,
    used,
    open,
    traded,
    changed,
    reduceSide,
  };
}

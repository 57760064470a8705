import {
  type BatchRecord,
  type CashIndices,
  closedInitialMargin,
  closedLots,
  type FiguresOf,
  figuresAt,
  HOLDING_MARGIN_BITS,
  LIQUIDATION_PENALTY_SHIFT,
  type LiquidationRefusal,
  liquidationRefusal,
  type MarginState,
  marginState,
  pendingCash,
  SETTLED_FIGURES,
  type VisitRecord,
  wholeCash,
} from '@tenor/protocol';

/** One account that a batch closed, judged again from the state before the batch. */
export interface JudgedLiquidation {
  readonly batch: number;
  readonly account: number;
  /** In which it is judged: a liquidation does not change it. */
  readonly marginMode: number;
  readonly before: MarginState;
  readonly after: MarginState;
  /** µUSD that closing cost the account, insurance left out; negative where it gained. */
  readonly cost: bigint;
  /** µUSD that it may cost at most, rounded down. */
  readonly bound: bigint;
  /** µUSD from the insurance fund. */
  readonly insurance: bigint;
  readonly refusal: LiquidationRefusal | 'NOT_REDUCED' | null;
}

const PENALTY = HOLDING_MARGIN_BITS + BigInt(LIQUIDATION_PENALTY_SHIFT);

/** Margin figures of a record's markets at one of its rounds; an expired instrument has none. */
export function figuresOfRecord({ plan, markets }: BatchRecord, epoch: number): FiguresOf {
  const round = plan.rounds[epoch]!;
  const figures = new Map(
    markets.flatMap(({ row, after }) => (after ? [[after.instrument, figuresAt(after, round, row)]] : [])),
  );
  return (instrument) => figures.get(instrument) ?? SETTLED_FIGURES;
}

/** An account before a batch as its rules see it: cash settled at the indices of the batch, deposits of the batch counted. */
export function stateBefore(
  { markets, openings }: BatchRecord,
  { before, deposit }: VisitRecord,
  figuresOf: FiguresOf,
): MarginState {
  const indicesOf = (instrument: number): CashIndices =>
    openings.find((opening) => opening.instrument === instrument)?.final ??
    markets.find(({ after }) => after?.instrument === instrument)!.after!;
  const { cash } = wholeCash(pendingCash(before.positions, indicesOf));
  return marginState({ ...before, collateral: before.collateral + cash + deposit }, figuresOf);
}

/** Whether every position kept its sign and none grew. */
const isReduced = ({ before, after }: VisitRecord): boolean =>
  after.positions.every(({ size }, place) => {
    const held = before.positions[place]!.size;
    return held >= 0n ? size >= 0n && size <= held : size <= 0n && size >= held;
  });

/** Lots that a deleveraging has closed; null where orders took them. */
const lotsOf = ({ before, after, deleveraged }: VisitRecord): bigint | null =>
  deleveraged ? closedLots(before.positions, after.positions) : null;

/** Judges every liquidation of a batch at the last of its rounds, whatever the plan says of epochs. */
export function judgeLiquidations(record: BatchRecord): JudgedLiquidation[] {
  const figuresOf = figuresOfRecord(record, record.plan.rounds.length - 1);
  return record.visits.flatMap((visit) => {
    const { insurance } = visit;
    if (insurance === null) return [];
    const before = stateBefore(record, visit, figuresOf);
    const after = marginState(visit.after, figuresOf);
    const closed = closedInitialMargin(visit.before.positions, visit.after.positions, figuresOf);
    return [
      {
        batch: record.plan.number,
        account: visit.account,
        marginMode: visit.before.marginMode,
        before,
        after,
        cost: before.equity - after.equity + insurance,
        bound: closed >> PENALTY,
        insurance,
        refusal: isReduced(visit) ? liquidationRefusal(before, after, closed, insurance, lotsOf(visit)) : 'NOT_REDUCED',
      },
    ];
  });
}

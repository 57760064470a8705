import {
  allowedChange,
  type BatchRecord,
  type CircuitSize,
  compareSeries,
  EPOCH_SPAN_SECONDS,
  type ExchangeState,
  type FiguresOf,
  fundingWithinCap,
  indexOf,
  isDated,
  isTrade,
  type MarginState,
  type MarketRecord,
  marginState,
  markBounds,
  marksWithinStep,
  optionArbitrage,
  type ScenarioFigures,
  SETTLED_FIGURES,
  STANDARD_MODE,
  slopeFits,
  termsOf,
  unsignedRefusal,
  type VisitRecord,
  wholeCash,
} from '../../src/index.ts';
import { pendingCash } from '../../src/margin/settlement.ts';
import { brokenShortfall } from './broken-shortfall.ts';

/**
 * What the batch circuit would refuse in a record, in words: the conditions of its rows, visits, markets, listings and expiry, read from docs/protocol
 * and written down without the code that decides whether a command fits a batch.
 * @param before the state that the batch starts from
 */
export function brokenConstraints(record: BatchRecord, before: ExchangeState, size: CircuitSize): string[] {
  return [
    ...brokenCapacities(record, size),
    ...brokenRounds(record),
    ...record.markets.flatMap((market) => brokenMarket(record, market)),
    ...brokenOrder(record),
    ...brokenSteps(record, before),
    ...brokenShortfall(record),
    ...record.visits.flatMap((visit) => brokenVisit(record, visit)),
    ...brokenRows(record),
  ];
}

const failures = (conditions: Record<string, boolean>): string[] =>
  Object.entries(conditions).flatMap(([name, holds]) => (holds ? [] : [name]));

function brokenCapacities({ plan, rows, visits, markets, openings }: BatchRecord, size: CircuitSize): string[] {
  return failures({
    'at most R rows': rows.length <= size.R,
    'at most A visits': visits.length <= size.A,
    'at most T opened rows': markets.length <= size.T,
    'at most K openings': openings.length <= size.K,
    'at most Q entries': plan.entries.length <= size.Q,
    'E rounds': plan.rounds.length === size.E,
    'fees of orders pay for rebates':
      rows.reduce((sum, { signed, fee }) => sum + (signed.instruction.kind === 'order' ? fee : 0n), 0n) >= 0n,
  });
}

function brokenRounds({ plan }: BatchRecord): string[] {
  const { rounds, time } = plan;
  const last = rounds[rounds.length - 1]!;
  return failures({
    'rounds in order': rounds.every((round, e) => e === 0 || round.round >= rounds[e - 1]!.round),
    'rounds near each other': last.time - rounds[0]!.time <= EPOCH_SPAN_SECONDS,
    'a time': Number.isSafeInteger(time),
  });
}

function brokenMarket({ plan }: BatchRecord, market: MarketRecord): string[] {
  const { before, after, row, figures } = market;
  const terms = termsOf(market);
  const reads = market.bandReads + market.markReads.reduce((sum, count) => sum + count, 0);
  const name = (text: string): string => `row ${row}: ${text}`;
  if (!before || !after) return failures({ [name('offers nothing when listed or expired')]: reads === 0 });
  const last = figures[figures.length - 1]!;
  const bounded = plan.rounds.map((round, e) => {
    const { low, high } = markBounds(terms, indexOf(round, terms));
    const { mark } = figures[e]!;
    return mark > 0n && mark >= low && mark <= high && slopeFits(terms, mark);
  });
  const funding = { row, step: market.step, hours: market.hours };
  return failures({
    [name('marks in bounds')]: bounded.every(Boolean),
    [name('marks within a step of the last')]: figures.every(({ mark }) => marksWithinStep(mark, last)),
    [name('funding within its cap')]: fundingWithinCap(before, figures[0]!.mark, funding),
    [name('funding due')]: market.hours === 0 || after.lastFundingHour * 3600 <= plan.time,
    [name('open interest within its cap')]:
      after.openInterest <= (after.openInterest > before.openInterest ? terms.openInterestCap : before.openInterest),
    [name('open interest not negative')]: after.openInterest >= 0n,
    [name('traded before its expiry')]:
      market.bandReads === 0 || !isDated(terms) || plan.time < terms.expiryHour * 3600,
  });
}

/** The opened rows beside each other. */
function brokenOrder({ plan, markets }: BatchRecord): string[] {
  const terms = markets.map(termsOf);
  const priced = markets.filter(({ before, after }) => before && after);
  const free = plan.rounds.every(
    (_, e) => !optionArbitrage(priced.map((market) => ({ terms: termsOf(market), mark: market.figures[e]!.mark }))),
  );
  return failures({
    'opened rows in the order of their series': terms.every(
      (one, t) => t === 0 || compareSeries(terms[t - 1]!, one) <= 0,
    ),
    'option marks without arbitrage': free,
  });
}

/** Listings and the expiry. */
function brokenSteps({ plan, markets, expiry }: BatchRecord, before: ExchangeState): string[] {
  const last = plan.rounds[plan.rounds.length - 1]!;
  const expiring = plan.expiry === null ? null : before.markets[plan.expiry];
  const listed = plan.listings.flatMap(({ row }) => (row === null ? [] : [row]));
  return failures({
    'one listing for each entry': plan.listings.length === plan.entries.filter(({ kind }) => kind === 'list').length,
    'listed in rows that were free': listed.every((row) => before.markets[row] === null),
    'listed in different rows': new Set(listed).size === listed.length,
    'unlisted only where no row was free': plan.listings.every(
      ({ row }) => row !== null || !before.markets.includes(null),
    ),
    'listed rows opened': listed.every((row) => markets.some((market) => market.row === row && !market.before)),
    'expired at the price of its hour':
      !expiring || (last.settlementHour === expiring.expiryHour && last.time >= expiring.expiryHour * 3600),
    'expired once': !expiry || !before.settled.has(expiry.instrument),
    'expires for good': !expiring || isDated(expiring),
    'expired without funding': !expiry || plan.funding.every(({ row }) => row !== expiry.row),
  });
}

function brokenVisit(record: BatchRecord, visit: VisitRecord): string[] {
  const { before, after, epoch, insurance, out, moves } = visit;
  const figuresOf = (instrument: number): ScenarioFigures => {
    const market = record.markets.find((one) => one.before && one.after?.instrument === instrument);
    if (market) return market.figures[epoch]!;
    if (record.openings.some((opening) => opening.instrument === instrument)) return SETTLED_FIGURES;
    throw new Error(`visit ${visit.account} finds no figures of instrument ${instrument}`);
  };
  const indicesOf = (instrument: number) =>
    record.openings.find((opening) => opening.instrument === instrument)?.final ??
    record.markets.find((market) => market.after?.instrument === instrument)!.after!;
  const { cash } = wholeCash(pendingCash(before.positions, indicesOf));
  const old = marginState({ ...before, collateral: before.collateral + cash + visit.deposit }, figuresOf);
  const held = visit.instruments.filter((instrument) => instrument !== 0);
  const places = before.positions.map(({ instrument, size }, k) => {
    const next = after.positions[k]!;
    return size === 0n || next.size === 0n || next.instrument === instrument;
  });
  const settledGone = before.positions.every(
    ({ instrument, size }, k) =>
      size === 0n ||
      !record.openings.some((opening) => opening.instrument === instrument) ||
      after.positions[k]!.size === 0n,
  );
  const last = epoch === record.plan.rounds.length - 1;
  const name = (text: string): string => `account ${visit.account}: ${text}`;
  return failures({
    [name('an allowed change')]: judged(visit, old, marginState(after, figuresOf), figuresOf),
    [name('money out and liquidations at the last round')]:
      last || (out === 0n && moves === 0 && insurance === null && !visit.deleveraged),
    [name('a new mode and portfolio margin at the last round')]:
      last || (!visit.modeChanged && after.marginMode === STANDARD_MODE),
    [name('a mode changes by a row')]: visit.modeChanged || before.marginMode === after.marginMode,
    [name('starts in standard mode')]: !visit.fresh || before.marginMode === STANDARD_MODE,
    [name('positions below 2^40')]: [...before.positions, ...after.positions].every(
      ({ size }) => size < 1n << 40n && size >= -(1n << 40n),
    ),
    [name('an instrument in one place')]: new Set(held).size === held.length,
    [name('a place of one instrument')]: places.every(Boolean),
    [name('settled positions gone')]: settledGone,
    [name('collateral in range')]: after.collateral < 1n << 62n && after.collateral >= -(1n << 62n),
    [name('unsigned rows apart')]:
      (insurance === null && !visit.deleveraged) || (!visit.cancelled && !visit.fresh && visit.ownerReads === 0),
    [name('settled to the last index')]: after.positions.every(({ instrument, size, snapshot }) => {
      if (size === 0n) return instrument === 0 && snapshot === 0n;
      const { indexLong, indexShort } = indicesOf(instrument);
      return snapshot === (size > 0n ? indexLong : indexShort);
    }),
  });
}

function judged(
  { insurance, deleveraged, out, moves, modeChanged, before, after }: VisitRecord,
  old: MarginState,
  next: MarginState,
  figuresOf: FiguresOf,
): boolean {
  if (insurance === null && !deleveraged)
    return allowedChange(old, next, out > 0n || moves > 0 || modeChanged) !== null;
  const positions = [before.positions, after.positions] as const;
  return unsignedRefusal(old, next, { insurance, deleveraged }, positions, figuresOf) === null;
}

function brokenRows({ rows, visits }: BatchRecord): string[] {
  return rows.flatMap(({ signed: { instruction: i }, base, quote, fee, low, high, oldSlot, newSlot }, n) => {
    if (!isTrade(i)) return [];
    const name = (text: string): string => `signed row ${n}: ${text}`;
    const visit = visits.find(({ account }) => account === i.account)!;
    const sizeIn = (positions: VisitRecord['before']['positions']): bigint =>
      positions.find(({ instrument, size }) => instrument === i.instrument && size !== 0n)?.size ?? 0n;
    const [from, to] = [sizeIn(visit.before.positions), sizeIn(visit.after.positions)];
    const reduces = i.side === 0 ? from < 0n && to <= 0n : from > 0n && to >= 0n;
    const order = i.kind === 'order';
    return failures({
      [name('inside the band')]: quote >= low * base && quote <= high * base,
      [name('inside its limit')]:
        !order || (i.side === 0 ? quote <= i.limitPrice * base : quote >= i.limitPrice * base),
      [name('inside its fee')]: !order || fee <= i.maxFeePerLot * base,
      [name('inside its size')]: !order || newSlot.filled <= i.size,
      [name('no older than its slot')]:
        !order ||
        i.generation > oldSlot.generation ||
        (i.generation === oldSlot.generation && i.revision >= oldSlot.revision),
      [name('reduces')]: (!i.reduceOnly && order) || reduces,
      [name('in range')]: quote < 1n << 48n && fee < 1n << 40n && fee >= -(1n << 40n) && base > 0n,
    });
  });
}

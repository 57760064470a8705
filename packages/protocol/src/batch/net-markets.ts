import { finalIndices } from '../instructions/expire.ts';
import { applyLevy } from '../instructions/levy.ts';
import { listedMarket } from '../instructions/list.ts';
import { isTrade } from '../instructions/row-source.ts';
import { priceBand } from '../margin/market-figures.ts';
import { scenarioFigures } from '../margin/scenario/scenario-figures.ts';
import { compareSeries } from '../margin/series-order.ts';
import type { Position } from '../state/account.ts';
import type { ExchangeState } from '../state/exchange-state.ts';
import type { Market } from '../state/market.ts';
import type { BatchPlan, OracleRound } from './plan.ts';
import { type ExpiryRecord, type MarketRecord, type OpeningRecord, termsOf } from './record.ts';
import { figuresAt, indexOf, rowOf } from './rounds.ts';

/** The positions of an account before and after a batch. */
export interface VisitedPositions {
  readonly before: { readonly positions: readonly Position[] };
  readonly after: { readonly positions: readonly Position[] };
}

const lastRound = ({ rounds }: BatchPlan): OracleRound => rounds[rounds.length - 1]!;

/** The market rows after the steps that come first in a batch, and what expires. Rows listed by the batch are there. */
export function steppedMarkets(
  state: ExchangeState,
  plan: BatchPlan,
): { markets: (Market | null)[]; expiry: ExpiryRecord | null } {
  const markets = state.markets.map((market) => (market ? { ...market } : null));
  for (const { row, step, hours } of plan.funding) {
    const market = markets[row]!;
    market.indexLong += step;
    market.indexShort += step;
    market.lastFundingHour += hours;
  }
  if (plan.shortfall) applyLevy(markets[plan.shortfall.row]!, plan.shortfall);
  const listed = plan.entries.flatMap((entry) => (entry.kind === 'list' ? [entry.terms] : []));
  plan.listings.forEach(({ row }, i) => {
    if (row !== null) markets[row] = listedMarket(listed[i]!);
  });
  if (plan.expiry === null) return { markets, expiry: null };
  const expiring = markets[plan.expiry]!;
  const price = lastRound(plan).settlement[expiring.underlying - 1]!;
  markets[plan.expiry] = null;
  const expiry = { row: plan.expiry, instrument: expiring.instrument, final: finalIndices(expiring, price) };
  return { markets, expiry };
}

/** The rows that a batch opens, in the order of their series: held before or after by an account it visits, traded in between, stepped, listed or expired. */
export function openMarkets(
  state: ExchangeState,
  plan: BatchPlan,
  stepped: readonly (Market | null)[],
  settled: ExchangeState['settled'],
  visits: readonly VisitedPositions[],
  interest: ReadonlyMap<number, bigint>,
): MarketRecord[] {
  const numbers = new Set(plan.funding.map(({ row }) => row));
  for (const { row } of plan.listings) if (row !== null) numbers.add(row);
  if (plan.expiry !== null) numbers.add(plan.expiry);
  if (plan.shortfall) numbers.add(plan.shortfall.row);
  const open = (positions: readonly Position[]): void => {
    for (const { instrument, size } of positions) {
      if (size !== 0n && !settled.has(instrument)) numbers.add(rowOf(stepped, instrument));
    }
  };
  for (const { signed } of plan.rows) {
    if (isTrade(signed.instruction)) numbers.add(rowOf(stepped, signed.instruction.instrument));
  }
  for (const { before, after } of visits) {
    open(before.positions);
    open(after.positions);
  }
  return [...numbers]
    .map((row) => openMarket(state, plan, row, stepped[row]!, interest.get(row)))
    .sort((a, b) => compareSeries(termsOf(a), termsOf(b)) || a.row - b.row);
}

function openMarket(
  state: ExchangeState,
  plan: BatchPlan,
  row: number,
  stepped: Market | null,
  interest = 0n,
): MarketRecord {
  const before = state.markets[row]!;
  const terms = stepped ?? before;
  const priced = before !== null && stepped !== null;
  const figures = plan.rounds.map((round) =>
    priced ? figuresAt(terms, round, row) : scenarioFigures(terms, 0n, indexOf(round, terms), []),
  );
  const funding = plan.funding.find((step) => step.row === row);
  const { mark } = figures[figures.length - 1]!;
  return {
    row,
    before: before ? { ...before } : null,
    after: stepped && {
      ...stepped,
      openInterest: stepped.openInterest + interest,
      lastMark: mark,
    },
    stressed: plan.shortfall?.row === row,
    step: funding?.step ?? 0n,
    hours: funding?.hours ?? 0,
    ...priceBand(terms, mark, indexOf(lastRound(plan), terms)),
    figures,
    scenarioPrices: priced ? lastRound(plan).scenarioPrices[row]! : [],
    markReads: figures.map(() => 0),
    bandReads: 0,
  };
}

/** Expired instruments that the visited accounts hold, by ascending id. */
export function openSettled(
  plan: BatchPlan,
  settled: ExchangeState['settled'],
  visits: readonly VisitedPositions[],
): OpeningRecord[] {
  const held = visits.flatMap(({ before }) => before.positions.filter(({ size }) => size !== 0n));
  const instruments = new Set(held.map(({ instrument }) => instrument).filter((instrument) => settled.has(instrument)));
  return [...instruments]
    .sort((a, b) => a - b)
    .map((instrument) => ({ instrument, final: settled.get(instrument)!, markReads: plan.rounds.map(() => 0) }));
}

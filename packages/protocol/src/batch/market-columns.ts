import { marketMutableWord, marketStaticWord } from '../codec/market-words.ts';
import { SCENARIO_GRID } from '../margin/scenario/grid.ts';
import { scenarioStep } from '../margin/scenario/values.ts';
import { type CircuitSize, INSTRUMENT_KIND } from '../parameters.ts';
import type { Market } from '../state/market.ts';
import { type Columns, flag, push } from './columns.ts';
import { type BatchRecord, type MarketRecord, termsOf } from './record.ts';

/** The closed rows of the state and the opened ones, padded to T. Returns the rows after the batch. */
export function marketColumns(
  input: Columns,
  record: BatchRecord,
  size: CircuitSize,
  markets: readonly (Market | null)[],
): (Market | null)[] {
  const opened = new Map(record.markets.map((market) => [market.row, market]));
  const after = markets.map((market, row) => opened.get(row)?.after ?? (opened.has(row) ? null : market));
  markets.forEach((market, row) => {
    const next = after[row];
    // A row that the batch lists or expires is priced at none of its rounds.
    const unpriced = opened.has(row) && (!market || !next);
    push(input, {
      rowStatic0: market ? marketStaticWord(market) : 0n,
      rowStatic1: next ? marketStaticWord(next) : 0n,
      rowMutable0: market ? marketMutableWord(market) : 0n,
      rowMutable1: next ? marketMutableWord(next) : 0n,
      rowTouched: flag(opened.has(row)),
      rowUnpriced: flag(unpriced),
    });
  });
  for (let t = 0; t < size.T; t++) push(input, openedColumns(record.markets[t], size));
  return after;
}

function openedColumns(market: MarketRecord | undefined, size: CircuitSize): Record<string, bigint | bigint[]> {
  if (!market) return unopenedColumns(size);
  const { before, after } = market;
  const terms = termsOf(market);
  // A row that expires keeps its figures here: its words after the batch are zero all the same.
  const last = after ?? { openInterest: before!.openInterest };
  return {
    live: 1n,
    position: BigInt(market.row),
    listed: flag(before === null),
    expired: flag(after === null),
    stressed: flag(market.stressed),
    instrument: BigInt(terms.instrument),
    isKind: Object.values(INSTRUMENT_KIND).map((kind) => flag(terms.kind === kind)),
    isUnderlying: Array.from({ length: size.U }, (_, u) => flag(terms.underlying === u + 1)),
    status: BigInt(terms.status),
    strike: terms.strike,
    expiryHour: BigInt(terms.expiryHour),
    imRate: terms.imRate,
    slopeRate: terms.slopeRate,
    bandRate: terms.bandRate,
    fundingCapRate: terms.fundingCapRate,
    openInterestCap: terms.openInterestCap,
    floorRate: terms.floorRate,
    indexLong0: before?.indexLong ?? 0n,
    indexShort0: before?.indexShort ?? 0n,
    openInterest0: before?.openInterest ?? 0n,
    lastMark0: before?.lastMark ?? 0n,
    hour0: BigInt(before?.lastFundingHour ?? 0),
    openInterest1: last.openInterest,
    step: market.step,
    hours: BigInt(market.hours),
    capBinds: flag(last.openInterest > (before?.openInterest ?? 0n)),
    width: market.width,
    tradable: flag(market.bandReads > 0 || market.stressed),
    mark: market.figures.map(({ mark }) => mark),
    slope: market.figures.map(({ slope }) => slope),
    scenarioStep: scenarioStep(market.figures[market.figures.length - 1]!.mark),
    scenarioPrice: SCENARIO_GRID.map((_, s) => market.scenarioPrices[s] ?? 0n),
    markReads: market.markReads.map(BigInt),
    bandReads: BigInt(market.bandReads),
  };
}

function unopenedColumns(size: CircuitSize): Record<string, bigint | bigint[]> {
  const scalars = [
    'live',
    'position',
    'listed',
    'expired',
    'stressed',
    'instrument',
    'status',
    'strike',
    'expiryHour',
    'imRate',
    'slopeRate',
    'bandRate',
    'fundingCapRate',
    'openInterestCap',
    'floorRate',
    'indexLong0',
    'indexShort0',
    'openInterest0',
    'lastMark0',
    'hour0',
    'openInterest1',
    'step',
    'hours',
    'capBinds',
    'width',
    'tradable',
    'bandReads',
    'scenarioStep',
  ];
  const zeros = (length: number): bigint[] => Array<bigint>(length).fill(0n);
  return {
    ...Object.fromEntries(scalars.map((name) => [name, 0n])),
    isKind: zeros(Object.keys(INSTRUMENT_KIND).length),
    isUnderlying: zeros(size.U),
    mark: zeros(size.E),
    slope: zeros(size.E),
    scenarioPrice: zeros(SCENARIO_GRID.length),
    markReads: zeros(size.E),
  };
}

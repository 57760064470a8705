import {
  INSTRUMENT_KIND,
  isDated,
  isOption,
  type Market,
  type MarketTerms,
  marketFigures,
  priceBand,
  SCENARIO_GRID,
  scenarioStep,
} from '@tenor/protocol';
import { scenarioPricesOf } from '../../../test/scenario/scenario-prices.ts';
import { testCircuit } from '../rig/test-circuit.ts';

/** An opened market row at two epochs, of two underlyings. */
export const openedMarket = () => testCircuit({ include: 'batch/market.circom', main: 'OpenedMarket(2, 2)' });

/** Unix hours of the last funding of the rows under test; their batch is at two hours later. */
export const HOUR = 500_000;
export const BATCH_TIME = BigInt(HOUR + 2) * 3600n;

/** A perpetual on the second underlying. */
export const PERPETUAL: Market = {
  instrument: 3,
  kind: INSTRUMENT_KIND.perpetual,
  underlying: 2,
  status: 1,
  strike: 0n,
  expiryHour: 0,
  imRate: 104_858n,
  slopeRate: 720n,
  bandRate: 52_429n,
  fundingCapRate: 671_088n,
  openInterestCap: 1_000n,
  floorRate: 0n,
  indexLong: -(5n << 24n),
  indexShort: 7n << 24n,
  openInterest: 400n,
  lastMark: 9_990_000n,
  lastFundingHour: HOUR,
};

/** A row of dated terms that has traded before. */
export const datedMarket = (terms: MarketTerms): Market => ({
  ...PERPETUAL,
  ...terms,
  underlying: 2,
  lastFundingHour: 0,
});

type Pair = readonly [bigint, bigint];
const flag = (on: boolean): bigint => (on ? 1n : 0n);

/** What changes in a row. Left out: the index is the mark, nothing changes, and the instrument trades. */
export interface Changes {
  readonly index?: Pair;
  readonly openInterest1?: bigint;
  readonly step?: bigint;
  readonly hours?: bigint;
  readonly time?: bigint;
  /** Of the last epoch; left out: those of `scenarioPricesOf` of an option, zeros of anything else. */
  readonly scenarioPrices?: readonly bigint[];
}

const tableOf = (terms: MarketTerms, mark: bigint): readonly bigint[] =>
  isOption(terms) ? scenarioPricesOf(terms, mark) : SCENARIO_GRID.map(() => 0n);

/** What the batch writes into the circuit for a row in place 5 with two epochs. */
export function openedInput(before: Market, marks: Pair, changes: Changes = {}) {
  const { index = marks, openInterest1 = before.openInterest, step = 0n, hours = 0n, time = BATCH_TIME } = changes;
  const { scenarioPrices = tableOf(before, marks[1]) } = changes;
  const trades = !isDated(before) || time < BigInt(before.expiryHour) * 3600n;
  return {
    live: 1n,
    position: 5n,
    listed: 0n,
    expired: 0n,
    stressed: 0n,
    longStep: 0n,
    shortStep: 0n,
    time,
    instrument: BigInt(before.instrument),
    isKind: Object.values(INSTRUMENT_KIND).map((kind) => flag(kind === before.kind)),
    isUnderlying: [flag(before.underlying === 1), flag(before.underlying === 2)],
    status: BigInt(before.status),
    strike: before.strike,
    expiryHour: BigInt(before.expiryHour),
    imRate: before.imRate,
    slopeRate: before.slopeRate,
    bandRate: before.bandRate,
    fundingCapRate: before.fundingCapRate,
    openInterestCap: before.openInterestCap,
    floorRate: before.floorRate,
    indexLong0: before.indexLong,
    indexShort0: before.indexShort,
    openInterest0: before.openInterest,
    lastMark0: before.lastMark,
    hour0: BigInt(before.lastFundingHour),
    openInterest1,
    step,
    hours,
    capBinds: flag(openInterest1 > before.openInterest),
    width: priceBand(before, marks[1], index[1]).width,
    tradable: flag(trades),
    bandReads: flag(trades),
    mark: [...marks],
    scenarioStep: scenarioStep(marks[1]),
    scenarioPrice: [...scenarioPrices],
    slope: marks.map((mark, e) => marketFigures(before, mark, index[e]!).slope),
    roundIndex: index.map((price) => (before.underlying === 1 ? [price, 123n] : [123n, price])),
  };
}

/** What the batch writes for a row that it lists, at these marks. */
export function listedInput(terms: MarketTerms, marks: Pair, index: Pair) {
  const empty = { indexLong: 0n, indexShort: 0n, openInterest: 0n, lastMark: 0n, lastFundingHour: 0 };
  const input = openedInput({ ...terms, ...empty }, marks, { index });
  return { ...input, listed: 1n, tradable: 0n, bandReads: 0n };
}

/** What the batch writes for a row that it expires. */
export const expiredInput = (before: Market, marks: Pair, index: Pair) => ({
  ...openedInput(before, marks, { index, time: BigInt(before.expiryHour) * 3600n }),
  expired: 1n,
});

/** The outputs of a witness by name. */
export function openedOutputs(outputs: readonly bigint[]) {
  const [staticWord, mutableWord0, mutableWord1, entry, indexLong1, indexShort1, im0, im1, mm0, mm1, ...rest] =
    outputs as bigint[];
  const [isOption, low, high, published, underlying, ...scenarios] = rest;
  return {
    staticWord,
    mutableWord0,
    mutableWord1,
    entry,
    indexLong1,
    indexShort1,
    im: [im0, im1],
    mm: [mm0, mm1],
    isOption,
    low,
    high,
    published,
    underlying,
    scenario: scenarios.slice(0, 2),
    gain: scenarios.slice(2),
  };
}

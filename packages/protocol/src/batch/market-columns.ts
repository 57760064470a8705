import { marketMutableWord, marketStaticWord } from '../codec/market-words.ts';
import type { CircuitSize } from '../parameters.ts';
import type { Market } from '../state/market.ts';
import { type Columns, flag, push } from './columns.ts';
import type { BatchRecord, MarketRecord } from './record.ts';

/** The closed rows of the state and the opened ones, padded to T. Returns the rows after the batch. */
export function marketColumns(
  input: Columns,
  record: BatchRecord,
  size: CircuitSize,
  markets: readonly (Market | null)[],
): (Market | null)[] {
  const after = markets.map((market, row) => record.markets.find((opened) => opened.row === row)?.after ?? market);
  markets.forEach((market, row) => {
    const next = after[row];
    push(input, {
      rowStatic: market ? marketStaticWord(market) : 0n,
      rowMutable0: market ? marketMutableWord(market) : 0n,
      rowMutable1: next ? marketMutableWord(next) : 0n,
      rowTouched: flag(record.markets.some((opened) => opened.row === row)),
    });
  });
  for (let t = 0; t < size.T; t++) push(input, openedColumns(record.markets[t], size));
  return after;
}

/** Kind, underlying, status, strike and expiry as the circuit sees them: one opaque field of the static word. */
const opaqueField = (staticWord: bigint): bigint => (staticWord >> 32n) & ((1n << 76n) - 1n);

function openedColumns(market: MarketRecord | undefined, size: CircuitSize): Record<string, bigint | bigint[]> {
  const epochs = Array<bigint>(size.E).fill(0n);
  const { before, after } = market ?? {};
  return {
    live: flag(market !== undefined),
    position: BigInt(market?.row ?? 0),
    instrument: BigInt(after?.instrument ?? 0),
    opaque: after ? opaqueField(marketStaticWord(after)) : 0n,
    imRate: after?.imRate ?? 0n,
    slopeRate: after?.slopeRate ?? 0n,
    bandRate: after?.bandRate ?? 0n,
    fundingCapRate: after?.fundingCapRate ?? 0n,
    openInterestCap: after?.openInterestCap ?? 0n,
    indexLong0: before?.indexLong ?? 0n,
    indexShort0: before?.indexShort ?? 0n,
    openInterest0: before?.openInterest ?? 0n,
    lastMark0: before?.lastMark ?? 0n,
    hour0: BigInt(before?.lastFundingHour ?? 0),
    openInterest1: after?.openInterest ?? 0n,
    step: market?.step ?? 0n,
    hours: BigInt(market?.hours ?? 0),
    capBinds: flag(before !== undefined && after !== undefined && after.openInterest > before.openInterest),
    width: market?.width ?? 0n,
    mark: market?.figures.map(({ mark }) => mark) ?? epochs,
    slope: market?.figures.map(({ slope }) => slope) ?? epochs,
    markReads: market?.markReads.map(BigInt) ?? epochs,
    bandReads: BigInt(market?.bandReads ?? 0),
  };
}

import type { OptionKind } from './black76.ts';

/** One series of a recorded chain of options quoted in coin. Forward, index and strike in USD. */
export interface RecordedOption {
  readonly currency: string;
  readonly kind: OptionKind;
  readonly strike: number;
  /** Unix seconds. */
  readonly expiry: number;
  /** Unix seconds at which this row was read. */
  readonly time: number;
  /** The venue's forward. */
  readonly forward: number;
  readonly index: number;
  /** Prices in coin; null where nobody quotes. */
  readonly bid: number | null;
  readonly ask: number | null;
  readonly mark: number;
  /** Per √year, 1 = 100 %. */
  readonly markVolatility: number;
  readonly delta: number;
  /** USD per percentage point of volatility. */
  readonly vega: number;
}

/** Cells of each line of a CSV text; double quotes keep a comma inside a cell, none contains a line break. */
function parseCsv(csv: string): string[][] {
  return csv
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) =>
      [...`,${line}`.matchAll(/,(?:"([^"]*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''),
    );
}

type Row = (column: string) => string;

const KINDS: Readonly<Record<string, OptionKind>> = { call: 'call', put: 'put' };

const price = (text: string): number | null => (Number(text) > 0 ? Number(text) : null);

function kindOf(text: string): OptionKind {
  const kind = KINDS[text];
  if (!kind) throw new Error(`The chain has an option that is neither a call nor a put: ${text}`);
  return kind;
}

/** A row of full tickers: timestamps in milliseconds, volatility in percent, greeks as text. */
function fullTicker(cell: Row): RecordedOption {
  const greek = (name: string): number => Number(new RegExp(`'${name}': (-?[\\d.e-]+)`).exec(cell('greeks'))?.[1]);
  return {
    currency: cell('instrument_name').split('-')[0]!,
    kind: kindOf(cell('option_type')),
    strike: Number(cell('strike')),
    expiry: Number(cell('expiration_timestamp')) / 1000,
    time: Number(cell('timestamp')) / 1000,
    forward: Number(cell('underlying_price')),
    index: Number(cell('index_price')),
    bid: price(cell('best_bid_price')),
    ask: price(cell('best_ask_price')),
    mark: Number(cell('mark_price')),
    markVolatility: Number(cell('mark_iv')) / 100,
    delta: greek('delta'),
    vega: greek('vega'),
  };
}

/** A row of a snapshot: one time for all, volatility as a fraction. */
function snapshotRow(cell: Row): RecordedOption {
  return {
    currency: cell('currency'),
    kind: kindOf(cell('option_type')),
    strike: Number(cell('strike')),
    expiry: Date.parse(cell('expiry_datetime')) / 1000,
    time: Date.parse(cell('timestamp')) / 1000,
    forward: Number(cell('futures_price')),
    index: Number(cell('index_price')),
    bid: price(cell('bid_price')),
    ask: price(cell('ask_price')),
    mark: Number(cell('mark_price')),
    markVolatility: Number(cell('implied_volatility')),
    delta: Number(cell('delta')),
    vega: Number(cell('vega')),
  };
}

/**
 * Reads a recorded option chain (CSV with a header): full tickers of one currency (column `greeks`) or a snapshot of several (column `expiry_datetime`).
 * Throws when it is neither, or when a figure is none.
 */
export function parseRecordedChain(csv: string): readonly RecordedOption[] {
  const [header = [], ...lines] = parseCsv(csv);
  const read = header.includes('greeks') ? fullTicker : header.includes('expiry_datetime') ? snapshotRow : null;
  if (!read) throw new Error('The chain needs the columns of full tickers or of a snapshot.');
  return lines.map((cells, index) => {
    const option = read((column) => cells[header.indexOf(column)] ?? '');
    const sound = Object.values(option).every((value) => typeof value !== 'number' || Number.isFinite(value));
    if (!sound) throw new Error(`Line ${index + 2} of the chain has a figure that is none.`);
    return option;
  });
}

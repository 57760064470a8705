import { Decimal } from 'decimal.js';

/** Prices of one interval, µUSD per whole unit. */
export interface PriceBar {
  readonly open: bigint;
  readonly high: bigint;
  readonly low: bigint;
  readonly close: bigint;
}

/** Equally spaced bars. */
export interface Recording {
  /** Unix seconds of the first bar. */
  readonly start: number;
  readonly secondsPerBar: number;
  readonly bars: readonly PriceBar[];
}

const COLUMNS = ['open', 'high', 'low', 'close'] as const;

/** A recording has hundreds of thousands of numbers; nearly all are this plain, and Decimal would take seconds of every start. */
const PLAIN = /^(\d+)(?:\.(\d{1,6}))?$/;

function microUsd(text: string): bigint {
  const plain = PLAIN.exec(text);
  if (plain) return BigInt(plain[1] + (plain[2] ?? '').padEnd(6, '0'));
  return BigInt(new Decimal(text).times(1_000_000).toFixed(0));
}

function unixSeconds(text: string): number {
  const milliseconds = /^\d+$/.test(text) ? Number(text) : Date.parse(`${text.replace(' ', 'T')}Z`);
  if (!Number.isFinite(milliseconds)) throw new Error(`The recording has a timestamp that is no time: ${text}`);
  return Math.floor(milliseconds / 1000);
}

function parseBar(cells: string[], columns: readonly number[], line: number): PriceBar {
  const [open, high, low, close] = columns.map((column) => microUsd(cells[column]!)) as [
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  const sound = low > 0n && low <= open && low <= close && high >= open && high >= close;
  if (!sound)
    throw new Error(`Line ${line} of the recording is no price bar: 0 < low ≤ open, close ≤ high does not hold.`);
  return { open, high, low, close };
}

/**
 * Reads CSV with a header naming at least timestamp (UTC, or Unix milliseconds), open, high, low and close in USD.
 * Throws when a column is missing, a bar is unsound, or there are fewer than two bars.
 */
export function parseRecording(csv: string): Recording {
  const lines = csv.split(/\r?\n/).filter((line) => line !== '');
  const header = (lines[0] ?? '').split(',');
  const columns = COLUMNS.map((name) => header.indexOf(name));
  const timestamp = header.indexOf('timestamp');
  if (timestamp < 0 || columns.includes(-1)) {
    throw new Error('The recording needs the columns timestamp, open, high, low, close.');
  }
  if (lines.length < 3) throw new Error('The recording needs at least two bars.');
  const timeOf = (line: number): number => unixSeconds(lines[line]!.split(',')[timestamp]!);
  const start = timeOf(1);
  const secondsPerBar = timeOf(2) - start;
  if (secondsPerBar <= 0) throw new Error('The bars of the recording must be in order of time.');
  const bars = lines.slice(1).map((line, i) => parseBar(line.split(','), columns, i + 2));
  return { start, secondsPerBar, bars };
}

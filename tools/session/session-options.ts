import { parseArgs } from 'node:util';
import { CIRCUIT_SIZES, type CircuitName, TenorError } from '@tenor/protocol';

export const USAGE =
  'npm run session -- [--report FILE] [--size test|dev] [--orders N] [--seed N] [--data DIRECTORY] [--day crash ...] [--help]';

export const HELP = `${USAGE}

A scripted session on an exchange of its own: real processes, a local L1, real proofs, everything checked. It lists a call, a put and a future through L1 and
lets one expire: it plays before 08:00 UTC of a day to come. Exit code 0 only if all matches.

  --report FILE            write the report as JSON
  --size NAME              circuit size, test or dev (test)
  --orders N               orders that the two traders place together (240)
  --seed N                 of prices, orders and population (7)
  --data DIRECTORY         keep the data there; a temporary directory unless given

  --day crash              replay a violent recorded day with a population of leveraged accounts instead (docs/runbooks/crash-day.md)
  --seconds-per-tick N     recorded seconds of each tick of the crash, 1 to 60 (20)
  --settle N|all           prove and settle on L1 the batches up to number N (through the first batch that liquidates)
  --constraints N          batches to check against the constraint system without a proof (24)`;

/** What only the replay of a violent day asks for. */
export interface CrashOptions {
  readonly secondsPerTick: number;
  /** Last batch to prove and settle; null: through the first one that liquidates. */
  readonly settle: number | 'all' | null;
  readonly constraintSample: number;
}

export interface SessionOptions {
  /** Where to write the report; null prints a summary only. */
  readonly report: string | null;
  readonly size: CircuitName;
  /** Orders that the two traders place together. */
  readonly orders: number;
  readonly seed: number;
  /** Data directory to keep; null uses a temporary one. */
  readonly dataDirectory: string | null;
  /** null: the plain session. */
  readonly crash: CrashOptions | null;
}

const invalid = (detail: string, param?: string): TenorError =>
  new TenorError('INVALID_PARAMS', { ...(param && { param }), detail: `${detail} ${USAGE}` });

function count(name: string, text: string | undefined, fallback: number, least: number, most?: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least && value <= (most ?? value)) return value;
  throw invalid(`${name} must be an integer from ${least}${most === undefined ? '' : ` to ${most}`}.`, name);
}

const CRASH_ONLY = ['seconds-per-tick', 'settle', 'constraints'] as const;

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    const options = {
      report: text,
      size: { ...text, default: 'test' },
      orders: text,
      seed: text,
      data: text,
      day: text,
      'seconds-per-tick': text,
      settle: text,
      constraints: text,
    } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

function crashOptions(values: ReturnType<typeof parsed>): CrashOptions | null {
  if (values.day === undefined) {
    const foreign = CRASH_ONLY.find((name) => values[name] !== undefined);
    if (foreign) throw invalid(`--${foreign} needs --day crash.`, `--${foreign}`);
    return null;
  }
  if (values.day !== 'crash') throw invalid(`there is no day ${values.day}.`, '--day');
  if (values.orders !== undefined) throw invalid('--orders is for the plain session.', '--orders');
  const { settle } = values;
  return {
    secondsPerTick: count('--seconds-per-tick', values['seconds-per-tick'], 20, 1, 60),
    settle: settle === undefined ? null : settle === 'all' ? 'all' : count('--settle', settle, 0, 0),
    constraintSample: count('--constraints', values.constraints, 24, 0),
  };
}

/** The options of a command line. Throws INVALID_PARAMS. */
export function sessionOptions(args: readonly string[]): SessionOptions {
  const values = parsed(args);
  if (!Object.hasOwn(CIRCUIT_SIZES, values.size)) throw invalid(`there is no size ${values.size}.`, '--size');
  return {
    report: values.report ?? null,
    size: values.size as CircuitName,
    orders: count('--orders', values.orders, 240, 20),
    seed: count('--seed', values.seed, 7, 0),
    dataDirectory: values.data ?? null,
    crash: crashOptions(values),
  };
}

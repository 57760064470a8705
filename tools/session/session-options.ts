import { parseArgs } from 'node:util';
import { CIRCUIT_SIZES, type CircuitName, TenorError } from '@tenor/protocol';

export const USAGE = 'npm run session -- [--report FILE] [--size test|dev] [--orders N] [--seed N] [--data DIRECTORY]';

export interface SessionOptions {
  /** Where to write the report; null prints a summary only. */
  readonly report: string | null;
  readonly size: CircuitName;
  /** Orders that the two traders place together. */
  readonly orders: number;
  readonly seed: number;
  /** Data directory to keep; null uses a temporary one. */
  readonly dataDirectory: string | null;
}

function count(name: string, text: string | undefined, fallback: number, least: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new TenorError('INVALID_PARAMS', { param: name, detail: `${name} must be an integer from ${least}. ${USAGE}` });
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    const options = { report: text, size: { ...text, default: 'test' }, orders: text, seed: text, data: text } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new TenorError('INVALID_PARAMS', { detail: `${error instanceof Error ? error.message : error} ${USAGE}` });
  }
}

/** The options of a command line. Throws INVALID_PARAMS. */
export function sessionOptions(args: readonly string[]): SessionOptions {
  const values = parsed(args);
  if (!Object.hasOwn(CIRCUIT_SIZES, values.size)) {
    throw new TenorError('INVALID_PARAMS', { param: '--size', detail: `there is no size ${values.size}. ${USAGE}` });
  }
  return {
    report: values.report ?? null,
    size: values.size as CircuitName,
    orders: count('--orders', values.orders, 240, 20),
    seed: count('--seed', values.seed, 7, 0),
    dataDirectory: values.data ?? null,
  };
}

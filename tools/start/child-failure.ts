import { readFileSync } from 'node:fs';
import { errorTable, TenorError } from '@tenor/protocol';

const KEPT_CHARACTERS = 20_000;
const KEPT_LINES = 12;

/** Why a process ended, from the end of its log: the TenorError it wrote as JSON, or its last lines. */
export function failureOf(logPath: string): TenorError {
  const lines = readFileSync(logPath, 'utf8')
    .slice(-KEPT_CHARACTERS)
    .split('\n')
    .filter((line) => line !== '');
  for (const line of lines.toReversed()) {
    const error = tenorErrorIn(line);
    if (error) return error;
  }
  return new TenorError('PROCESS_FAILED', { detail: `${logPath}:\n${lines.slice(-KEPT_LINES).join('\n')}` });
}

/** A line `NAME (CODE): message (detail)`, or the same as JSON. */
function tenorErrorIn(line: string): TenorError | null {
  const text = /^([A-Z_0-9]+) \((\d+)\): (.*)$/.exec(line);
  const error = text ? { name: text[1], code: Number(text[2]), message: text[3] } : parseOrNull(line);
  const known = errorTable().find((entry) => entry.code === error?.code && entry.name === error.name);
  if (!known) return null;
  // The message already says what to do; what stands behind it in brackets is the detail.
  const detail = error?.message
    ?.slice(known.message.length)
    .trim()
    .replace(/^\((.*)\)$/s, '$1');
  return new TenorError(known.name, detail ? { detail } : {});
}

function parseOrNull(line: string): { code?: number; name?: string; message?: string } | null {
  try {
    return JSON.parse(line) as { code?: number; name?: string; message?: string };
  } catch {
    return null;
  }
}

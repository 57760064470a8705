import { TenorError } from '@tenor/protocol';
import type { Page, PageRequest } from '../sequencer/queries.ts';

const RADIX = 36;
const LIMIT_DEFAULT = 100;
/** Records a filtered page looks at, so that a rare match cannot make a read expensive. */
const SCANNED_MAX = 5_000;
const SCAN_PAGE = 500;

interface PageParams {
  readonly limit?: number;
  readonly cursor?: string;
}

/** Throws INVALID_PARAMS for a cursor that was not one of ours. */
export function pageRequest({ limit, cursor }: PageParams): PageRequest {
  if (cursor === undefined) return { limit: limit ?? LIMIT_DEFAULT };
  const before = Number.parseInt(cursor, RADIX);
  if (!/^[0-9a-z]{1,11}$/.test(cursor) || !Number.isSafeInteger(before)) {
    throw new TenorError('INVALID_PARAMS', { param: 'cursor', detail: 'use `next` of the page before' });
  }
  return { limit: limit ?? LIMIT_DEFAULT, before };
}

/** A page as the API gives it. */
export const pageJson = <T, J>(
  { results, next }: Page<T>,
  json: (record: T) => J,
): { results: J[]; next: string | null } => ({
  results: results.map(json),
  next: next === null ? null : next.toString(RADIX),
});

/** A page of the records that pass; `keyOf` is the key by which the pages go on: records with the same one stay together. */
export function filteredPage<T>(
  read: (page: PageRequest) => Page<T>,
  request: PageRequest,
  passes: (record: T) => boolean,
  keyOf: (record: T) => number,
): Page<T> {
  const results: T[] = [];
  let before = request.before;
  for (let scanned = 0; scanned < SCANNED_MAX; scanned += SCAN_PAGE) {
    const page = read({ limit: SCAN_PAGE, ...(before === undefined ? {} : { before }) });
    for (const record of page.results) {
      const last = results.at(-1);
      if (last && results.length >= request.limit && keyOf(record) !== keyOf(last))
        return { results, next: keyOf(last) };
      if (passes(record)) results.push(record);
    }
    if (page.next === null) return { results, next: null };
    before = page.next;
  }
  return { results, next: before ?? null };
}

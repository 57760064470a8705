import { expect, test } from 'vitest';
import { filteredPage } from '../../src/gateway/page-cursor.ts';
import type { Page, PageRequest } from '../../src/sequencer/queries.ts';

interface Note {
  readonly key: number;
  readonly of: 'a' | 'b';
}

/** Newest first; two records of one command have one key. */
const NOTES: readonly Note[] = [
  { key: 9, of: 'b' },
  { key: 8, of: 'a' },
  { key: 8, of: 'a' },
  { key: 7, of: 'b' },
  { key: 6, of: 'a' },
  { key: 5, of: 'b' },
];

const read = ({ before = Number.POSITIVE_INFINITY }: PageRequest): Page<Note> => ({
  results: NOTES.filter(({ key }) => key < before),
  next: null,
});
const pageOf = (request: PageRequest): Page<Note> =>
  filteredPage(
    read,
    request,
    ({ of }) => of === 'a',
    ({ key }) => key,
  );

test('a filtered page keeps the records of one key together, and the next one goes on after them', () => {
  const first = pageOf({ limit: 1 });
  expect(first).toEqual({ results: [NOTES[1], NOTES[2]], next: 8 });
  expect(pageOf({ limit: 1, before: first.next! })).toEqual({ results: [NOTES[4]], next: 6 });
  expect(pageOf({ limit: 3 })).toEqual({ results: [NOTES[1], NOTES[2], NOTES[4]], next: 6 });
  expect(pageOf({ limit: 4 })).toEqual({ results: [NOTES[1], NOTES[2], NOTES[4]], next: null });
});

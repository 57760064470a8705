import { parseExact, stringifyExact } from '@tenor/protocol';
import type { Database } from 'lmdb';
import { damaged } from './damage.ts';

/** Numbers, compared in order. */
export type TableKey = number | number[];

/** One record to write; `table` is its table's name. */
export interface TableWrite {
  readonly table: string;
  readonly key: TableKey;
  readonly value: unknown;
}

/** Newest first, from below `before`. */
export interface TablePage<T> {
  readonly results: T[];
  readonly next: number | null;
}

/** Records as exact JSON under numeric keys. */
export class Table<T> {
  readonly #database: Database<string, TableKey>;

  readonly #name: string;

  constructor(name: string, database: Database<string, TableKey>) {
    this.#name = name;
    this.#database = database;
  }

  get(key: TableKey): T | null {
    const text = this.#database.get(key);
    return text === undefined ? null : this.#parse(text);
  }

  put(key: TableKey, value: T): Promise<boolean> {
    return this.#database.put(key, stringifyExact(value));
  }

  /** Records from a number on, in order; for tables whose keys are single numbers. */
  from(start: number, limit: number): T[] {
    return [...this.#database.getRange({ start, limit })].map(({ value }) => this.#parse(value));
  }

  /** The newest records under a prefix, by the number after it; or of the whole table, by the first number of the key. */
  page(prefix: number | null, limit: number, before = Number.MAX_SAFE_INTEGER): TablePage<T> {
    const start = prefix === null ? before : [prefix, before];
    const end = prefix === null ? -1 : [prefix, -1];
    const results: T[] = [];
    let last: number | null = null;
    for (const { key, value } of this.#database.getRange({ start, end, reverse: true })) {
      const position = Array.isArray(key) ? key[prefix === null ? 0 : 1]! : key;
      if (position >= before) continue;
      // Records with the same position stay together, so that a page ends between positions.
      if (results.length >= limit && position !== last) return { results, next: last };
      results.push(this.#parse(value));
      last = position;
    }
    return { results, next: null };
  }

  #parse(text: string): T {
    try {
      return parseExact<T>(text);
    } catch {
      throw damaged(`a record of table ${this.#name} is not readable`);
    }
  }
}

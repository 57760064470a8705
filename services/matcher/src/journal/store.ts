import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import { damaged } from './damage.ts';
import { checkDataFile } from './data-file.ts';
import { EMPTY_TIP, type JournalRecord, type JournalTip, parseRecord, recordBytes } from './record.ts';
import { Table, type TableKey, type TableWrite } from './table.ts';

const MARKER_FORMAT = 1;

/** Everything the exchange keeps on disk: one LMDB file, written in synced groups. */
export class Store {
  readonly snapshots: Database<Buffer, number>;
  readonly #root: RootDatabase;
  readonly #journal: Database<Buffer, number>;

  readonly #tables = new Map<string, Table<unknown>>();

  private constructor(root: RootDatabase) {
    this.#root = root;
    this.#journal = root.openDB<Buffer, number>({ name: 'journal', encoding: 'binary' });
    this.snapshots = root.openDB<Buffer, number>({ name: 'snapshots', encoding: 'binary' });
  }

  /**
   * Opens or creates the store of a directory. Throws DATA_DAMAGED, also where the directory belongs to another deployment.
   * @param identity what the data is for: chain, contract, circuit size
   */
  static open(directory: string, identity: string): Store {
    const file = join(directory, 'exchange.lmdb');
    const marker = join(directory, 'exchange.json');
    mkdirSync(directory, { recursive: true });
    const known = checkMarker(marker, identity);
    if (known && !existsSync(file)) throw damaged(`${file} is missing`);
    checkDataFile(file);
    const store = openStore(file, (root) => new Store(root));
    if (!known) {
      if (store.tip().sequence > 0) throw damaged(`${marker} is missing`);
      writeFileSync(marker, JSON.stringify({ format: MARKER_FORMAT, identity }));
    }
    return store;
  }

  /** The table of a name, made when it is first asked for. */
  table<T>(name: string): Table<T> {
    let table = this.#tables.get(name);
    if (!table) {
      table = new Table(name, this.#root.openDB<string, TableKey>({ name, encoding: 'string' }));
      this.#tables.set(name, table);
    }
    return table as Table<T>;
  }

  /** Reads every byte of every table, so that damage anywhere shows. Returns how many records there are. */
  readThrough(): number {
    let records = 0;
    for (const name of [...this.#root.getKeys()]) {
      const database = this.#root.openDB<Buffer, TableKey>({ name: String(name), encoding: 'binary' });
      for (const { value } of database.getRange({})) records += Number(value.length > 0);
    }
    return records;
  }

  /** The last record's place, or the empty journal's. */
  tip(): JournalTip {
    for (const { key, value } of this.#journal.getRange({ reverse: true, limit: 1 })) return parseRecord(key, value);
    return EMPTY_TIP;
  }

  record(sequence: number): JournalRecord | null {
    const bytes = this.#journal.get(sequence);
    return bytes === undefined ? null : parseRecord(sequence, bytes);
  }

  /** Records from a sequence number on, in order. */
  *records(from: number): Generator<JournalRecord> {
    for (const { key, value } of this.#journal.getRange({ start: from })) yield parseRecord(key, value);
  }

  /**
   * Writes records and what belongs to them in one synced transaction; resolves when it is durable. Nothing is written, and
   * false returned, when another process has written the first of these records: there is only one writer.
   */
  append(
    records: readonly JournalRecord[],
    writes: readonly TableWrite[],
    snapshot: Snapshot | null,
  ): Promise<boolean> {
    return this.#journal.ifNoExists(records[0]!.sequence, () => {
      for (const record of records) void this.#journal.put(record.sequence, recordBytes(record));
      for (const { table, key, value } of writes) void this.table(table).put(key, value);
      if (snapshot) void this.saveSnapshot(snapshot);
    });
  }

  /** Keeps a snapshot and the one before it. */
  saveSnapshot({ sequence, bytes }: Snapshot): Promise<boolean> {
    const older = [...this.snapshots.getKeys({ reverse: true })].filter((key) => key !== sequence);
    for (const key of older.slice(1)) void this.snapshots.remove(key);
    return this.snapshots.put(sequence, bytes);
  }

  async close(): Promise<void> {
    await this.#root.close();
  }
}

/** A snapshot as stored: the sequence of the last command in it and its bytes. */
export interface Snapshot {
  readonly sequence: number;
  readonly bytes: Buffer;
}

function openStore(file: string, create: (root: RootDatabase) => Store): Store {
  try {
    return create(open({ path: file, maxDbs: 16 }));
  } catch (error) {
    throw damaged(`${file} cannot be opened: ${error instanceof Error ? error.message : error}`);
  }
}

/**
 * The marker tells a lost data file from a new directory, and one deployment's data from another's. Returns whether it is there.
 */
function checkMarker(marker: string, identity: string): boolean {
  if (!existsSync(marker)) return false;
  let content: { format?: unknown; identity?: unknown };
  try {
    content = JSON.parse(readFileSync(marker, 'utf8')) as typeof content;
  } catch {
    throw damaged(`${marker} is not readable`);
  }
  if (content.format !== MARKER_FORMAT) throw damaged(`${marker} has the format of another version`);
  if (content.identity !== identity) {
    throw damaged(`the data is for another deployment (${String(content.identity)}, not ${identity})`);
  }
  return true;
}

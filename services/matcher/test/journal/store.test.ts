import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TenorError } from '@tenor/protocol';
import { open } from 'lmdb';
import { describe, expect, it } from 'vitest';
import { probe } from '../../src/journal/probe.ts';
import { EMPTY_TIP, headInteger, type JournalRecord, recordAfter } from '../../src/journal/record.ts';
import { latestSnapshot, sealSnapshot } from '../../src/journal/snapshot.ts';
import { Store } from '../../src/journal/store.ts';
import { verifiedRecords } from '../../src/journal/verify.ts';
import { testDirectories } from './directory.ts';

const directoryFor = testDirectories();
const IDENTITY = 'chain 31337';

function chain(count: number): JournalRecord[] {
  const records: JournalRecord[] = [];
  for (let n = 1; n <= count; n++) records.push(recordAfter(records.at(-1) ?? EMPTY_TIP, Buffer.from(`command ${n}`)));
  return records;
}

async function filled(count = 200): Promise<string> {
  const directory = directoryFor();
  const store = Store.open(directory, IDENTITY);
  await store.append(chain(count), [], sealSnapshot(3, 'three'));
  await store.close();
  return directory;
}

describe('the hash chain', () => {
  it('is sha256 over the head before and the hash of the command, cut to 248 bits', () => {
    const [first, second] = chain(2) as [JournalRecord, JournalRecord];
    const hash = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
    const head1 = hash(Buffer.alloc(31), hash(Buffer.from('command 1'))).subarray(0, 31);
    expect(Buffer.from(first.head)).toEqual(head1);
    expect(Buffer.from(second.head)).toEqual(hash(head1, hash(Buffer.from('command 2'))).subarray(0, 31));
    expect(headInteger(second)).toBeLessThan(1n << 248n);
  });
});

describe('a store', () => {
  it('keeps records in order and continues after it is opened again', async () => {
    const directory = await filled(20);
    const store = Store.open(directory, IDENTITY);
    expect([...verifiedRecords(store)].map(({ command }) => Buffer.from(command).toString())).toEqual(
      chain(20).map(({ command }) => Buffer.from(command).toString()),
    );
    expect(store.tip().sequence).toBe(20);
    await store.close();
  });

  it('takes records from one writer only', async () => {
    const store = Store.open(directoryFor(), IDENTITY);
    const records = chain(3);
    expect(await store.append(records.slice(0, 2), [], null)).toBe(true);
    expect(await store.append(records.slice(1), [{ table: 'notes', key: 1, value: 'x' }], null)).toBe(false);
    expect(store.tip().sequence).toBe(2);
    expect(store.table('notes').get(1)).toBeNull();
    await store.close();
  });

  it('pages its tables newest first, never between records of one position', async () => {
    const store = Store.open(directoryFor(), IDENTITY);
    const keys = [
      [7, 1, 1],
      [7, 2, 1],
      [7, 2, 2],
      [7, 3, 1],
      [8, 9, 1],
    ];
    const writes = keys.map((key) => ({ table: 'notes', key, value: { key, exact: 2n ** 200n } }));
    await store.append(chain(1), writes, null);
    const notes = store.table<{ key: number[]; exact: bigint }>('notes');
    const first = notes.page(7, 2);
    expect(first.results.map(({ key }) => key)).toEqual([
      [7, 3, 1],
      [7, 2, 2],
      [7, 2, 1],
    ]);
    expect(first.results[0]!.exact).toBe(2n ** 200n);
    expect(notes.page(7, 2, first.next!)).toMatchObject({ results: [{ key: [7, 1, 1] }], next: null });
    await store.close();
  });

  it('pages a whole table by the first number of its keys', async () => {
    const store = Store.open(directoryFor(), IDENTITY);
    const keys = [
      [11, 4],
      [12, 3],
      [12, 9],
      [13, 1],
    ];
    await store.append(
      chain(1),
      keys.map((key) => ({ table: 'notes', key, value: { key } })),
      null,
    );
    const notes = store.table<{ key: number[] }>('notes');
    const first = notes.page(null, 2);
    expect(first.results.map(({ key }) => key)).toEqual([
      [13, 1],
      [12, 9],
      [12, 3],
    ]);
    expect(notes.page(null, 2, first.next!)).toEqual({ results: [{ key: [11, 4] }], next: null });
    await store.close();
  });

  it('keeps the last two snapshots and passes over one that is damaged', async () => {
    const store = Store.open(directoryFor(), IDENTITY);
    for (const [sequence, text] of [
      [1, 'one'],
      [2, 'two'],
      [3, 'three'],
    ] as const) {
      await store.saveSnapshot(sealSnapshot(sequence, text));
    }
    expect([...store.snapshots.getKeys()]).toEqual([2, 3]);
    expect(latestSnapshot(store)).toEqual({ sequence: 3, content: 'three' });
    const bytes = Buffer.from(store.snapshots.get(3)!);
    bytes[bytes.length - 1]! ^= 1;
    await store.snapshots.put(3, bytes);
    expect(latestSnapshot(store)).toEqual({ sequence: 2, content: 'two' });
    await store.close();
  });
});

describe('a damaged data directory', () => {
  const file = (directory: string): string => join(directory, 'exchange.lmdb');

  const damages: [string, RegExp, (directory: string) => void][] = [
    ['is cut off', /cut off/, (d) => truncateSync(file(d), Math.floor(readFileSync(file(d)).length / 2 / 4096) * 4096)],
    ['is empty', /does not start/, (d) => truncateSync(file(d), 0)],
    ['is something else', /does not start/, (d) => writeFileSync(file(d), 'hello')],
    ['is all zero', /does not start/, (d) => writeFileSync(file(d), Buffer.alloc(readFileSync(file(d)).length))],
    ['is gone', /missing/, (d) => rmSync(file(d))],
    ['has lost its marker', /missing/, (d) => rmSync(join(d, 'exchange.json'))],
    ['has an unreadable marker', /not readable/, (d) => writeFileSync(join(d, 'exchange.json'), '{')],
    ['is of another deployment', /another deployment/, (d) => copyMarker(d)],
  ];

  it.each(damages)('that %s is named as such', async (_, detail, damage) => {
    const directory = await filled();
    damage(directory);
    expect(() => Store.open(directory, IDENTITY)).toThrow(TenorError);
    expect(() => Store.open(directory, IDENTITY)).toThrow(detail);
  });

  function copyMarker(directory: string): void {
    const other = directoryFor();
    void Store.open(other, 'chain 1').close();
    copyFileSync(join(other, 'exchange.json'), join(directory, 'exchange.json'));
  }

  it('that has lost or changed a record is found by the hash chain', async () => {
    for (const [change, detail] of [
      ['lose', /record 50 is missing/],
      ['change', /record 50 does not match/],
    ] as const) {
      const directory = await filled();
      const root = open({ path: file(directory), maxDbs: 16 });
      const journal = root.openDB<Buffer, number>({ name: 'journal', encoding: 'binary' });
      if (change === 'lose') await journal.remove(50);
      else await journal.put(50, Buffer.concat([journal.get(50)!, Buffer.from('!')]));
      await root.close();
      const store = Store.open(directory, IDENTITY);
      expect(() => [...verifiedRecords(store)]).toThrow(detail);
      await store.close();
      await expect(probe(directory, IDENTITY)).rejects.toThrow(detail);
    }
  });

  it('that would end the process that reads it ends only the probe', async () => {
    const directory = await filled(5000);
    await expect(probe(directory, IDENTITY)).resolves.toBeUndefined();
    const bytes = readFileSync(file(directory));
    // Everything behind the two meta pages is overwritten: the tree's pages point anywhere.
    bytes.fill(0xcd, 8192);
    writeFileSync(file(directory), bytes);
    await expect(probe(directory, IDENTITY)).rejects.toMatchObject({ name: 'DATA_DAMAGED' });
  });

  it('is not what a new one is', async () => {
    await expect(probe(directoryFor(), IDENTITY)).resolves.toBeUndefined();
  });
});

import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { damaged } from './damage.ts';

/** Layout of the two meta pages of an LMDB 1 file, as lmdb 3.5 writes it. */
const META = { magic: 24, pageSize: 48, lastPage: 144, transaction: 152, length: 160 } as const;
const MAGIC = 0xbeefc0de;
const PAGE_SIZES = [4096, 8192, 16_384, 32_768, 65_536];

interface Meta {
  readonly pageSize: number;
  readonly lastPage: bigint;
  readonly transaction: bigint;
}

function readMeta(file: number, offset: number): Meta | null {
  const bytes = Buffer.alloc(META.length);
  if (readSync(file, bytes, 0, META.length, offset) < META.length) return null;
  if (bytes.readUInt32LE(META.magic) !== MAGIC) return null;
  return {
    pageSize: bytes.readUInt32LE(META.pageSize),
    lastPage: bytes.readBigUInt64LE(META.lastPage),
    transaction: bytes.readBigUInt64LE(META.transaction),
  };
}

/**
 * Checks an LMDB file before it is mapped: LMDB trusts its pages and would end the process with SIGBUS on a shortened file.
 * Throws DATA_DAMAGED. A file that is not there passes.
 */
export function checkDataFile(path: string): void {
  if (!existsSync(path)) return;
  const file = openSync(path, 'r');
  try {
    const size = fstatSync(file).size;
    const first = readMeta(file, 0);
    if (!first) throw damaged(`${path} does not start as a data file (${size} bytes)`);
    if (!PAGE_SIZES.includes(first.pageSize)) throw damaged(`${path} has a wrong first page`);
    const second = readMeta(file, first.pageSize);
    if (!second) throw damaged(`${path} has a wrong second page`);
    const last = first.transaction > second.transaction ? first : second;
    const needed = (last.lastPage + 1n) * BigInt(first.pageSize);
    if (BigInt(size) < needed) throw damaged(`${path} is cut off: ${size} bytes of ${needed}`);
  } finally {
    closeSync(file);
  }
}

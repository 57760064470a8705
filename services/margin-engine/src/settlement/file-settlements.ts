import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { parseExact, stringifyExact } from '@tenor/protocol';
import { memorySettlements, noSettlements, type SettlementRecords, type SettlementStore } from './settlement-store.ts';

/**
 * Settlement prices in one file, replaced in one piece at every change: windows outlast the process, fixed prices the machine (synced).
 * Throws where the file is there and cannot be understood: then no price may be fixed before somebody knows what was signed.
 */
export function fileSettlements(path: string): SettlementStore {
  const records = existsSync(path) ? parse(readFileSync(path, 'utf8'), path) : noSettlements();
  const write = (sync: boolean): void => {
    const next = `${path}.next`;
    const file = openSync(next, 'w', 0o600);
    try {
      writeSync(file, stringifyExact(records));
      if (sync) fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(next, path);
  };
  return memorySettlements(records, write);
}

function parse(text: string, path: string): SettlementRecords {
  let records: Partial<SettlementRecords>;
  try {
    records = parseExact<Partial<SettlementRecords>>(text);
  } catch {
    records = {};
  }
  const { fixed, windows } = records;
  if (!(fixed instanceof Map) || !(windows instanceof Map)) {
    throw new Error(`${path} does not say which settlement prices were fixed. Restore it before prices are signed.`);
  }
  return { fixed, windows };
}

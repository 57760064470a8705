import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { parseRecordedChain, type RecordedOption } from '../../../src/index.ts';

/** Folder of recorded data beside the repository. */
const data = fileURLToPath(new URL('../../../../../../shared/data', import.meta.url));

/** Full tickers with the venue's greeks, and three snapshots: a calm day, a crash, the day after it. */
export const CHAINS = {
  'full ticker 2020-05-21': 'deribit_btc_20200521_full_ticker',
  'calm 2026-01-15': 'deribit_btc_eth_20260115T153452Z',
  'crash 2026-02-05': 'deribit_btc_eth_20260205T212937Z',
  'day after 2026-02-06': 'deribit_btc_eth_20260206T155121Z',
} as const;
export type ChainName = keyof typeof CHAINS;

const unzipped = (path: string): string => gunzipSync(readFileSync(path)).toString('utf8');
const chainPath = (name: ChainName): string => join(data, 'options', `${CHAINS[name]}.csv.gz`);
const tablesPath = join(data, 'iv', 'py_vollib_test_data.json.gz');

/** False where the recorded data is not there; says so. */
export function haveRecordings(): boolean {
  const paths = [tablesPath, ...(Object.keys(CHAINS) as ChainName[]).map(chainPath)];
  const missing = paths.filter((path) => !existsSync(path));
  if (missing.length > 0) console.warn(`NOT TESTED against recordings, which are missing: ${missing.join(', ')}`);
  return missing.length === 0;
}

/** The chain of one currency. */
export const readChain = (name: ChainName, currency: string): readonly RecordedOption[] =>
  parseRecordedChain(unzipped(chainPath(name))).filter((option) => option.currency === currency);

/** One row of the reference tables; greeks per unit and year, of options on a spot price S with rate R. */
export interface ReferenceRow {
  readonly [column: string]: number;
}

export function readReferenceTables(): readonly ReferenceRow[] {
  const { columns, data: rows } = JSON.parse(unzipped(tablesPath)) as { columns: string[]; data: number[][] };
  return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]!])));
}

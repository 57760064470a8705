import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const folder = fileURLToPath(new URL('../../../../../shared/data', import.meta.url));

/** Whether the recorded data lies beside the repository; says so loudly when it does not. */
export const hasRecordedData = existsSync(folder);
if (!hasRecordedData)
  console.warn(`SKIPPED: no recorded market data at ${folder}; the replays through sockets did not run.`);

/** The place of a recorded file, e.g. prices/BTCUSDT_1m_2025-01-01_02-04.csv.gz. */
export const recordedFile = (name: string): string => `${folder}/${name}`;

/** The lines of a recorded file. */
export const recordedLines = (name: string): string[] =>
  gunzipSync(readFileSync(recordedFile(name)))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { FlowStep } from './flow.ts';

/** LOBSTER message columns: time, type, order id, size, price, direction (1: a bid). */
const FILE = 'AAPL_2012-06-21_34200000_37800000_message_50.csv.gz';

/** One hour of recorded orders in one stock, 50 levels deep. null where the data is not there. */
export function recordedFlow(directory: string): FlowStep[] | null {
  const path = join(directory, FILE);
  if (!existsSync(path)) return null;
  const lines = gunzipSync(readFileSync(path)).toString('utf8').trim().split('\n');
  return lines.flatMap((line): FlowStep[] => {
    const [, type, id, lots, price, direction] = line.split(',').map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    switch (type) {
      case 1:
        return [{ kind: 'add', id, side: direction === 1 ? 0 : 1, price, lots }];
      case 2:
      case 4:
        return [{ kind: 'shrink', id, lots }];
      case 3:
        return [{ kind: 'remove', id }];
      default:
        return [];
    }
  });
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** The folder of recorded prices: `prices` of TENOR_DATA or of `../shared/data` beside the repository; null when there is none. */
export function recordedPrices(environment: NodeJS.ProcessEnv): string | null {
  const roots = [environment.TENOR_DATA, join(repository, '..', 'shared', 'data')];
  for (const root of roots) {
    if (!root) continue;
    for (const folder of [join(root, 'prices'), root]) {
      if (existsSync(join(folder, 'BTCUSDT_1m_2025-01-01_02-04.csv.gz'))) return folder;
    }
  }
  return null;
}

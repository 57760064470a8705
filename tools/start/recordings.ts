import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Underlyings with markets, and what the names of their recordings begin with. */
export const UNDERLYINGS = ['BTC', 'ETH'] as const;

/** One-minute recordings of a folder by underlying: `BTC…_1m_….csv`, gzipped or not. What is not there is left to the random walk. */
export function recordingsIn(folder: string | null): Record<string, { path: string }> {
  if (folder === null) return {};
  const names = readdirSync(folder).sort();
  const found: Record<string, { path: string }> = {};
  for (const underlying of UNDERLYINGS) {
    const name = names.find((file) => file.startsWith(underlying) && /_1m_.*\.csv(\.gz)?$/.test(file));
    if (name) found[underlying] = { path: join(folder, name) };
  }
  return found;
}

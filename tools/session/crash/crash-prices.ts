import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MatcherConfig } from '../../../services/matcher/src/config.ts';
import type { CrashDay, Tape } from './crash-day.ts';
import { scriptedCrash } from './scripted-crash.ts';

type Prices = NonNullable<MatcherConfig['prices']>;
const UNDERLYINGS = ['BTC', 'ETH'] as const;

/** Where the prices of the day come from. */
export interface CrashPrices {
  readonly source: 'recorded' | 'scripted';
  /** What the exchange is told to play a part of the day. */
  of(tape: Tape): Prices;
}

const recordingOf = (folder: string, underlying: string): string =>
  join(folder, `${underlying}USDT_1m_2025-01-01_02-04.csv.gz`);

/**
 * The recorded day where both recordings are there; otherwise a scripted crash, written beside the data of the exchange.
 * @param recorded folder of recordings, null for none
 * @param folder where scripted prices go
 */
export function crashPrices(recorded: string | null, folder: string, day: CrashDay, seed: number): CrashPrices {
  const isComplete = recorded !== null && UNDERLYINGS.every((name) => existsSync(recordingOf(recorded, name)));
  const paths = new Map(
    UNDERLYINGS.map((name) => {
      if (isComplete) return [name, recordingOf(recorded, name)];
      mkdirSync(folder, { recursive: true });
      const path = join(folder, `${name}.csv`);
      writeFileSync(path, scriptedCrash(name, day.calm.from, seed));
      return [name, path];
    }),
  );
  return {
    source: isComplete ? 'recorded' : 'scripted',
    of: ({ from, secondsPerTick }) => ({
      seed,
      recordings: Object.fromEntries(
        [...paths].map(([name, path]) => [name, { path, from, seconds_per_tick: secondsPerTick }]),
      ),
    }),
  };
}

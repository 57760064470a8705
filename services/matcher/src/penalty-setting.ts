import type { Logger } from 'pino';
import type { Exchange } from './sequencer/exchange.ts';

/**
 * Makes the journal say what the configuration says of the penalty's split, by a command, so that a replay takes each liquidation as it was.
 * Nothing is journaled where it says so already, or where the configuration says nothing.
 * @param keeperSharePpm a keeper's part, 0 to 1,000,000
 * @param time Unix ms
 */
export async function adoptPenaltySplit(
  exchange: Exchange,
  keeperSharePpm: number | undefined,
  time: number,
  log: Logger,
): Promise<void> {
  const before = exchange.queries.summary().keeperSharePpm;
  if (keeperSharePpm === undefined || keeperSharePpm === before) return;
  await exchange.submit({ type: 'penaltySplit', time, keeperSharePpm });
  log.info({ keeperSharePpm, before }, 'the penalty of liquidations is split in another way from here on');
}

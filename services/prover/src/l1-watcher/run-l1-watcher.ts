import type { Logger } from 'pino';
import type { RollupConfig } from '../config.ts';
import { HttpExchangeClient } from '../exchange/http-exchange-client.ts';
import { repeat } from '../repeat.ts';
import { EntryFollower } from './entry-follower.ts';
import { SettlementFollower } from './settlement-follower.ts';
import { ViemL1Reader } from './viem-l1-reader.ts';

/** Follows L1 for one deployment until the signal aborts. Needs no memory of its own. */
export async function runL1Watcher(config: RollupConfig, log: Logger, signal: AbortSignal): Promise<void> {
  const exchange = new HttpExchangeClient(config.exchangeUrl, config.internalToken);
  const l1 = new ViemL1Reader(config);
  const entries = new EntryFollower(exchange, l1, config.depositConfirmations, log);
  const settlements = new SettlementFollower(exchange, l1, config.finalConfirmations, log);
  let seen = '';
  const step = async (): Promise<boolean> => {
    const status = await exchange.status();
    const head = await l1.blockNumber();
    // Nothing is confirmed, settled or final without a new block, or something new that the exchange knows.
    const { entriesApplied, lastProved, lastSettled, lastFinal, lastRound } = status;
    const now = [head, entriesApplied, lastProved, lastSettled, lastFinal, lastRound === null].join();
    if (now === seen) return false;
    const entered = await entries.step(head, entriesApplied);
    const settled = await settlements.step(head, status);
    seen = now;
    return entered || settled;
  };
  await repeat(step, { name: 'follow L1', log, signal, idleMilliseconds: config.pollMilliseconds });
}

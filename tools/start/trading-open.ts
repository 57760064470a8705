import { setTimeout as sleep } from 'node:timers/promises';
import { TenorError } from '@tenor/protocol';
import type { InternalStatus } from '../../services/matcher/src/gateway/internal-schema.ts';
import { HttpExchangeClient } from '../../services/prover/src/exchange/http-exchange-client.ts';
import { failureOf } from './child-failure.ts';
import type { KeptProcess } from './kept-process.ts';

const LONGEST_MILLISECONDS = 60_000;
const PAUSE_MILLISECONDS = 50;

/** Waits until the exchange answers and oracle rounds come steadily: from then on orders are matched. Throws what the exchange ended with. */
export async function tradingOpen(
  url: string,
  internalToken: string,
  matcher: KeptProcess,
  signal?: AbortSignal,
): Promise<InternalStatus> {
  const client = new HttpExchangeClient(url, internalToken);
  const end = Date.now() + LONGEST_MILLISECONDS;
  let last = 'it does not answer';
  while (Date.now() < end) {
    signal?.throwIfAborted();
    const failure = matcher.failed ? failureOf(matcher.options.logPath) : null;
    if (failure) throw failure;
    try {
      const status = await client.status();
      if (status.marketMode === 'running') return status;
      last = status.lastRound === null ? 'there is no oracle round' : `the market is ${status.marketMode}`;
    } catch (error) {
      last = String(error);
    }
    await sleep(PAUSE_MILLISECONDS);
  }
  throw new TenorError('PROCESS_FAILED', { detail: `the exchange did not open: ${last}` });
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { ExchangeClient } from '@tenor/sdk';

const POLL_MILLISECONDS = 500;
/** The margin engine samples premiums for some seconds before it pays the hour that is due at the start. */
const PATIENCE_MILLISECONDS = 90_000;

/**
 * Waits until the funding that was due at the start of the exchange is paid on every perpetual. Throws when it is not.
 * @param since Unix milliseconds: only funding paid from then on counts
 */
export async function awaitFunding(exchange: ExchangeClient, tell: (line: string) => void, since = 0): Promise<void> {
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  for (const { name: instrument, expiresAt } of exchange.instruments) {
    if (expiresAt !== null) continue;
    for (;;) {
      const { results } = await exchange.call('public/funding_history', { instrument });
      if (results.some(({ time }) => time >= since)) break;
      if (Date.now() > deadline) throw new Error(`No funding of ${instrument} within 90 seconds.`);
      await sleep(POLL_MILLISECONDS);
    }
    tell(`${instrument} has paid funding`);
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { ExchangeClient } from '@tenor/sdk';

const RETRY_MILLISECONDS = 1000;
const CONNECT_MILLISECONDS = 120_000;

/** Connects to an exchange that may still be starting: tries again for two minutes. Throws what the last try threw. */
export async function connectExchange(
  url: string,
  patienceMilliseconds = CONNECT_MILLISECONDS,
): Promise<ExchangeClient> {
  const deadline = Date.now() + patienceMilliseconds;
  for (;;) {
    try {
      return await ExchangeClient.connect(url);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(RETRY_MILLISECONDS);
    }
  }
}

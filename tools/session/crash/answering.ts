import { setTimeout as sleep } from 'node:timers/promises';
import { HttpExchangeClient } from '../../../services/prover/src/exchange/http-exchange-client.ts';

const PATIENCE_MILLISECONDS = 120_000;
const PAUSE_MILLISECONDS = 100;

/** Waits until the exchange process answers, whether it trades or not. Throws what it last met after two minutes. */
export async function answering(url: string, internalToken: string): Promise<void> {
  const client = new HttpExchangeClient(url, internalToken);
  for (let waited = 0; ; waited += PAUSE_MILLISECONDS) {
    try {
      await client.status();
      return;
    } catch (error) {
      if (waited >= PATIENCE_MILLISECONDS) throw error;
    }
    await sleep(PAUSE_MILLISECONDS);
  }
}

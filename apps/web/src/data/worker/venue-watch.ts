import type { ExchangeClient } from '@tenor/sdk';
import type { ConnectionStatus } from '../../model/types.ts';
import { marketModeOf, proofStatusOf } from './api-mapping.ts';
import type { FrameSender } from './frame-sender.ts';

const POLL_MS = 1500;

/**
 * Asks for the status of the exchange in a steady rhythm: proves that the connection lives and times its round trip.
 * @returns a function that stops it
 */
export function watchVenue(client: ExchangeClient, frames: FrameSender): () => void {
  let stopped = false;
  let lastMessageAt: number | null = null;
  let roundTripMs: number | null = null;
  const say = () => frames.update({ connection: { status: statusOf(client), lastMessageAt, roundTripMs } });
  const poll = async () => {
    const started = performance.now();
    const status = await client.status();
    roundTripMs = Math.round(performance.now() - started);
    if (stopped) return;
    lastMessageAt = Date.now();
    frames.update({ proofs: proofStatusOf(status), marketMode: marketModeOf(status) });
    say();
  };
  const leave = client.connection.onState(() => !stopped && say());
  say();
  const run = async () => {
    // A failed poll needs no handling here: the age of the last message is what the page shows.
    await poll().catch(() => undefined);
    if (!stopped) setTimeout(run, POLL_MS);
  };
  void run();
  return () => {
    stopped = true;
    leave();
  };
}

function statusOf({ connection }: ExchangeClient): ConnectionStatus {
  return connection.state === 'open' ? 'live' : 'reconnecting';
}

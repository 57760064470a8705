import type { ReadPrice } from '../source/polled-source.ts';
import type { TickerProtocol } from './ticker-protocol.ts';

export interface HttpTickerOptions {
  readonly protocol: TickerProtocol['http'];
  readonly symbol: string;
  /** Another place than the exchange's public one. */
  readonly origin?: string;
  readonly now?: () => number;
}

const LARGEST_BODY_BYTES = 1 << 20;

async function bodyText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > LARGEST_BODY_BYTES) throw new Error(`the answer of ${response.url} is longer than a ticker`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Reads the ticker of one pair over HTTP. The returned function rejects for a refusal or an answer without a sound price. */
export function httpTicker({ protocol, symbol, origin, now = Date.now }: HttpTickerOptions): ReadPrice {
  const url = new URL(protocol.path(symbol), origin ?? protocol.origin);
  return async (signal) => {
    const response = await fetch(url, { signal, headers: { accept: 'application/json' } });
    const text = await bodyText(response);
    if (!response.ok) throw new Error(`${url.href} answered ${response.status}`);
    const { price, time } = protocol.parse(JSON.parse(text), symbol);
    const received = now();
    return { price, observedAt: Math.min(time ?? received, received) };
  };
}

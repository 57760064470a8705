import { WebSocket } from 'ws';
import { ReconnectRequested } from '../ticker/reconnect-requested.ts';
import type { Quote } from '../ticker/ticker-protocol.ts';
import { BackgroundLoop } from './background-loop.ts';
import { backoffMilliseconds } from './backoff.ts';
import { LatestObservation } from './latest-observation.ts';
import type { Observation, PriceSource } from './price-source.ts';

export interface WebSocketSourceOptions {
  readonly name: string;
  readonly url: string;
  /** Sent once the connection is open. */
  readonly subscribe: readonly string[];
  /** The price a message carries; null when it carries none. Throws for what it does not understand. */
  readonly parse: (message: unknown) => Quote | null;
  /** A connection without a price for so many milliseconds is given up and made anew, 30 000 when left out. */
  readonly idleMs?: number;
  readonly now?: () => number;
}

const LARGEST_MESSAGE_BYTES = 1 << 20;
const HANDSHAKE_MILLISECONDS = 10_000;

/**
 * A source that pushes its prices. A message that is not understood is told in `fault` and the connection stays; a lost or
 * silent connection is made anew, waiting longer after each one that gave no price.
 */
export class WebSocketSource implements PriceSource {
  readonly name: string;
  readonly #options: WebSocketSourceOptions;
  readonly #latest = new LatestObservation();
  readonly #loop = new BackgroundLoop((signal) => this.#connect(signal));
  #failures = 0;

  constructor(options: WebSocketSourceOptions) {
    this.name = options.name;
    this.#options = options;
  }

  get latest(): Observation | null {
    return this.#latest.value;
  }

  get fault(): string | null {
    return this.#latest.fault;
  }

  start(): void {
    this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #connect(stopped: AbortSignal): Promise<number> {
    const priced = await this.#session(stopped);
    this.#failures = priced ? 1 : this.#failures + 1;
    return backoffMilliseconds(this.#failures);
  }

  /** One connection from its opening to its end. Resolves to whether it gave a price. */
  #session(stopped: AbortSignal): Promise<boolean> {
    const { url, subscribe, idleMs = 30_000 } = this.#options;
    return new Promise((resolve) => {
      let priced = false;
      const socket = new WebSocket(url, {
        maxPayload: LARGEST_MESSAGE_BYTES,
        handshakeTimeout: HANDSHAKE_MILLISECONDS,
      });
      const giveUp = (): void => {
        this.#latest.fail(`no price from ${url} for ${idleMs} ms`);
        socket.terminate();
      };
      const stop = (): void => socket.terminate();
      stopped.addEventListener('abort', stop, { once: true });
      const idle = setTimeout(giveUp, idleMs);
      socket.on('open', () => {
        for (const message of subscribe) socket.send(message);
      });
      socket.on('message', (data) => {
        const outcome = this.#take(data.toString());
        if (outcome === 'reconnect') socket.terminate();
        if (outcome !== 'price') return;
        priced = true;
        idle.refresh();
      });
      socket.on('error', (error) => {
        if (!stopped.aborted) this.#latest.fail(error);
      });
      socket.on('close', (code) => {
        clearTimeout(idle);
        stopped.removeEventListener('abort', stop);
        if (!stopped.aborted && this.fault === null) this.#latest.fail(`the connection to ${url} ended (${code})`);
        resolve(priced);
      });
    });
  }

  #take(text: string): 'price' | 'nothing' | 'reconnect' {
    const { parse, now = Date.now } = this.#options;
    try {
      const quote = parse(JSON.parse(text));
      if (quote === null) return 'nothing';
      const received = now();
      // An exchange's clock may run ahead of ours; its price is then as old as its arrival.
      this.#latest.record({ price: quote.price, observedAt: Math.min(quote.time ?? received, received) });
      return 'price';
    } catch (error) {
      this.#latest.fail(error);
      return error instanceof ReconnectRequested ? 'reconnect' : 'nothing';
    }
  }
}

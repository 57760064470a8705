import type { ExchangeClient } from '@tenor/sdk';
import { chainOf } from './api-mapping.ts';
import type { FrameSender } from './frame-sender.ts';

/** The option chain that the page shows: at most one at a time. */
export class ChainFeed {
  readonly #client: ExchangeClient;
  readonly #frames: FrameSender;
  #channel: string | null = null;
  #leave: () => void = () => undefined;
  /** Counts calls: a subscription that comes after the next call is left again. */
  #turn = 0;

  constructor(client: ExchangeClient, frames: FrameSender) {
    this.#client = client;
    this.#frames = frames;
  }

  /** Shows the chain of a base and an expiry such as 27MAR26, or none. Rejects with the ApiError of an expiry that is not listed. */
  async show(chain: { readonly base: string; readonly expiry: string } | null): Promise<void> {
    const channel = chain && `chain.${chain.base}.${chain.expiry}`;
    if (channel === this.#channel) return;
    const turn = ++this.#turn;
    this.#leave();
    this.#leave = () => undefined;
    this.#channel = channel;
    this.#frames.update({ chain: null });
    if (channel === null) return;
    const isCurrent = () => turn === this.#turn;
    try {
      const leave = await this.#client.subscribe(
        channel as `chain.${string}`,
        (message) => isCurrent() && this.#frames.update({ chain: chainOf(message) }),
      );
      if (isCurrent()) this.#leave = leave;
      else leave();
    } catch (error) {
      if (isCurrent()) this.#channel = null;
      throw error;
    }
  }
}

/** The part of a WebSocket that a subscriber needs. */
export interface SubscriberSocket {
  readonly bufferedAmount: number;
  send(data: Buffer, options: { binary: boolean }): void;
  close(code: number, reason: string): void;
}

/** Above this a channel that can be conflated waits for the client to catch up. Bytes. */
const SOFT_LIMIT = 256 * 1024;
/** Above this the client is hopeless. Bytes. */
const HARD_LIMIT = 4 * 1024 * 1024;
const TRY_AGAIN_LATER = 1013;

/** One connection as the channels see it. */
export class Subscriber {
  readonly #socket: SubscriberSocket;
  readonly #stale = new Set<string>();
  #isClosed = false;

  constructor(socket: SubscriberSocket) {
    this.#socket = socket;
  }

  /** A reply to a call: never held back, but a client that does not read its replies is closed. */
  reply(text: string): void {
    if (this.#isTooSlow('replies')) return;
    this.#socket.send(Buffer.from(text), { binary: false });
  }

  /**
   * Delivers one message of a channel. A slow client misses messages of a channel that may be conflated, and `isStale`
   * says so until a snapshot is delivered; any other channel closes the connection.
   */
  deliver(channel: string, message: Buffer, mayConflate: boolean): void {
    if (this.#isTooSlow(channel)) return;
    if (mayConflate && (this.#stale.has(channel) || this.#socket.bufferedAmount > SOFT_LIMIT)) {
      this.#stale.add(channel);
      return;
    }
    this.#socket.send(message, { binary: false });
  }

  /** Whether the channel waits for a snapshot that the client is now ready for. */
  wantsSnapshot(channel: string): boolean {
    return this.#stale.has(channel) && this.#socket.bufferedAmount <= SOFT_LIMIT / 2;
  }

  caughtUp(channel: string): void {
    this.#stale.delete(channel);
  }

  #isTooSlow(what: string): boolean {
    if (this.#isClosed) return true;
    if (this.#socket.bufferedAmount <= HARD_LIMIT) return false;
    this.#isClosed = true;
    this.#socket.close(TRY_AGAIN_LATER, `slow consumer: ${what}`.slice(0, 120));
    return true;
  }
}

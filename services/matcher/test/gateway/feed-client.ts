import { Value } from 'typebox/value';
import WebSocket from 'ws';
import { type BookMessageJson, type ChannelKind, channels } from '../../src/gateway/schema/channels.ts';

/** Members of all channel messages, and those of the book. */
export interface FeedMessage extends BookMessageJson {
  readonly [name: string]: unknown;
}

interface Incoming {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly name: string };
  readonly params?: { readonly channel: string; readonly data: FeedMessage };
}

/** A bare WebSocket client that keeps everything it is sent. */
export class FeedClient {
  readonly messages: { channel: string; data: FeedMessage }[] = [];
  /** Messages that are not what the schema of their channel promises. */
  readonly mismatches: string[] = [];
  readonly socket: WebSocket;
  readonly #replies = new Map<number, (reply: Incoming) => void>();
  #nextId = 1;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => {
      const message = JSON.parse(data.toString()) as Incoming;
      if (message.params) {
        const kind = message.params.channel.split('.')[0] as ChannelKind;
        const [error] = Value.Errors(channels[kind], message.params.data);
        if (error) this.mismatches.push(`${kind}${error.instancePath} ${error.message}`);
        this.messages.push(message.params);
      } else this.#replies.get(message.id ?? 0)?.(message);
    });
  }

  static async open(url: string): Promise<FeedClient> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`);
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return new FeedClient(socket);
  }

  call(method: string, params: object): Promise<Incoming> {
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#replies.set(id, resolve);
      this.socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  }

  of(channel: string): FeedMessage[] {
    return this.messages.filter((message) => message.channel === channel).map(({ data }) => data);
  }

  /** Waits until the messages of a channel pass a test. Throws after five seconds. */
  async until(channel: string, passes: (messages: FeedMessage[]) => boolean): Promise<FeedMessage[]> {
    const deadline = Date.now() + 10_000;
    while (!passes(this.of(channel))) {
      if (Date.now() > deadline) throw new Error(`${channel}: ${JSON.stringify(this.of(channel)).slice(0, 500)}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return this.of(channel);
  }

  /** Throws if a message was not what its schema promises. */
  close(): void {
    this.socket.close();
    if (this.mismatches.length > 0) throw new Error(this.mismatches.join('; '));
  }
}

/** A book as a client keeps it. Throws when a message does not follow the one before or a checksum differs. */
export class ClientBook {
  readonly bids = new Map<string, string>();
  readonly asks = new Map<string, string>();
  readonly #checksum: (bids: [string, string][], asks: [string, string][]) => number;
  seq: number | null = null;
  checksums = 0;

  constructor(checksum: (bids: [string, string][], asks: [string, string][]) => number) {
    this.#checksum = checksum;
  }

  apply({ type, seq, prev_seq, bids, asks, checksum }: FeedMessage): void {
    if (type === 'snapshot' || type === 'resync') {
      this.bids.clear();
      this.asks.clear();
    } else if (prev_seq !== this.seq) throw new Error(`a gap: ${prev_seq} after ${this.seq}`);
    this.seq = seq;
    for (const [levels, changes] of [
      [this.bids, bids],
      [this.asks, asks],
    ] as const) {
      for (const [price, size] of changes) {
        if (size === '0') levels.delete(price);
        else levels.set(price, size);
      }
    }
    if (checksum === undefined) return;
    this.checksums++;
    const own = this.#checksum(this.sorted('bids'), this.sorted('asks'));
    if (own !== checksum) throw new Error(`checksum ${own}, not ${checksum}`);
  }

  sorted(side: 'bids' | 'asks'): [string, string][] {
    const direction = side === 'bids' ? -1 : 1;
    return [...this[side]].sort(([a], [b]) => direction * (Number(a) - Number(b)));
  }
}

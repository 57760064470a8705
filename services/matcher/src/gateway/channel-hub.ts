import type { Subscriber } from './subscriber.ts';

/** What a channel says: the members of its message beside type and sequence numbers. */
export type ChannelFields = Readonly<Record<string, unknown>>;

/** Where a channel's first message comes from. Channels with sequence numbers of their own give no `seq`. */
export interface ChannelSource {
  /** The name that clients see; private channels of two accounts share one. */
  readonly name: string;
  readonly mayConflate: boolean;
  snapshot(): { readonly engineSeq: number; readonly fields: ChannelFields; readonly seq?: number };
}

interface Channel {
  readonly source: ChannelSource;
  readonly subscribers: Set<Subscriber>;
  seq: number;
}

type MessageType = 'snapshot' | 'change' | 'checksum' | 'resync';

/** Channels with subscribers. A message is serialised once, however many receive it. */
export class ChannelHub {
  readonly #channels = new Map<string, Channel>();
  readonly #bySubscriber = new Map<Subscriber, Set<string>>();
  readonly #now: () => number;
  /** Messages delivered, for the metrics. */
  delivered = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  activeKeys(): Iterable<string> {
    return this.#channels.keys();
  }

  isActive(key: string): boolean {
    return this.#channels.has(key);
  }

  subscriptionsOf(subscriber: Subscriber): ReadonlySet<string> {
    return this.#bySubscriber.get(subscriber) ?? new Set();
  }

  get subscribers(): number {
    return this.#bySubscriber.size;
  }

  /** Adds a subscriber and sends it the snapshot. Subscribing twice sends the snapshot again. */
  subscribe(key: string, source: ChannelSource, subscriber: Subscriber): void {
    let channel = this.#channels.get(key);
    if (!channel) {
      channel = { source, subscribers: new Set(), seq: source.snapshot().seq ?? 0 };
      this.#channels.set(key, channel);
    }
    channel.subscribers.add(subscriber);
    const keys = this.#bySubscriber.get(subscriber) ?? new Set();
    this.#bySubscriber.set(subscriber, keys.add(key));
    this.#sendSnapshot(key, channel, subscriber, 'snapshot');
  }

  unsubscribe(key: string, subscriber: Subscriber): void {
    const channel = this.#channels.get(key);
    channel?.subscribers.delete(subscriber);
    if (channel?.subscribers.size === 0) this.#channels.delete(key);
    this.#bySubscriber.get(subscriber)?.delete(key);
  }

  /** Ends a channel that has nothing to say any more. */
  close(key: string): void {
    for (const subscriber of this.#channels.get(key)?.subscribers ?? [])
      this.#bySubscriber.get(subscriber)?.delete(key);
    this.#channels.delete(key);
  }

  drop(subscriber: Subscriber): void {
    for (const key of [...this.subscriptionsOf(subscriber)]) this.unsubscribe(key, subscriber);
    this.#bySubscriber.delete(subscriber);
  }

  /** Sends a change to all subscribers; `seq` is the channel's next number unless given. */
  publish(key: string, engineSeq: number, fields: ChannelFields, seq?: number): void {
    const channel = this.#channels.get(key);
    if (!channel) return;
    const previous = channel.seq;
    channel.seq = seq ?? previous + 1;
    this.#broadcast(channel, this.#message(channel, 'change', previous, engineSeq, fields), key);
  }

  /** Sends what moves no sequence number (a checksum). */
  remark(key: string, engineSeq: number, fields: ChannelFields): void {
    const channel = this.#channels.get(key);
    if (channel) this.#broadcast(channel, this.#message(channel, 'checksum', channel.seq, engineSeq, fields), key);
  }

  /** Gives clients that had to miss messages and have caught up a snapshot to go on from. */
  resyncSlow(): void {
    for (const [key, channel] of this.#channels) {
      if (!channel.source.mayConflate) continue;
      for (const subscriber of channel.subscribers) {
        if (!subscriber.wantsSnapshot(key)) continue;
        subscriber.caughtUp(key);
        this.#sendSnapshot(key, channel, subscriber, 'resync');
      }
    }
  }

  #broadcast(channel: Channel, message: Buffer, key: string): void {
    for (const subscriber of channel.subscribers) {
      subscriber.deliver(key, message, channel.source.mayConflate);
      this.delivered++;
    }
  }

  #sendSnapshot(key: string, channel: Channel, subscriber: Subscriber, type: MessageType): void {
    const { engineSeq, fields } = channel.source.snapshot();
    subscriber.caughtUp(key);
    subscriber.deliver(key, this.#message(channel, type, null, engineSeq, fields), false);
  }

  #message(
    channel: Channel,
    type: MessageType,
    previous: number | null,
    engineSeq: number,
    fields: ChannelFields,
  ): Buffer {
    const data = { type, seq: channel.seq, prev_seq: previous, engine_seq: engineSeq, time: this.#now(), ...fields };
    const params = { channel: channel.source.name, data };
    return Buffer.from(JSON.stringify({ jsonrpc: '2.0', method: 'subscription', params }));
  }
}

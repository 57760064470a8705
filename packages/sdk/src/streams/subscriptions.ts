import { type Envelope, isPrivateChannel, type PrivateChannel } from '../api-channels.ts';
import { ApiError, ConnectionError } from '../api-error.ts';
import type { Connection } from '../transport/connection.ts';
import { ChannelSequence } from './channel-sequence.ts';

export type GapReason = 'disconnected' | 'sequence' | 'checksum';

/** What a follower of a channel is told. */
export interface ChannelHandler {
  /** A snapshot (`isFresh`: forget what was known) or the next change. */
  message(data: Envelope, isFresh: boolean): void;
  /** The sum the exchange has at this point. False: what is known here is wrong, subscribe again. */
  checksum?(data: Envelope): boolean;
  /** Messages were missed; a snapshot will follow. */
  gap?(reason: GapReason): void;
  /** The channel is gone, because its instrument has expired: nothing more comes. */
  ended?(error: Error): void;
}

/** Refusals of a name that was accepted before: its instrument has gone. Anything else is worth another try. */
const GONE: readonly string[] = ['UNKNOWN_INSTRUMENT', 'EXPIRED_INSTRUMENT', 'INVALID_PARAMS'];

interface Channel {
  readonly sequence: ChannelSequence;
  readonly handlers: Set<ChannelHandler>;
  /** Asked for on the current connection. */
  isRequested: boolean;
}

/**
 * The channels of one connection. Subscribes again after every reconnect, and whenever a message is missing or a checksum
 * differs; handlers only ever see an unbroken sequence that starts with a snapshot.
 */
export class Subscriptions {
  readonly #connection: Connection;
  readonly #channels = new Map<string, Channel>();

  constructor(connection: Connection) {
    this.#connection = connection;
    connection.onNotification((channel, data) => this.#receive(channel, data));
    connection.onState((state) => {
      if (state === 'waiting') this.#disconnected();
      if (state === 'open') this.restore().catch(() => connection.reconnect('could not subscribe'));
    });
  }

  /** Follows a channel. Resolves, when the exchange has accepted, with a function that leaves it. */
  async subscribe(name: string, handler: ChannelHandler): Promise<() => void> {
    const channel = this.#channels.get(name) ?? {
      sequence: new ChannelSequence(),
      handlers: new Set(),
      isRequested: false,
    };
    channel.handlers.add(handler);
    this.#channels.set(name, channel);
    const leave = () => this.#leave(name, handler);
    try {
      // Asked for again even when others follow it already: a newcomer needs a snapshot.
      if (this.#connection.state === 'open') await this.#request([name]);
    } catch (error) {
      leave();
      throw error;
    }
    return leave;
  }

  /** Subscribes to everything that this connection does not have yet: for an `onOpen` hook, after the login. */
  async restore(): Promise<void> {
    const names = [...this.#channels].filter(([, channel]) => !channel.isRequested).map(([name]) => name);
    if (names.length === 0) return;
    try {
      await this.#request(names);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // A call is refused as a whole: find those that it is refused for.
      for (const name of names) await this.#restoreOne(name);
    }
  }

  /** Leaves the channels that no longer exist and tells their followers why. */
  end(isGone: (channel: string) => boolean, error: Error): void {
    for (const name of [...this.#channels.keys()].filter(isGone)) {
      this.#drop(name, error);
      this.#unsubscribe(name);
    }
  }

  async #restoreOne(name: string): Promise<void> {
    try {
      await this.#request([name]);
    } catch (error) {
      if (!(error instanceof ApiError) || !GONE.includes(error.name)) throw error;
      this.#drop(name, error);
    }
  }

  #drop(name: string, error: Error): void {
    const channel = this.#channels.get(name);
    this.#channels.delete(name);
    for (const handler of channel?.handlers ?? []) handler.ended?.(error);
  }

  async #request(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const channel = this.#channels.get(name);
      if (channel) channel.isRequested = true;
    }
    const secret = names.filter(isPrivateChannel) as PrivateChannel[];
    const open = names.filter((name) => !isPrivateChannel(name));
    if (open.length > 0) await this.#connection.callNow('public/subscribe', { channels: open });
    if (secret.length > 0) await this.#connection.callNow('private/subscribe', { channels: secret });
  }

  #receive(name: string, data: Envelope): void {
    const channel = this.#channels.get(name);
    if (!channel) return;
    const verdict = channel.sequence.judge(data);
    if (verdict === 'gap') this.#resnapshot(name, channel, 'sequence');
    else if (verdict === 'checksum') this.#compare(name, channel, data);
    else if (verdict !== 'ignore') {
      for (const handler of [...channel.handlers]) handler.message(data, verdict === 'snapshot');
    }
  }

  #compare(name: string, channel: Channel, data: Envelope): void {
    const isWrong = [...channel.handlers].some((handler) => handler.checksum?.(data) === false);
    if (isWrong) this.#resnapshot(name, channel, 'checksum');
  }

  #resnapshot(name: string, channel: Channel, reason: GapReason): void {
    this.#interrupt(channel, reason);
    this.#request([name]).catch((error: unknown) => {
      if (error instanceof ApiError && GONE.includes(error.name)) this.#drop(name, error);
      // A lost connection subscribes again by itself; anything else would leave the channel silent.
      else if (!(error instanceof ConnectionError)) this.#connection.reconnect('could not subscribe again');
    });
  }

  #disconnected(): void {
    for (const channel of this.#channels.values()) {
      channel.isRequested = false;
      if (channel.sequence.isSynced) this.#interrupt(channel, 'disconnected');
    }
  }

  #interrupt(channel: Channel, reason: GapReason): void {
    channel.sequence.reset();
    for (const handler of channel.handlers) handler.gap?.(reason);
  }

  #leave(name: string, handler: ChannelHandler): void {
    const channel = this.#channels.get(name);
    if (!channel?.handlers.delete(handler) || channel.handlers.size > 0) return;
    this.#channels.delete(name);
    this.#unsubscribe(name);
  }

  #unsubscribe(name: string): void {
    if (this.#connection.state !== 'open') return;
    this.#connection.callNow('public/unsubscribe', { channels: [name] }).catch(() => undefined);
  }
}

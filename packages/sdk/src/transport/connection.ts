import type { Envelope } from '../api-channels.ts';
import { ConnectionError } from '../api-error.ts';
import type { MethodName, MethodParams, MethodResult } from '../api-methods.ts';
import type { ErrorJson } from '../api-types.ts';
import { backoffMilliseconds } from './backoff.ts';
import { PendingCalls } from './pending-calls.ts';
import { type OpenSocket, openSocket, type Socket } from './socket.ts';

export type ConnectionState = 'connecting' | 'open' | 'waiting' | 'closed';

export interface ConnectionOptions {
  /** WebSocket URL of the exchange, `ws://host:port/ws`. */
  readonly url: string;
  /** Longest wait for a reply. 10 s unless given. */
  readonly requestTimeoutMilliseconds?: number;
  /** Silence after which the connection is probed with public/time. 15 s unless given. */
  readonly heartbeatMilliseconds?: number;
  readonly open?: OpenSocket;
}

interface Incoming {
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: ErrorJson;
  readonly method?: unknown;
  readonly params?: { readonly channel: string; readonly data: Envelope };
}

/**
 * JSON-RPC 2.0 over one WebSocket that comes back by itself. After every connect the `onOpen` hooks run in order (log in,
 * subscribe again) before ordinary calls are sent; calls made while there is no connection wait for it, up to their time-out.
 */
export class Connection {
  readonly #url: string;
  readonly #timeout: number;
  readonly #heartbeat: number;
  readonly #open: OpenSocket;
  readonly #pending = new PendingCalls();
  readonly #hooks: (() => Promise<void>)[] = [];
  readonly #stateListeners = new Set<(state: ConnectionState) => void>();
  #onNotification: (channel: string, data: Envelope) => void = () => undefined;
  #socket: Socket | null = null;
  #state: ConnectionState = 'waiting';
  #waiters: ((state: ConnectionState) => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;
  #probe: ReturnType<typeof setInterval> | null = null;
  #heardAt = 0;
  #attempt = 0;

  constructor(options: ConnectionOptions) {
    this.#url = options.url;
    this.#timeout = options.requestTimeoutMilliseconds ?? 10_000;
    this.#heartbeat = options.heartbeatMilliseconds ?? 15_000;
    this.#open = options.open ?? openSocket;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Runs after every connect, before ordinary calls. A hook that fails drops the connection, which is then made again. */
  onOpen(hook: () => Promise<void>): void {
    this.#hooks.push(hook);
  }

  onState(listener: (state: ConnectionState) => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  onNotification(listener: (channel: string, data: Envelope) => void): void {
    this.#onNotification = listener;
  }

  /** Connects, and keeps connected until `close`. Resolves when ordinary calls can be made for the first time. */
  async connect(): Promise<void> {
    if (this.#state === 'waiting' && this.#timer === null) void this.#attemptOpen();
    await this.#untilOpen(this.#timeout);
  }

  /** Calls a method. Rejects with an ApiError (a refusal) or a ConnectionError (whose `outcome` says whether it may have run). */
  async call<M extends MethodName>(
    method: M,
    params: MethodParams<M>,
    timeoutMilliseconds = this.#timeout,
  ): Promise<MethodResult<M>> {
    const deadline = Date.now() + timeoutMilliseconds;
    if (this.#state !== 'open') await this.#untilOpen(timeoutMilliseconds);
    return this.callNow(method, params, Math.max(1, deadline - Date.now()));
  }

  /** As `call`, for `onOpen` hooks: does not wait for them to be done. */
  async callNow<M extends MethodName>(
    method: M,
    params: MethodParams<M>,
    timeoutMilliseconds = this.#timeout,
  ): Promise<MethodResult<M>> {
    const socket = this.#socket;
    if (!socket) throw new ConnectionError('NOT_CONNECTED', 'not_executed');
    const result = await this.#pending.start(timeoutMilliseconds, (id) =>
      socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params })),
    );
    return result as MethodResult<M>;
  }

  /** Ends the connection for good. */
  close(): void {
    this.#setState('closed');
    if (this.#timer) clearTimeout(this.#timer);
    this.#dropSocket('closed by the client');
  }

  /** Drops the current connection; it is made again. */
  reconnect(reason: string): void {
    if (this.#socket) this.#lost(this.#socket, reason);
  }

  async #attemptOpen(): Promise<void> {
    this.#timer = null;
    this.#setState('connecting');
    try {
      const socket = await this.#open(this.#url);
      if (this.#isClosed()) return socket.close();
      this.#socket = socket;
      this.#heardAt = Date.now();
      socket.onMessage((text) => this.#receive(text));
      socket.onClose((reason) => this.#lost(socket, reason));
      for (const hook of this.#hooks) await hook();
      if (this.#socket !== socket) return;
      this.#attempt = 0;
      this.#probe = setInterval(() => void this.#checkAlive(socket), this.#heartbeat);
      this.#setState('open');
    } catch (error) {
      if (!this.#isClosed()) this.#retry(error instanceof Error ? error.message : 'failed');
    }
  }

  #isClosed(): boolean {
    return this.#state === 'closed';
  }

  #lost(socket: Socket, reason: string): void {
    if (this.#socket !== socket || this.#isClosed()) return;
    this.#retry(reason);
  }

  #retry(reason: string): void {
    this.#dropSocket(reason);
    this.#setState('waiting');
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#attemptOpen(), backoffMilliseconds(this.#attempt++));
  }

  #dropSocket(reason: string): void {
    if (this.#probe) clearInterval(this.#probe);
    this.#probe = null;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.#pending.failAll(reason);
  }

  async #checkAlive(socket: Socket): Promise<void> {
    if (this.#socket !== socket || Date.now() - this.#heardAt < this.#heartbeat) return;
    try {
      await this.callNow('public/time', {}, this.#heartbeat);
    } catch (error) {
      if (error instanceof ConnectionError) this.#lost(socket, 'no reply to the heartbeat');
    }
  }

  #receive(text: string): void {
    this.#heardAt = Date.now();
    let parsed: Incoming | Incoming[];
    try {
      parsed = JSON.parse(text) as Incoming | Incoming[];
    } catch {
      this.reconnect('a message that is not JSON');
      return;
    }
    for (const message of Array.isArray(parsed) ? parsed : [parsed]) {
      if (message.method === 'subscription' && message.params) {
        this.#onNotification(message.params.channel, message.params.data);
      } else this.#pending.settle(message.id, message.result, message.error);
    }
  }

  #setState(state: ConnectionState): void {
    if (this.#state === state) return;
    this.#state = state;
    if (state === 'open' || state === 'closed') {
      const waiters = this.#waiters;
      this.#waiters = [];
      for (const wake of waiters) wake(state);
    }
    for (const listener of this.#stateListeners) listener(state);
  }

  #untilOpen(timeoutMilliseconds: number): Promise<void> {
    if (this.#state === 'open') return Promise.resolve();
    if (this.#state === 'closed') return Promise.reject(new ConnectionError('CONNECTION_CLOSED', 'not_executed'));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters = this.#waiters.filter((waiter) => waiter !== wake);
        reject(new ConnectionError('NOT_CONNECTED', 'not_executed', `after ${timeoutMilliseconds} ms`));
      }, timeoutMilliseconds);
      const wake = (state: ConnectionState) => {
        clearTimeout(timer);
        if (state === 'open') resolve();
        else reject(new ConnectionError('CONNECTION_CLOSED', 'not_executed'));
      };
      this.#waiters.push(wake);
    });
  }
}

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';

interface Call {
  readonly id: number;
  readonly method: string;
  readonly params: Record<string, unknown>;
}
type Answer = (call: Call, socket: WebSocket) => unknown;

/** A JSON-RPC server on a real WebSocket whose answers a test decides. `undefined` leaves a call unanswered. */
export class LocalServer {
  readonly calls: Call[] = [];
  readonly #server: WebSocketServer;
  readonly #answer: Answer;

  private constructor(server: WebSocketServer, answer: Answer) {
    this.#server = server;
    this.#answer = answer;
    server.on('connection', (socket) => socket.on('message', (data) => this.#receive(socket, String(data))));
  }

  static async start(answer: Answer, port = 0): Promise<LocalServer> {
    const server = new WebSocketServer({ port, host: '127.0.0.1' });
    await once(server, 'listening');
    return new LocalServer(server, answer);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  callsOf(method: string): Call[] {
    return this.calls.filter((call) => call.method === method);
  }

  notify(channel: string, data: unknown): void {
    const text = JSON.stringify({ jsonrpc: '2.0', method: 'subscription', params: { channel, data } });
    for (const client of this.#server.clients) if (client.readyState === WebSocket.OPEN) client.send(text);
  }

  /** Cuts every connection without a goodbye, as a network failure does. */
  cut(): void {
    for (const client of this.#server.clients) client.terminate();
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #receive(socket: WebSocket, text: string): void {
    const call = JSON.parse(text) as Call;
    this.calls.push(call);
    const answer = this.#answer(call, socket);
    if (answer === undefined) return;
    const isError = typeof answer === 'object' && answer !== null && 'error' in answer;
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: call.id, ...(isError ? answer : { result: answer }) }));
  }
}

/** Waits until a condition holds; fails after two seconds. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 2000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ExchangeName } from '../../src/index.ts';
import { HTTP_ANSWERS, type MarketNow, WEBSOCKET_MESSAGES } from './exchange-messages.ts';

const HTTP_PATHS: readonly (readonly [ExchangeName, string])[] = [
  ['binance', '/api/v3/ticker/bookTicker?symbol=BTCUSDT'],
  ['coinbase', '/products/BTC-USD/ticker'],
  ['kraken', '/0/public/Ticker?pair=XBTUSD'],
  ['bitstamp', '/api/v2/ticker/btcusd/'],
];

interface Client {
  readonly socket: WebSocket;
  exchange: ExchangeName | null;
}

/** A server that speaks like the four exchanges, over real sockets; what it says is told to it. */
export class ReplayExchange {
  readonly #server: Server;
  readonly #sockets: WebSocketServer;
  readonly #clients = new Set<Client>();
  /** What it answers over HTTP. */
  market: MarketNow | null = null;
  /** When set, every HTTP answer is this. */
  outOfOrder: ((response: ServerResponse) => void) | null = null;
  httpRequests = 0;
  connections = 0;

  private constructor(server: Server) {
    this.#server = server;
    this.#sockets = new WebSocketServer({ server });
    server.on('request', ({ url }, response) => this.#answer(url ?? '', response));
    this.#sockets.on('connection', (socket, { url }) => this.#welcome(socket, url ?? ''));
  }

  static async start(port = 0): Promise<ReplayExchange> {
    const server = createServer();
    const exchange = new ReplayExchange(server);
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return exchange;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get httpOrigin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get websocketOrigin(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  /** Clients that have subscribed to this exchange. */
  subscribers(exchange: ExchangeName): number {
    return [...this.#clients].filter((client) => client.exchange === exchange).length;
  }

  /** Sends the message of each exchange to its subscribers. */
  publish(market: MarketNow, exchanges: readonly ExchangeName[] = ['binance', 'coinbase', 'kraken', 'bitstamp']): void {
    this.market = market;
    for (const exchange of exchanges) this.send(exchange, JSON.stringify(WEBSOCKET_MESSAGES[exchange](market)));
  }

  send(exchange: ExchangeName, text: string): void {
    for (const client of this.#clients) if (client.exchange === exchange) client.socket.send(text);
  }

  /** Cuts every WebSocket without a goodbye. */
  cut(): void {
    for (const { socket } of this.#clients) socket.terminate();
  }

  async stop(): Promise<void> {
    this.cut();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(url: string, response: ServerResponse): void {
    this.httpRequests++;
    if (this.outOfOrder) {
      this.outOfOrder(response);
      return;
    }
    const exchange = HTTP_PATHS.find(([, path]) => path === url)?.[0];
    if (!exchange || !this.market) {
      response.writeHead(404).end('{}');
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(HTTP_ANSWERS[exchange](this.market)));
  }

  #welcome(socket: WebSocket, url: string): void {
    this.connections++;
    const client: Client = { socket, exchange: url === '/ws/btcusdt@bookTicker' ? 'binance' : null };
    this.#clients.add(client);
    socket.on('close', () => this.#clients.delete(client));
    socket.on('message', (data) => {
      const text = data.toString();
      if (url === '/v2' && text.includes('"ticker"') && text.includes('BTC/USD')) {
        client.exchange = 'kraken';
        socket.send(JSON.stringify({ method: 'subscribe', result: { channel: 'ticker' }, success: true }));
      }
      if (url === '/' && text.includes('"BTC-USD"')) {
        client.exchange = 'coinbase';
        socket.send(
          JSON.stringify({ type: 'subscriptions', channels: [{ name: 'ticker', product_ids: ['BTC-USD'] }] }),
        );
      }
      if (url === '/' && text.includes('"live_trades_btcusd"')) {
        client.exchange = 'bitstamp';
        socket.send(JSON.stringify({ event: 'bts:subscription_succeeded', channel: 'live_trades_btcusd', data: {} }));
      }
    });
  }
}

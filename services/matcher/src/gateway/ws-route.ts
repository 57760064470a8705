import type { WebSocket } from '@fastify/websocket';
import { TenorError } from '@tenor/protocol';
import type { FastifyInstance } from 'fastify';
import type { Caller } from './caller.ts';
import { errorJson } from './error-reply.ts';
import type { GatewayContext } from './gateway-context.ts';
import { InOrder } from './in-order.ts';
import type { Rpc } from './rpc.ts';
import { Subscriber } from './subscriber.ts';

const PER_ADDRESS_MAX = 256;
const HEARTBEAT_MILLISECONDS = 30_000;
const POLICY_VIOLATION = 1008;

/** Closes connections that have not answered the last ping, and pings the others. */
function startHeartbeat(sockets: Map<WebSocket, boolean>): NodeJS.Timeout {
  return setInterval(() => {
    for (const [socket, isAlive] of sockets) {
      if (!isAlive) socket.terminate();
      else {
        sockets.set(socket, false);
        socket.ping();
      }
    }
  }, HEARTBEAT_MILLISECONDS);
}

function serve(socket: WebSocket, ip: string, rpc: Rpc, { hub, options }: GatewayContext): void {
  const subscriber = new Subscriber(socket);
  const caller: Caller = { ip, session: null, inOrder: new InOrder(), subscriber };
  const answer = async (text: string): Promise<void> => {
    const outcome = await rpc.message(text, caller);
    subscriber.reply(JSON.stringify('reply' in outcome ? outcome.reply : outcome.map(({ reply }) => reply)));
  };
  socket.on('message', (data, isBinary) => {
    if (isBinary) {
      const error = errorJson(new TenorError('PARSE_ERROR', { detail: 'send text, not binary frames' }));
      subscriber.reply(JSON.stringify({ jsonrpc: '2.0', id: null, error }));
      return;
    }
    answer(data.toString()).catch((err: unknown) => options.logger.error({ err }, 'a reply could not be sent'));
  });
  socket.on('close', () => hub.drop(subscriber));
  // The library closes the connection after an error (an oversized frame, broken UTF-8); nothing more is to be done.
  socket.on('error', () => {});
}

/** `/ws`: the same methods, and channels. A session lasts as long as the connection. */
export function registerWebSocket(app: FastifyInstance, rpc: Rpc, context: GatewayContext): void {
  const sockets = new Map<WebSocket, boolean>();
  const perAddress = new Map<string, number>();
  const heartbeat = startHeartbeat(sockets);
  app.addHook('preClose', async () => clearInterval(heartbeat));
  app.register(async (routes) => {
    routes.get('/ws', { websocket: true, schema: { hide: true } }, (socket, { ip }) => {
      const held = perAddress.get(ip) ?? 0;
      if (held >= PER_ADDRESS_MAX) {
        socket.close(POLICY_VIOLATION, 'too many connections from this address');
        return;
      }
      perAddress.set(ip, held + 1);
      sockets.set(socket, true);
      socket.on('pong', () => sockets.set(socket, true));
      socket.on('close', () => {
        sockets.delete(socket);
        const left = (perAddress.get(ip) ?? 1) - 1;
        if (left === 0) perAddress.delete(ip);
        else perAddress.set(ip, left);
      });
      serve(socket, ip, rpc, context);
    });
  });
}

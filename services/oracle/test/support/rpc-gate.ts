import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A door to a JSON-RPC node that can be shut and opened. */
export interface RpcGate {
  readonly url: string;
  open: boolean;
  stop(): Promise<void>;
}

/** Passes requests on to a node; while shut it drops the connections. */
export async function rpcGate(rpcUrl: string): Promise<RpcGate> {
  const server = createServer(async (request, response) => {
    if (!gate.open) {
      request.socket.destroy();
      return;
    }
    const body = Buffer.concat(await request.toArray());
    const answer = await fetch(rpcUrl, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const gate: RpcGate = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-key-of-the-user`,
    open: true,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return gate;
}

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type MarketTerms, marketStaticWord } from '@tenor/protocol';
import { encodeAbiParameters, encodeEventTopics, parseAbi } from 'viem';

const QUEUE_ABI = parseAbi(['event Listed(uint256 indexed index, uint256 indexed instrument, uint256 staticWord)']);

/** A node whose L1 queue has listed some instruments. */
export interface ListingsNode {
  readonly url: string;
  /** Answered so far. */
  asked: { readonly method: string; readonly params: unknown }[];
  /** 'silent' holds answers back, 'refusing' answers with an error. */
  mood: 'answering' | 'silent' | 'refusing';
  stop(): Promise<void>;
}

/** Answers eth_getLogs as a node does that has these listings and only these; encoded by viem. */
export async function listingsNode(listed: readonly MarketTerms[]): Promise<ListingsNode> {
  const logs = listed.map((terms, index) => ({
    topics: encodeEventTopics({
      abi: QUEUE_ABI,
      eventName: 'Listed',
      args: { index: BigInt(index), instrument: BigInt(terms.instrument) },
    }),
    data: encodeAbiParameters([{ type: 'uint256' }], [marketStaticWord(terms)]),
  }));
  const server = createServer(async (request, response) => {
    const body = JSON.parse(Buffer.concat(await request.toArray()).toString()) as {
      method: string;
      params: [{ topics: string[] }];
    };
    if (node.mood === 'silent') return;
    node.asked.push(body);
    const [topic] = body.params[0].topics;
    const answer =
      node.mood === 'refusing'
        ? { error: { code: -32_000, message: 'limit exceeded' } }
        : { result: logs.filter(({ topics }) => topics[0] === topic) };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id: 1, ...answer }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const node: ListingsNode = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    mood: 'answering',
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return node;
}

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BatchWords } from '@tenor/protocol';
import { encodeEventTopics, encodeFunctionData, type Hex, keccak256, numberToHex, padHex, toHex } from 'viem';
import { settleBatch } from '../../../contracts/tooling/published-batch.ts';
import { exchangeAbi } from '../../../packages/sdk/src/generated/abi.ts';

export const EXCHANGE: Hex = '0x00000000000000000000000000000000000000e1';
const PROOF = Array.from({ length: 8 }, () => 1n) as never;
const ZERO = padHex('0x00', { size: 32 });

/** An L1 node that knows what settlements look like and nothing else: each transaction settles some batches, in a block of its own. */
export class FakeL1 {
  readonly #server: Server;
  readonly #settlements: readonly Hex[];
  readonly #stateRoot: bigint;
  /** Unix seconds of every block. */
  readonly #time: number;

  private constructor(settlements: readonly Hex[], stateRoot: bigint, time: number) {
    this.#settlements = settlements;
    this.#stateRoot = stateRoot;
    this.#time = time;
    this.#server = createServer((request, response) => {
      let text = '';
      request.on('data', (part) => {
        text += part;
      });
      request.on('end', () => {
        const { id, method, params } = JSON.parse(text) as { id: number; method: string; params: never[] };
        response.end(JSON.stringify({ jsonrpc: '2.0', id, result: this.#answer(method, params) }));
      });
    });
  }

  /** @param transactions published words of the batches that each settles */
  static async start(
    transactions: readonly (readonly BatchWords[])[],
    stateRoot: bigint,
    time: number,
  ): Promise<FakeL1> {
    const calls = transactions.map((batches) =>
      encodeFunctionData({
        abi: exchangeAbi,
        functionName: 'settle',
        args: [batches.map((words) => settleBatch(ZERO, 1n, words, PROOF))],
      }),
    );
    const l1 = new FakeL1(calls, stateRoot, time);
    await new Promise<void>((resolve) => l1.#server.listen(0, '127.0.0.1', resolve));
    return l1;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
  }

  #answer(method: string, [first]: readonly unknown[]): unknown {
    switch (method) {
      case 'eth_getLogs':
        return this.#settlements.map((call, place) => this.#log(call, place));
      case 'eth_call':
        return padHex(numberToHex(this.#stateRoot), { size: 32 });
      case 'eth_getTransactionByHash':
        return this.#transaction(first as Hex);
      case 'eth_getTransactionReceipt':
        return { ...this.#transaction(first as Hex), transactionHash: first, logs: [], status: '0x1' };
      case 'eth_getBlockByNumber':
        return { number: first, timestamp: numberToHex(this.#time), transactions: [] };
      default:
        throw new Error(`the node does not know ${method}`);
    }
  }

  #log(call: Hex, place: number) {
    const event = exchangeAbi.find((entry) => entry.type === 'event' && entry.name === 'BatchSettled')!;
    const indexed = 'inputs' in event ? event.inputs.filter((input) => 'indexed' in input && input.indexed) : [];
    const [signature] = encodeEventTopics({ abi: exchangeAbi, eventName: 'BatchSettled' });
    const plain = 'inputs' in event ? event.inputs.length - indexed.length : 0;
    return {
      address: EXCHANGE,
      topics: [signature, ...indexed.map(() => ZERO)],
      data: `0x${'00'.repeat(32 * plain)}`,
      blockNumber: numberToHex(place + 1),
      blockHash: ZERO,
      transactionHash: keccak256(call),
      transactionIndex: '0x0',
      logIndex: '0x0',
      removed: false,
    };
  }

  #transaction(hash: Hex) {
    const place = this.#settlements.findIndex((call) => keccak256(call) === hash);
    return {
      hash,
      input: this.#settlements[place],
      blockNumber: numberToHex(place + 1),
      blockHash: ZERO,
      from: EXCHANGE,
      to: EXCHANGE,
      nonce: '0x0',
      value: '0x0',
      gas: '0x0',
      type: toHex(0),
      transactionIndex: '0x0',
      v: '0x0',
      r: ZERO,
      s: ZERO,
    };
  }
}

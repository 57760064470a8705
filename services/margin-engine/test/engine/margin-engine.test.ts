import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  derivePublicKey,
  type FundingStep,
  type OracleRound,
  oracleMessage,
  parseExact,
  stringifyExact,
  verify,
} from '@tenor/protocol';
import { type Logger, pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  ExchangeClient,
  ExchangeRefusal,
  KeyAuthority,
  type ListedMarket,
  MarginEngine,
  type PriceStream,
  RandomWalkStream,
  runMarginEngine,
} from '../../src/index.ts';
import { future, perpetual } from '../support/terms.ts';

const TOKEN = 'internal-token';
const DOMAIN = 99n;
const SECRETS = [8, 9, 10, 11].map((byte) => new Uint8Array(32).fill(byte));
const START = 500_000 * 3600;
const LOTS = new Map([
  [1, 10_000n],
  [2, 1_000n],
]);
const PERPETUALS: readonly ListedMarket[] = [
  { name: 'BTC-PERP', row: 0, terms: perpetual(1, 1) },
  { name: 'ETH-PERP', row: 1, terms: perpetual(2, 2) },
];

interface Refusal {
  readonly name: string;
  readonly message: string;
}
type Command =
  | { kind: 'oracle-round'; round: OracleRound }
  | { kind: 'funding-step'; funding: FundingStep }
  | { kind: 'expire'; row: number }
  | { kind: 'sweep'; account: number };

/** A real HTTP server that keeps what it is told, speaking the exchange's two interfaces. */
class RecordingExchange {
  readonly commands: Command[] = [];
  readonly server: Server;
  fundingHour = 499_999;
  book = { bids: [['94000', '1']], asks: [['94200', '1']] };
  refusal: Refusal | null = null;
  fundingRefusal: Refusal | null = null;
  lastRound: number | null = 7;
  markets = PERPETUALS;
  expiredHolders: number[] = [];
  settled: { settlementHour: number; settlement: bigint[] } = { settlementHour: 0, settlement: [0n, 0n] };
  /** Breaks the connection when a funding step comes in. */
  dropsFunding = false;

  constructor() {
    this.server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      if (this.dropsFunding && body.includes('funding-step')) {
        request.socket.destroy();
        return;
      }
      const [status, reply] = this.#answer(request.url ?? '', request.headers.authorization, body);
      response.writeHead(status, { 'content-type': 'application/json' }).end(stringifyExact(reply));
    });
  }

  #answer(url: string, authorization: string | undefined, body: string): [number, unknown] {
    if (url === '/rpc') return [200, this.#call(JSON.parse(body))];
    if (authorization !== `Bearer ${TOKEN}`) return [401, { name: 'UNAUTHENTICATED', message: 'Log in first.' }];
    if (url === '/internal/markets') {
      const round = this.lastRound === null ? null : { round: this.lastRound, marks: [], index: [], ...this.settled };
      return [200, { markets: this.markets, round, expiredHolders: this.expiredHolders }];
    }
    if (this.refusal) return [400, this.refusal];
    if (this.fundingRefusal && body.includes('funding-step')) return [400, this.fundingRefusal];
    this.commands.push(parseExact<Command>(body));
    return [200, { sequence: this.commands.length, duplicate: false }];
  }

  #call({ method }: { method: string }): object {
    if (method === 'public/ticker') return { result: { next_funding_time: (this.fundingHour + 1) * 3_600_000 } };
    if (method === 'public/order_book') return { result: this.book };
    return { error: { name: 'UNKNOWN_METHOD', message: 'There is no such method.' } };
  }

  get rounds(): OracleRound[] {
    return this.commands.flatMap((command) => (command.kind === 'oracle-round' ? [command.round] : []));
  }

  get funding(): FundingStep[] {
    return this.commands.flatMap((command) => (command.kind === 'funding-step' ? [command.funding] : []));
  }
}

let exchange: RecordingExchange;
let client: ExchangeClient;

beforeEach(async () => {
  exchange = new RecordingExchange();
  await new Promise<void>((resolve) => exchange.server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(exchange.server.address() as AddressInfo).port}`;
  client = new ExchangeClient({ url, internalToken: TOKEN, lotsPerUnit: LOTS });
});
afterEach(() => new Promise((resolve) => exchange.server.close(resolve)));

const constant = (price: bigint) => ({ next: () => price });

const engine = (
  fundingPatienceSeconds = 0,
  { btc = constant(94_000_000_000n), log = pino({ level: 'silent' }) }: { btc?: PriceStream; log?: Logger } = {},
) =>
  new MarginEngine({
    exchange: client,
    indexes: [
      { underlying: 1, lotsPerUnit: 10_000n, prices: btc },
      {
        underlying: 2,
        lotsPerUnit: 1_000n,
        prices: new RandomWalkStream({ seed: 1, start: 3_300_000_000n, stepPpb: 100_000, ticksPerJump: 0, jumpPpb: 0 }),
      },
    ],
    fundingPatienceSeconds,
    authority: new KeyAuthority({ secrets: SECRETS, quorum: 3, domain: DOMAIN }),
    rows: 4,
    ticksPerSample: 1,
    log,
  });

test('reads the book in lots and µUSD per lot', async () => {
  await client.markets();
  expect(await client.depth('BTC-PERP')).toEqual({
    bids: [{ price: 9_400_000n, size: 10_000n }],
    asks: [{ price: 9_420_000n, size: 10_000n }],
  });
  expect(await client.lastRound()).toMatchObject({ round: 7 });
  expect(await client.lastFundingHour('BTC-PERP')).toBe(499_999);
});

test('a refusal carries its name', async () => {
  exchange.refusal = { name: 'STALE_ROUND', message: 'The oracle round is not newer than the last one.' };
  const refused = client.submitFunding({ row: 0, step: 1n, hours: 1 });
  await expect(refused).rejects.toThrow(ExchangeRefusal);
  await expect(refused).rejects.toMatchObject({ refusal: 'STALE_ROUND' });
});

test('proposes a signed round a tick after the last one the exchange knows', async () => {
  const running = engine();
  await running.tick(START);
  await running.tick(START + 1);
  expect(exchange.rounds.map(({ round, time }) => [round, time])).toEqual([
    [8, START],
    [9, START + 1],
  ]);
  for (const round of exchange.rounds) {
    expect(round.signatures.map(({ signer }) => signer)).toEqual([0, 1, 2]);
    for (const { signer, signature } of round.signatures) {
      expect(verify(oracleMessage(DOMAIN, round), signature, derivePublicKey(SECRETS[signer]!))).toBe(true);
    }
    expect(round.marks.slice(2)).toEqual([0n, 0n]);
  }
  expect(exchange.rounds[0]!.marks.slice(0, 2)).toEqual([9_400_000n, 3_300_000n]);
  expect(exchange.rounds[0]).toMatchObject({
    index: [9_400_000n, 3_300_000n],
    settlementHour: 0,
    settlement: [0n, 0n],
  });
  // The book is dearer than the index: the mark follows a little.
  expect(exchange.rounds[1]!.marks[0]).toBeGreaterThan(9_400_000n);
  expect(exchange.rounds[1]!.marks[0]).toBeLessThan(9_400_200n);
});

test('funding that is due at the start waits for samples and is then paid once, with their premium', async () => {
  const running = engine(5);
  for (let second = 0; second < 5; second++) await running.tick(START + second);
  expect(exchange.funding).toEqual([]);
  for (let second = 5; second < 9; second++) await running.tick(START + second);
  expect(exchange.funding).toHaveLength(2);
  expect(exchange.funding[0]!.step).toBeLessThan(0n);
});

test('pays funding once an hour, for the premium of that hour', async () => {
  const running = engine();
  await running.tick(START);
  expect(exchange.funding).toEqual([
    { row: 0, step: 0n, hours: 1 },
    { row: 1, step: 0n, hours: 1 },
  ]);
  exchange.fundingHour = 500_000;
  for (let second = 1; second < 6; second++) await running.tick(START + second);
  expect(exchange.funding).toHaveLength(2);
  await running.tick(START + 3600);
  expect(exchange.funding).toHaveLength(4);
  // Impact mid 0.106 % above the index: 0.056 % in eight hours, of which a lot pays an eighth: 661 µUSD.
  const [btc] = exchange.funding.slice(2);
  expect(btc).toMatchObject({ row: 0, hours: 1 });
  expect(btc!.step >> 24n).toBeGreaterThan(-680n);
  expect(btc!.step >> 24n).toBeLessThan(-640n);
});

test('goes on after refusals and outages, and loses no funding to them', async () => {
  const running = engine();
  exchange.fundingHour = 500_000;
  await running.tick(START);
  exchange.refusal = { name: 'NOT_READY', message: 'The exchange is starting.' };
  await running.tick(START + 1);
  exchange.refusal = null;
  exchange.lastRound = 20;
  await running.tick(START + 2);
  expect(exchange.rounds.map(({ round }) => round)).toEqual([8, 21]);
  exchange.server.closeAllConnections();
  await new Promise((resolve) => exchange.server.close(resolve));
  await running.tick(START + 3600);
  const { port } = new URL(client.url);
  await new Promise<void>((resolve) => exchange.server.listen(Number(port), '127.0.0.1', resolve));
  await running.tick(START + 3601);
  expect(exchange.rounds).toHaveLength(3);
  expect(exchange.funding).toHaveLength(2);
  expect(exchange.funding.every(({ step }) => step !== 0n)).toBe(true);
});

test('a funding step stays pending until the exchange has taken it, and is paid once', async () => {
  const running = engine();
  exchange.fundingHour = 500_000;
  await running.tick(START);
  exchange.dropsFunding = true;
  await running.tick(START + 3600);
  expect(exchange.funding).toHaveLength(0);
  exchange.dropsFunding = false;
  await running.tick(START + 3601);
  expect(exchange.funding.map(({ row, step }) => [row, step !== 0n])).toEqual([
    [0, true],
    [1, true],
  ]);
  await running.tick(START + 3602);
  expect(exchange.funding).toHaveLength(2);
});

test('runs by the wall clock until it is stopped', async () => {
  const stop = new AbortController();
  const running = runMarginEngine(engine(), { tickMilliseconds: 20, signal: stop.signal });
  while (exchange.rounds.length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
  stop.abort();
  await running;
  const { length } = exchange.rounds;
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(exchange.rounds).toHaveLength(length);
});

test('a price stream that throws stops all rounds, not the engine, and is told once', async () => {
  const lines: { msg: string; underlyings?: number[] }[] = [];
  let gone = false;
  const walk = new RandomWalkStream({
    seed: 5,
    start: 94_000_000_000n,
    stepPpb: 1_000,
    ticksPerJump: 1000,
    jumpPpb: 0,
  });
  const flaky: PriceStream = {
    next: () => {
      if (gone) throw new Error('no index');
      return walk.next();
    },
  };
  const running = engine(0, {
    btc: flaky,
    log: pino({ base: null }, { write: (line) => void lines.push(JSON.parse(line)) }),
  });
  exchange.fundingHour = 500_000;
  await running.tick(START);
  gone = true;
  // Funding would be due.
  for (let second = 0; second < 3; second++) await running.tick(START + 3600 + second);
  expect(exchange.rounds).toHaveLength(1);
  expect(exchange.funding).toHaveLength(0);
  gone = false;
  await running.tick(START + 3604);
  expect(exchange.rounds.map(({ time }) => time)).toEqual([START, START + 3604]);
  expect(exchange.funding).toHaveLength(2);
  const told = lines.map(({ msg }) => msg).filter((msg) => msg !== 'funding paid');
  expect(told).toEqual(['no price: no round until it is back', 'all prices are back']);
  expect(lines[0]?.underlyings).toEqual([1]);
});

test('funding that is refused for stale marks is paid once they are fresh', async () => {
  const running = engine();
  exchange.fundingHour = 500_000;
  await running.tick(START);
  exchange.fundingRefusal = { name: 'STALE_MARKS', message: 'The marks are too old.' };
  await running.tick(START + 3600);
  expect(exchange.funding).toHaveLength(0);
  exchange.fundingRefusal = null;
  await running.tick(START + 3601);
  expect(exchange.funding.map(({ row }) => row)).toEqual([0, 1]);
});

test('what is listed is priced from the next tick on; what is due is expired and swept over HTTP', async () => {
  const running = engine();
  await running.tick(START);
  expect(exchange.rounds[0]!.marks).toEqual([9_400_000n, 3_300_000n, 0n, 0n]);
  const dated = { name: 'BTC-1JAN27', row: 3, terms: future(7, START / 3600) };
  exchange.markets = [...PERPETUALS, dated];
  await running.tick(START + 1);
  expect(exchange.rounds[1]).toMatchObject({
    settlementHour: START / 3600,
    settlement: [9_400_000n, expect.anything()],
  });
  expect(exchange.rounds[1]!.marks[3]).toBe(9_400_000n);
  exchange.markets = PERPETUALS;
  exchange.expiredHolders = [4, 5];
  await running.tick(START + 2);
  expect(exchange.rounds[2]).toMatchObject({ settlementHour: 0 });
  expect(exchange.rounds[2]!.marks.slice(2)).toEqual([0n, 0n]);
  const settled = exchange.commands.filter(({ kind }) => kind === 'expire' || kind === 'sweep');
  expect(settled).toEqual([
    { kind: 'expire', row: 3 },
    { kind: 'sweep', account: 4 },
    { kind: 'sweep', account: 5 },
  ]);
});

test('settlement prices that a round of the exchange carries already are kept, though nothing else remembers them', async () => {
  exchange.markets = [...PERPETUALS, { name: 'BTC-1JAN27', row: 3, terms: future(7, START / 3600) }];
  exchange.settled = { settlementHour: START / 3600, settlement: [9_399_999n, 3_300_001n] };
  await engine().tick(START + 1);
  expect(exchange.rounds[0]).toMatchObject(exchange.settled);
});

test('indexes are those of the circuit, in order', () => {
  const [, eth] = [1, 2].map((underlying) => ({ underlying, lotsPerUnit: 1_000n, prices: constant(1_000_000n) }));
  const options = {
    exchange: client,
    authority: new KeyAuthority({ secrets: SECRETS, quorum: 3, domain: DOMAIN }),
    rows: 4,
  };
  expect(() => new MarginEngine({ ...options, indexes: [eth!], log: pino({ level: 'silent' }) })).toThrow(RangeError);
});

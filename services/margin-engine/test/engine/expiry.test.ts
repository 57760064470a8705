import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CIRCUIT_SIZES, markBounds } from '@tenor/protocol';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type BookDepth,
  black76Price,
  fileSettlements,
  KeyAuthority,
  MarginEngine,
  memorySettlements,
  RandomWalkStream,
  type SettlementStore,
  varianceYears,
} from '../../src/index.ts';
import { DOMAIN, LedgerExchange, SECRETS } from '../support/ledger-exchange.ts';
import { future, option } from '../support/terms.ts';

const HOUR = 480_008;
const END = HOUR * 3600;
const LOTS = [10_000n, 1_000n];
const { M, V } = CIRCUIT_SIZES.dev;

let folder: string;
let engines: MarginEngine[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenor-engine-'));
});
afterEach(async () => {
  await Promise.all(engines.map((engine) => engine.close()));
  engines = [];
  rmSync(folder, { recursive: true });
});

interface Feeds {
  /** What the streams gave, µUSD per lot, by second. */
  readonly given: Map<number, bigint[]>;
  missing: boolean;
}

function engine(exchange: LedgerExchange, settlements: SettlementStore, log = pino({ level: 'silent' })) {
  const feeds: Feeds = { given: new Map(), missing: false };
  const walks = [94_000_000_000n, 3_300_000_000n].map(
    (start, i) =>
      new RandomWalkStream({ seed: 11 + i, start, stepPpb: 100_000, ticksPerJump: 300, jumpPpb: 3_000_000 }),
  );
  const indexes = walks.map((walk, place) => ({
    underlying: place + 1,
    lotsPerUnit: LOTS[place]!,
    prices: {
      next: () => {
        const price = walk.next();
        if (feeds.missing && place === 1) throw new Error('no index');
        const seen = feeds.given.get(exchange.now) ?? [];
        feeds.given.set(exchange.now, [...seen, (2n * price + LOTS[place]!) / (2n * LOTS[place]!)]);
        return price;
      },
    },
  }));
  const made = new MarginEngine({
    exchange,
    indexes,
    authority: new KeyAuthority({ secrets: SECRETS, quorum: V, domain: DOMAIN }),
    rows: M,
    settlements,
    log,
  });
  engines.push(made);
  return { engine: made, feeds };
}

async function run(made: MarginEngine, exchange: LedgerExchange, until: number, each = () => {}): Promise<void> {
  for (; exchange.now < until; exchange.now++) {
    each();
    await made.tick(exchange.now);
  }
}

const BTC = 9_400_000n;
const series = [
  future(3, HOUR),
  option(4, 'call', 9_300_000n, HOUR),
  option(5, 'put', 9_500_000n, HOUR),
  option(6, 'call', 3_300_000n, HOUR, 2),
  option(7, 'call', 9_500_000n, HOUR + 24),
];

test('an expiry from its listing to the last account swept: every proposal is taken by the rules', async () => {
  const exchange = new LedgerExchange(END - 330);
  const { engine: made, feeds } = engine(exchange, fileSettlements(join(folder, 'settlements.json')));
  await run(made, exchange, END - 320);
  exchange.list(...series);
  for (let account = 1; account <= 12; account++) exchange.open(account, 3_000_000_000n);
  await run(made, exchange, END - 310);
  const round = exchange.ledger.currentRound!;
  // Two perpetuals, the future, and four options.
  expect(round.scenarioPrices.slice(0, 7).map(({ length }) => length)).toEqual([0, 0, 0, 9, 9, 9, 9]);
  const markOf = (instrument: number): bigint =>
    round.marks[exchange.markets().find(({ terms }) => terms.instrument === instrument)!.row]!;
  for (const instrument of [3, 4, 5, 6]) {
    for (let account = 1; account <= 12; account += 2) {
      exchange.trade(account, account + 1, instrument, 20n, markOf(instrument));
    }
  }
  expect(made.optionAnalytics(4)).toMatchObject({ iv: expect.closeTo(55, 0) });
  expect(made.optionAnalytics(3)).toBeNull();
  await run(made, exchange, END);
  expect(exchange.expired).toEqual([]);
  const before = exchange.ledger.currentRound!;
  await run(made, exchange, END + 12);
  expect(exchange.refusals).toEqual([]);
  expect(exchange.rounds).toHaveLength(342);

  // The settlement price is the mean of the prices since the listing and before the hour, exactly.
  const window = [...feeds.given].filter(([time]) => time >= END - 320 && time < END).map(([, index]) => index);
  expect(window).toHaveLength(320);
  const mean = (place: number): bigint => (2n * window.reduce((sum, index) => sum + index[place]!, 0n) + 320n) / 640n;
  const settling = exchange.rounds.filter(({ settlementHour }) => settlementHour !== 0);
  expect(settling[0]).toMatchObject({ time: END, settlementHour: HOUR, settlement: [mean(0), mean(1)] });
  expect(new Set(settling.map(({ settlement }) => settlement.join()))).toHaveProperty('size', 1);

  // The last marks were close to what the instruments paid.
  const payoffs = [mean(0), mean(0) - 9_300_000n, 9_500_000n - mean(0), mean(1) - 3_300_000n];
  payoffs.forEach((pays, i) => {
    const mark = before.marks[2 + i]!;
    const paid = pays > 0n ? pays : 1n;
    expect(mark > paid ? mark - paid : paid - mark).toBeLessThan(mean(0) / 10_000n);
  });

  // Four expiries a tick, then eight accounts a tick; what expires a day later stays.
  expect(exchange.expired).toEqual([3, 4, 5, 6]);
  expect(exchange.swept).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(exchange.markets().map(({ terms }) => terms.instrument)).toEqual([1, 2, 7]);
  expect(await exchange.expiredHolders(100)).toEqual([]);
  expect(exchange.rounds.at(-1)).toMatchObject({ settlementHour: 0, settlement: [0n, 0n] });
  let total = 0n;
  for (const account of exchange.ledger.state.accounts.values()) total += account.collateral;
  // What one side pays the other gets, but for the rounding of each visit.
  expect(12n * 3_000_000_000n - total).toBeGreaterThanOrEqual(0n);
  expect(12n * 3_000_000_000n - total).toBeLessThan(60n);
}, 120_000);

test('a restart within the window, and an engine that is down over the hour, lose nothing that was seen', async () => {
  const path = join(folder, 'settlements.json');
  const exchange = new LedgerExchange(END - 1_810);
  const first = engine(exchange, fileSettlements(path));
  await run(first.engine, exchange, END - 1_805);
  exchange.list(series[0]!, series[1]!);
  await run(first.engine, exchange, END - 1_700);
  exchange.now += 300;
  const second = engine(exchange, fileSettlements(path));
  await run(second.engine, exchange, END - 1_300);
  exchange.now = END + 4_000;
  const third = engine(exchange, fileSettlements(path));
  await run(third.engine, exchange, END + 4_003);
  expect(exchange.refusals).toEqual([]);
  const seen = [...first.feeds.given, ...second.feeds.given].filter(([time]) => time >= END - 1_800);
  expect(seen).toHaveLength(200);
  const mean = (2n * seen.reduce((sum, [, index]) => sum + index[0]!, 0n) + 200n) / 400n;
  expect(exchange.rounds.find(({ settlementHour }) => settlementHour === HOUR)!.settlement[0]).toBe(mean);
  expect(exchange.expired).toEqual([3, 4]);
});

test('without a price of one underlying nothing is expired; what was never seen is the first index after the hour, and said', async () => {
  const lines: string[] = [];
  const log = pino({ base: null }, { write: (line) => void lines.push(JSON.parse(line).msg) });
  const exchange = new LedgerExchange(END - 1_810);
  const { engine: made, feeds } = engine(exchange, memorySettlements(), log);
  await run(made, exchange, END - 1_805);
  exchange.list(series[0]!);
  feeds.missing = true;
  await run(made, exchange, END - 1_790);
  exchange.now = END;
  await run(made, exchange, END + 5);
  expect(exchange.expired).toEqual([]);
  feeds.missing = false;
  await run(made, exchange, END + 7);
  expect(exchange.expired).toEqual([3]);
  const settling = exchange.rounds.find(({ settlementHour }) => settlementHour === HOUR)!;
  expect(settling.time).toBe(END + 5);
  expect(settling.settlement[1]).toBe(settling.index[1]);
  const btc = [...feeds.given].filter(([time]) => time >= END - 1_800 && time < END).map(([, index]) => index[0]!);
  expect(btc).toHaveLength(10);
  expect(settling.settlement[0]).toBe((2n * btc.reduce((sum, each) => sum + each, 0n) + 10n) / 20n);
  expect(lines).toContain('no index before an expiry: settled at the first one after it');
});

test('the book’s quotes make the smile, in a worker, and every mark stays in its bounds', async () => {
  const expiry = END + 30 * 86_400;
  const exchange = new LedgerExchange(END);
  const strikes = [9_000_000n, 9_400_000n, 9_800_000n];
  const terms = strikes.flatMap((strike, i) => [
    option(3 + 2 * i, 'call', strike, expiry / 3600),
    option(4 + 2 * i, 'put', strike, expiry / 3600),
  ]);
  const { engine: made, feeds } = engine(exchange, memorySettlements());
  await run(made, exchange, END + 2);
  exchange.list(...terms);
  await run(made, exchange, END + 12);
  expect(made.optionAnalytics(5)!.iv).toBeCloseTo(55, 0);
  const quote = (): void => {
    const btc = Number(feeds.given.get(exchange.now - 1)?.[0] ?? BTC);
    for (const { instrument, kind, strike } of terms) {
      const option = { kind: kind === 3 ? 'call' : 'put', forward: btc, strike: Number(strike) } as const;
      const price = BigInt(Math.round(black76Price({ ...option, years: varianceYears(expiry, exchange.now) }, 0.9)));
      const level = (at: bigint): BookDepth['bids'] => [{ price: at, size: 1_000n }];
      exchange.books.set(`#${instrument}`, { bids: level(price - price / 100n), asks: level(price + price / 100n) });
    }
  };
  await run(made, exchange, END + 30, quote);
  // The worker answers in its own time.
  for (let waited = 0; made.optionAnalytics(5)!.iv < 80 && waited < 200; waited++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    await run(made, exchange, exchange.now + 1, quote);
  }
  expect(made.optionAnalytics(5)!.iv).toBeGreaterThan(84);
  expect(made.optionAnalytics(5)!.iv).toBeLessThan(96);
  expect(made.optionAnalytics(5)!.delta).toBeGreaterThan(0.4);
  expect(made.optionAnalytics(6)!.delta).toBeLessThan(-0.35);
  expect(exchange.refusals).toEqual([]);
  for (const { marks, index } of exchange.rounds.slice(5)) {
    for (const { row, terms: each } of exchange.markets()) {
      const { low, high } = markBounds(each, index[each.underlying - 1]!);
      expect(marks[row]! >= low && marks[row]! <= high).toBe(true);
    }
  }
}, 60_000);

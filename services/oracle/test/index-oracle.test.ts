import { nextIndexes, parseRecording } from '@tenor/margin-engine';
import { TenorError } from '@tenor/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import {
  createIndexOracle,
  DEFAULT_AGGREGATION,
  type ExchangeName,
  type IndexConfig,
  IndexOracle,
  IndexPriceStream,
  IndexUnavailable,
  type MarketMode,
  type Observation,
  ownIndexes,
  type PriceSource,
  type SourceConfig,
} from '../src/index.ts';
import { hasRecordedData, recordedFile, recordedLines } from './support/recorded-data.ts';
import { ReplayExchange } from './support/replay-exchange.ts';
import { until } from './support/until.ts';

const START = 1_760_000_000_000;
const USD = 1_000_000n;

/** A source whose observation is set by hand. */
class HandSource implements PriceSource {
  readonly name: string;
  latest: Observation | null = null;
  fault: string | null = null;
  running = false;

  constructor(name: string) {
    this.name = name;
  }

  start(): void {
    this.running = true;
  }

  async stop(): Promise<void> {
    this.running = false;
  }
}

function byHand(count = 3) {
  const clock = { now: START };
  const sources = Array.from({ length: count }, (_, i) => new HandSource(`source-${i}`));
  const oracle = new IndexOracle({
    underlying: 'BTC',
    sources: sources.map((source) => ({ source, maxAgeMs: 2_000 })),
    now: () => clock.now,
  });
  const say = (price: bigint): void => {
    for (const source of sources) source.latest = { price, observedAt: clock.now };
  };
  return { clock, sources, oracle, say };
}

let running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of running.reverse()) await each.stop();
  running = [];
});
const keep = <T extends { stop(): Promise<void> }>(each: T): T => {
  running.push(each);
  return each;
};

describe('an index by hand', () => {
  test('repeats its last price while it is young, then gives none, and says why', () => {
    const { clock, sources, oracle, say } = byHand();
    const stream = new IndexPriceStream(oracle);
    expect(() => stream.next()).toThrow(IndexUnavailable);
    say(94_000n * USD);
    expect(stream.next()).toBe(94_000n * USD);
    clock.now += 2_001;
    expect(oracle.refresh().index.price).toBeNull();
    expect(stream.next()).toBe(94_000n * USD);
    clock.now = START + 14_999;
    expect(stream.next()).toBe(94_000n * USD);
    clock.now = START + 15_000;
    sources[1]!.fault = 'ECONNREFUSED';
    expect(() => stream.next()).toThrow(/^No index of BTC: 0 of 3 sources agree \(.*source-1: .* \(ECONNREFUSED\)/);
    say(93_000n * USD);
    expect(stream.next()).toBe(93_000n * USD);
  });

  test('stops and reopens its market with its report', () => {
    const { clock, oracle, say } = byHand();
    const modes: MarketMode[] = [];
    const run = (seconds: number, priced: boolean): void => {
      for (let i = 0; i < seconds; i++) {
        clock.now += 1_000;
        if (priced) say(94_000n * USD);
        const { mode } = oracle.refresh().outage;
        if (modes.at(-1) !== mode) modes.push(mode);
      }
    };
    run(30, true);
    run(150, false);
    run(30, true);
    expect(modes).toEqual(['halted', 'reduce-only', 'running', 'reduce-only', 'halted', 'reduce-only', 'running']);
    expect(oracle.report.outage.reason).toBe('The index is steady.');
  });

  test('is an index of the margin engine', () => {
    const { oracle, say } = byHand();
    const feed = { underlying: 1, lotsPerUnit: 10_000n, prices: new IndexPriceStream(oracle) };
    expect(nextIndexes([feed])).toMatchObject({ index: [null], missing: [{ underlying: 1 }] });
    say(94_000_123_456n);
    expect(nextIndexes([feed])).toEqual({ index: [9_400_012n], missing: [] });
  });

  test('is a signer’s own price only while it is good now', () => {
    const { clock, oracle, say } = byHand();
    const judged = [{ name: 'BTC', oracle, lotsPerUnit: 10_000n, maxDeviationPpm: 5_000 }];
    say(94_000n * USD);
    expect(ownIndexes(judged)).toEqual([{ name: 'BTC', price: 9_400_000n, maxDeviationPpm: 5_000 }]);
    clock.now += 2_001;
    expect(ownIndexes(judged)[0]!.price).toBeNull();
  });

  test('starts and stops its sources, and says what it waits for', async () => {
    const { oracle, sources } = byHand();
    oracle.start();
    expect(sources.every((source) => source.running)).toBe(true);
    await expect(oracle.ready(30)).rejects.toThrow(/^No index of BTC: 0 of 3 sources agree/);
    await oracle.stop();
    expect(sources.some((source) => source.running)).toBe(false);
    expect(() => byHand(2)).toThrow('fewer sources than its quorum');
  });
});

describe('an index from configuration', () => {
  const walk = (seed: number): SourceConfig => ({
    kind: 'random-walk',
    name: `walk ${seed}`,
    maxAgeMs: 5_000,
    seed,
    startUsd: '94000',
    stepPpb: 1_000,
    ticksPerJump: 0,
    jumpPpb: 0,
    tickMs: 5,
  });

  test('of three walks is near their start', async () => {
    const oracle = keep(await createIndexOracle({ underlying: 'BTC', sources: [walk(1), walk(2), walk(3)] }));
    oracle.start();
    await oracle.ready();
    expect(oracle.report.index.used).toEqual(['walk 1', 'walk 2', 'walk 3']);
    const off = new IndexPriceStream(oracle).next() - 94_000n * USD;
    expect(off > -94n * USD && off < 94n * USD).toBe(true);
  });

  test('lets no source vote twice, by name or by origin', async () => {
    const ticker = (name: string, transport: 'http' | 'websocket'): SourceConfig => ({
      kind: 'ticker',
      name,
      maxAgeMs: 5_000,
      exchange: 'kraken',
      transport,
      symbol: 'BTC/USD',
    });
    const refused = async (sources: SourceConfig[], detail: RegExp) => {
      const config: IndexConfig = { underlying: 'BTC', sources };
      await expect(createIndexOracle(config)).rejects.toSatisfy(
        (error) =>
          error instanceof TenorError && error.name === 'INVALID_PARAMS' && detail.test(JSON.stringify(error.data)),
      );
    };
    await refused([ticker('a', 'http'), walk(1), ticker('b', 'websocket')], /a and b are one source/);
    await refused([walk(1), { ...walk(2), name: 'walk 1' }], /two sources are called walk 1/);
    await refused([{ ...walk(1), maxAgeMs: 0 }], /positive maxAgeMs/);
    await expect(createIndexOracle({ underlying: 'BTC', sources: [walk(1), walk(2)] })).rejects.toThrow(RangeError);
  });
});

describe('an index over real sockets', () => {
  const symbols = { binance: 'BTCUSDT', coinbase: 'BTC-USD', kraken: 'BTC/USD', bitstamp: 'btcusd' } as const;
  const pushed = (exchange: ExchangeName, at: ReplayExchange, maxAgeMs = 10_000): SourceConfig => ({
    kind: 'ticker',
    name: exchange,
    maxAgeMs,
    exchange,
    transport: 'websocket',
    symbol: symbols[exchange],
    origin: at.websocketOrigin,
  });
  const polled = (exchange: ExchangeName, at: ReplayExchange): SourceConfig => ({
    kind: 'ticker',
    name: exchange,
    maxAgeMs: 10_000,
    exchange,
    transport: 'http',
    symbol: exchange === 'kraken' ? 'XBTUSD' : symbols[exchange],
    origin: at.httpOrigin,
    intervalMs: 5,
  });
  const around = (mid: string) => ({ bid: mid, ask: mid, last: mid, time: Date.now() });
  const subscribed = (at: ReplayExchange, ...names: ExchangeName[]) =>
    until(`subscriptions of ${names}`, () => names.every((name) => at.subscribers(name) === 1));

  test('stops when the exchanges are gone and opens when they are back', async () => {
    let exchange = keep(await ReplayExchange.start());
    const names: ExchangeName[] = ['binance', 'coinbase', 'kraken'];
    const thresholds = { steadyWithinMs: 600, reduceOnlyAfterMs: 900, haltAfterMs: 1_800, recoverAfterMs: 300 };
    const oracle = keep(
      await createIndexOracle({
        underlying: 'BTC',
        sources: names.map((name) => pushed(name, exchange, 300)),
        thresholds,
      }),
    );
    const modes: MarketMode[] = [];
    const beat = setInterval(() => {
      exchange.publish(around('94000'));
      const { mode } = oracle.refresh().outage;
      if (modes.at(-1) !== mode) modes.push(mode);
    }, 20);
    try {
      oracle.start();
      await until('the opening', () => modes.at(-1) === 'running');
      const { port } = exchange;
      await exchange.stop();
      await until('the halt', () => modes.at(-1) === 'halted');
      expect(oracle.report.outage.reason).toMatch(/^Halted: no good index price for \d+ s: 0 of 3 sources agree/);
      exchange = keep(await ReplayExchange.start(port));
      await until('the reopening', () => modes.at(-1) === 'running', 30_000);
    } finally {
      clearInterval(beat);
    }
    expect(modes).toEqual(['halted', 'reduce-only', 'running', 'reduce-only', 'halted', 'reduce-only', 'running']);
  });

  test.skipIf(!hasRecordedData)(
    'follows a recorded crash past an exchange that is stuck at the old price',
    async () => {
      const lines = recordedLines('prices/BTCUSDT_1m_2025-01-01_02-04.csv.gz');
      const first = lines.findIndex((line) => line.startsWith('2025-02-03 01:30'));
      const { bars } = parseRecording([lines[0], ...lines.slice(first, first + 60)].join('\n'));
      const closes = bars.map(({ close }) => close);
      const exchange = keep(await ReplayExchange.start());
      const stuck = keep(await ReplayExchange.start());
      const sources = [
        pushed('binance', exchange),
        polled('coinbase', exchange),
        polled('kraken', exchange),
        pushed('bitstamp', stuck),
      ];
      const oracle = keep(await createIndexOracle({ underlying: 'BTC', sources, rules: { deviationFloorPpm: 5_000 } }));
      const prices = new IndexPriceStream(oracle);
      oracle.start();
      await subscribed(exchange, 'binance');
      await subscribed(stuck, 'bitstamp');
      const usd = (micro: bigint): string => `${micro / USD}.${`${micro % USD}`.padStart(6, '0')}`;
      stuck.publish(around(usd(closes[0]!)));
      exchange.publish(around(usd(closes[0]!)));
      await oracle.ready();
      let outliers = 0;
      for (const close of closes) {
        stuck.publish(around(usd(closes[0]!)));
        exchange.publish(around(usd(close)));
        await until(`the index at ${close}`, () => prices.next() === close);
        if (oracle.report.index.dropped.some(({ source, reason }) => source === 'bitstamp' && reason === 'outlier'))
          outliers++;
      }
      const lowest = [...closes].sort((a, b) => (a < b ? -1 : 1))[0]!;
      expect(Number(lowest) / Number(closes[0])).toBeLessThan(0.985);
      expect(outliers).toBeGreaterThan(10);
    },
  );

  test.skipIf(!hasRecordedData)('plays a recorded file as one source among others', async () => {
    const exchange = keep(await ReplayExchange.start());
    exchange.market = around('94098.90');
    const sources: SourceConfig[] = [
      {
        kind: 'recording',
        name: 'file',
        maxAgeMs: 5_000,
        path: recordedFile('prices/BTCUSDT_1m_2025-01-01_02-04.csv.gz'),
        tickMs: 60_000,
      },
      polled('coinbase', exchange),
      polled('kraken', exchange),
    ];
    const oracle = keep(await createIndexOracle({ underlying: 'BTC', sources, rules: DEFAULT_AGGREGATION }));
    oracle.start();
    await oracle.ready();
    expect(oracle.report.index).toMatchObject({ price: 94_098_900_000n, used: ['coinbase', 'file', 'kraken'] });
  });
});

import { type ListedMarket, memorySettlements, SettlementPrices } from '@tenor/margin-engine';
import { pino } from 'pino';
import { beforeEach, expect, test } from 'vitest';
import { DEFAULT_AGGREGATION, IndexOracle, type Observation, type PriceSource } from '../../src/index.ts';
import { OwnView } from '../../src/signer/own-view.ts';
import type { SeenWindow } from '../../src/signer/seen-window.ts';
import { dated, HOUR, LISTED } from '../support/quorum-fixtures.ts';

/** A source whose price is set by hand; µUSD per whole unit. */
class SetSource implements PriceSource {
  readonly name = 'set';
  readonly fault = null;
  latest: Observation | null = null;

  start(): void {}
  async stop(): Promise<void> {}
}

const EXPIRY = HOUR * 3600;
/** BTC-F and three puts expire at HOUR. */
const BOARD = LISTED;
let now: number;
let sources: SetSource[];
let view: OwnView;
let missed: SeenWindow[];

function made(settlements: SettlementPrices): OwnView {
  return new OwnView({
    indexes: sources.map((source, place) => ({
      name: ['BTC', 'ETH'][place]!,
      lotsPerUnit: [10_000n, 1_000n][place]!,
      maxDeviationPpm: 10_000,
      oracle: new IndexOracle({
        underlying: ['BTC', 'ETH'][place]!,
        sources: [{ source, maxAgeMs: 5_000 }],
        rules: { ...DEFAULT_AGGREGATION, quorum: 1 },
        now: () => now * 1000,
      }),
    })),
    settlements,
    onMissed: (window) => missed.push(window),
    now: () => now * 1000,
  });
}

/** Prices per lot, seen at a second. */
function see(second: number, btc: bigint | null, eth: bigint | null, listed: readonly ListedMarket[] = BOARD): void {
  now = second;
  const at = now * 1000;
  sources[0]!.latest = btc === null ? null : { price: btc * 10_000n, observedAt: at };
  sources[1]!.latest = eth === null ? null : { price: eth * 1_000n, observedAt: at };
  view.look(listed);
}

beforeEach(() => {
  now = EXPIRY - 4_000;
  sources = [new SetSource(), new SetSource()];
  missed = [];
  view = made(new SettlementPrices(memorySettlements(), pino({ level: 'silent' })));
});

test('averages each second of the half hour once, whoever asks how often, and knows the price from the hour on', () => {
  see(EXPIRY - 1_801, 1n, 1n);
  see(EXPIRY - 1_800, 9_000_000n, 3_000_000n);
  see(EXPIRY - 1_000, 9_100_000n, 3_100_000n);
  see(EXPIRY - 1_000, 1n, 1n); // the same second again
  see(EXPIRY - 1, 9_400_000n, 3_500_000n);
  expect(view.settlement(HOUR)).toBeNull();
  see(EXPIRY, 5_000_000n, 5_000_000n);
  expect(view.settlement(HOUR)).toEqual([27_500_000n / 3n + 1n, 3_200_000n]);
  see(EXPIRY + 9, 1n, 1n);
  expect(view.settlement(HOUR)).toEqual([27_500_000n / 3n + 1n, 3_200_000n]);
  expect(view.settlement(HOUR + 24)).toBeNull();
});

test('of a window it has not seen, the first index after the hour stands in; without an index there is none', () => {
  see(EXPIRY + 30, 9_000_000n, null);
  expect(view.settlement(HOUR)).toBeNull();
  expect(view.indexes().map(({ price }) => price)).toEqual([9_000_000n, null]);
  see(EXPIRY + 31, 9_200_000n, 3_300_000n);
  expect(view.settlement(HOUR)).toEqual([9_200_000n, 3_300_000n]);
});

test('tells once that it misses a half hour, while it still can be told, and says how much it has seen from then on', () => {
  const start = EXPIRY - 1_800;
  see(start - 1, 1n, 1n);
  expect(view.windows()).toEqual([]);
  for (let second = 0; second < 100; second++) see(start + second, 9_000_000n, 3_000_000n);
  expect(view.windows()).toEqual([{ hour: HOUR, seconds: [100, 100], of: 99, prices: null, warning: null }]);
  expect(missed).toEqual([]);
  see(start + 131, 9_000_000n, null);
  expect(view.windows()).toMatchObject([{ seconds: [101, 100], of: 131, prices: null, warning: { code: 50012 } }]);
  see(start + 200, 9_000_000n, 3_000_000n);
  expect(missed).toHaveLength(1);
  expect(missed[0]!.warning!.message).toContain('hour 490000: 101, 100 of 131 s');
  see(EXPIRY + 5, 9_000_000n, 3_000_000n);
  const [window, ...more] = view.windows();
  expect(more).toEqual([]);
  expect(window).toMatchObject({ seconds: [102, 101], of: 1_800, prices: [9_000_000n, 3_000_000n] });
  expect(window!.warning).toMatchObject({ code: 50012, name: 'SETTLEMENT_WINDOW_MISSED' });
  expect(view.secondsSeen(HOUR)).toEqual([102, 101]);
  expect(missed).toHaveLength(1);
  see(EXPIRY + 6, 1n, 1n, LISTED.slice(0, 2));
  expect(view.windows()).toEqual([]);
});

test('that has seen every second of a half hour has nothing to tell', () => {
  for (let second = EXPIRY - 1_800; second <= EXPIRY; second++) see(second, 9_000_000n, 3_000_000n);
  expect(view.windows()).toMatchObject([{ seconds: [1_800, 1_800], of: 1_800, warning: null }]);
  expect(missed).toEqual([]);
});

test('goes on looking for what was listed last, and averages nothing for what is not dated', () => {
  const series = [...LISTED.slice(0, 2), { name: 'ETH-F', row: 5, terms: { ...dated(9, 'future'), underlying: 2 } }];
  see(EXPIRY - 2, 9_000_000n, 3_000_000n, series);
  now = EXPIRY - 1;
  view.look();
  now = EXPIRY;
  view.look();
  expect(view.settlement(HOUR)).toEqual([9_000_000n, 3_000_000n]);
  expect(view.listed).toBe(series);
  see(EXPIRY + 1, 1n, 1n, LISTED.slice(0, 2));
  expect(view.settlement(HOUR + 1)).toBeNull();
});

test('a price that is too old is none: a signer vouches for this moment', () => {
  see(EXPIRY - 100, 9_000_000n, 3_000_000n);
  now += 6;
  expect(view.indexes().map(({ price }) => price)).toEqual([null, null]);
});

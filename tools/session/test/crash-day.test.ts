import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseRecording, RecordedPriceStream } from '@tenor/margin-engine';
import { CIRCUIT_SIZES, genesisState, newAccount } from '@tenor/protocol';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { Checks } from '../checks.ts';
import { checkPortfolios, inPortfolioMargin } from '../crash/check-portfolios.ts';
import { type CrashDay, crashDay, crashDayName } from '../crash/crash-day.ts';
import { crashPrices } from '../crash/crash-prices.ts';
import { type CrashSeries, optionSellers } from '../crash/option-sellers.ts';
import type { CheckedBatch } from '../crash/plan-check.ts';
import { lotsOf, type Member, population } from '../crash/population.ts';
import { portfolioHolders } from '../crash/portfolio-holders.ts';
import { lastToSettle, sample } from '../crash/sample.ts';
import { recordedPrices } from '../recorded-prices.ts';

const folder = mkdtempSync(join(tmpdir(), 'tenor-crash-day-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const USD = 1_000_000n;
/** Instruments expire so many ticks after the first. */
const EXPIRY_TICK = 90;
const day = crashDay('2025-02-03');

/** Prices in USD that the exchange is given over the crash. */
async function played(path: string, { crash, ticks }: CrashDay = day): Promise<number[]> {
  const { readRecording } = await import('@tenor/margin-engine');
  const stream = new RecordedPriceStream(await readRecording(path), crash);
  return Array.from({ length: ticks }, () => Number(stream.next()) / 1e6);
}

const fall = (prices: readonly number[]): number => 1 - Math.min(...prices) / prices[0]!;
const steepest = (prices: readonly number[]): number =>
  Math.max(...prices.slice(1).map((price, i) => 1 - price / prices[i]!));

describe('the population', () => {
  test('is the same for a seed, and another for another', () => {
    expect(population(3)).toEqual(population(3));
    expect(population(3)).not.toEqual(population(4));
  });

  test('has enough accounts on both sides of both perpetuals, each with a key of its own, within what margin allows', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const members = population(seed);
        expect(members.length).toBeGreaterThanOrEqual(12);
        for (const instrument of ['BTC-PERP', 'ETH-PERP'])
          for (const side of ['buy', 'sell'])
            expect(members.some((member) => member.instrument === instrument && member.side === side)).toBe(true);
        expect(new Set(members.map(({ wallet, keyIndex }) => `${wallet}/${keyIndex}`)).size).toBe(members.length);
        expect(new Set(members.map(({ leverageTenths }) => leverageTenths)).size).toBeGreaterThan(4);
        for (const { leverageTenths, deposit } of members) {
          expect(leverageTenths >= 40n && leverageTenths <= 175n).toBe(true);
          expect(deposit >= 2_000n * USD && deposit <= 8_000n * USD).toBe(true);
        }
        // Somebody must be caught by the fall, and somebody by the rebound.
        expect(members.filter(({ entry }) => entry === 'before').length).toBeGreaterThanOrEqual(12);
        expect(members.some(({ entry, side }) => entry === 'bottom' && side === 'sell')).toBe(true);
      }),
    );
  });

  test('sizes follow deposit and leverage and are rounded down', () => {
    const member = { deposit: 3_000n * USD, leverageTenths: 105n } as Member;
    expect(lotsOf(member, 2n * USD)).toBe(15_750n);
    expect(lotsOf(member, 31_500n * USD + 1n)).toBe(0n);
  });
});

describe('the sellers of options', () => {
  const series = Object.fromEntries(
    ['put', 'call', 'future'].map((name) => [name, { scale: { name }, terms: {} }]),
  ) as unknown as CrashSeries;

  test('are the same for a seed; most of them are on credit, within what margin allows, each with a key of its own', () => {
    expect(optionSellers(3, series)).toEqual(optionSellers(3, series));
    expect(optionSellers(3, series)).not.toEqual(optionSellers(4, series));
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const members = optionSellers(seed, series);
        const keys = [...population(seed), ...members].map(({ wallet, keyIndex }) => `${wallet}/${keyIndex}`);
        expect(new Set(keys).size).toBe(keys.length);
        for (const instrument of ['put', 'call']) {
          const own = members.filter((member) => member.instrument === instrument);
          expect(own.every(({ side }) => side === 'sell')).toBe(true);
          // 15 % of the index is initial margin; more than half of that times is called leveraged.
          expect(own.filter(({ leverageTenths }) => leverageTenths > 50n).length).toBeGreaterThanOrEqual(2);
          expect(own.every(({ leverageTenths }) => leverageTenths < 66n)).toBe(true);
        }
      }),
    );
  });
});

describe('the holders of portfolios', () => {
  const series = Object.fromEntries(
    ['put', 'call', 'future'].map((name) => [name, { scale: { name }, terms: {} }]),
  ) as unknown as CrashSeries;

  test('are the same for a seed, in portfolio margin of ETH, each with a key of its own; most sell options against a hedge', () => {
    expect(portfolioHolders(3, series)).toEqual(portfolioHolders(3, series));
    expect(portfolioHolders(3, series)).not.toEqual(portfolioHolders(4, series));
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const members = portfolioHolders(seed, series);
        const all = [...population(seed), ...optionSellers(seed, series), ...members];
        expect(new Set(all.map(({ wallet, keyIndex }) => `${wallet}/${keyIndex}`)).size).toBe(all.length);
        expect(all.filter(({ marginMode }) => marginMode !== 0)).toEqual(members);
        for (const member of members) {
          const legs = [{ instrument: member.instrument, side: member.side }, ...member.hedges];
          expect(new Set(legs.map(({ instrument }) => instrument)).size).toBe(legs.length);
          expect(legs.every(({ instrument }) => ['ETH-PERP', 'put', 'call', 'future'].includes(instrument))).toBe(true);
          expect(legs.some(({ instrument, side }) => side === 'sell' && instrument !== 'ETH-PERP')).toBe(true);
          // The first leg stands alone for a moment: a perpetual or a short option asks for 15 to 17.5 % of the index.
          expect(member.leverageTenths >= 40n && member.leverageTenths * 175n < 10_000n).toBe(true);
        }
        // By standard margin, at least 15 % a leg, no straddle of them would be possible.
        const straddles = members.filter(({ name }) => name.startsWith('straddle'));
        expect(straddles.length).toBe(2);
        for (const { leverageTenths } of straddles) expect(leverageTenths * 300n).toBeGreaterThan(10_000n);
      }),
    );
  });

  const closed = (batch: number, account: number, marginMode: number) => ({ batch, account, marginMode });
  const batches = [
    { liquidations: [closed(1, 5, 2), closed(1, 6, 0)] },
    { liquidations: [closed(2, 6, 2)] },
  ] as unknown as CheckedBatch[];
  const receipts = [
    { batch: 1, account: 5 },
    { batch: 1, account: 6 },
    { batch: 2, account: 6 },
    { batch: 2, account: 6 },
  ];

  test('of receipts those count that a plan closes in portfolio margin', () => {
    expect(inPortfolioMargin(receipts, batches)).toEqual([receipts[0], receipts[2], receipts[3]]);
  });

  test('who ends in another mode than it signed fails the day, and so does a day without liquidations of them', () => {
    const state = genesisState(CIRCUIT_SIZES.test, 500_000);
    for (const id of [5, 6])
      state.accounts.set(id, { ...newAccount(id, 1n, { x: 0n, y: 1n }, 4), marginMode: id === 5 ? 2 : 0 });
    const member = (account: number, marginMode: number) => ({ account: { account }, member: { marginMode } });
    const failures = (members: ReturnType<typeof member>[], least: number): number => {
      const checks = new Checks(() => undefined);
      checkPortfolios({ batches, state }, members, receipts, { leastPortfolios: least }, checks);
      return checks.failures.length;
    };
    expect(failures([member(5, 2), member(6, 0)], 3)).toBe(0);
    expect(failures([member(5, 2), member(6, 0)], 4)).toBe(1);
    expect(failures([member(5, 2), member(6, 2)], 3)).toBe(1);
    expect(failures([member(5, 0), member(6, 0)], 3)).toBe(1);
    expect(failures([member(6, 0)], 3)).toBe(1);
    expect(failures([member(7, 2)], 3)).toBe(1);
  });
});

describe('prices', () => {
  const recorded = recordedPrices(process.env);

  test.skipIf(recorded === null)('the recorded night falls by more than a fifth, and steeply', async () => {
    const { source, of } = crashPrices(recorded, folder, day, 7);
    expect(source).toBe('recorded');
    const { recordings } = of(day.crash);
    const eth = await played(recordings!.ETH!.path);
    expect(fall(eth)).toBeGreaterThan(0.2);
    // More than the 2.5 % between maintenance margin and nothing: somebody goes bankrupt between two ticks.
    expect(steepest(eth)).toBeGreaterThan(0.025);
    expect(fall(await played(recordings!.BTC!.path))).toBeGreaterThan(0.03);
  });
  test.skipIf(recorded === null)(
    'the second recorded night falls far enough for the late shorts, before the expiry, and rebounds',
    async () => {
      const second = crashDay('2025-01-19');
      const { recordings } = crashPrices(recorded, folder, second, 7).of(second.crash);
      const eth = await played(recordings!.ETH!.path, second);
      expect(fall(eth)).toBeGreaterThan(second.bottom);
      expect(fall(eth.slice(0, EXPIRY_TICK))).toBeGreaterThan(0.045);
      const lowest = eth.indexOf(Math.min(...eth));
      expect(lowest).toBeLessThan(second.ticks - 20);
      expect(Math.max(...eth.slice(lowest)) / eth[lowest]!).toBeGreaterThan(1.03);
      expect(fall(await played(recordings!.BTC!.path, second))).toBeGreaterThan(0.025);
    },
  );

  test('are of the days that have a name', () => {
    expect(['crash', '2025-02-03', '2025-01-19'].map(crashDayName)).toEqual(['2025-02-03', '2025-02-03', '2025-01-19']);
    expect(['2025-10-10', 'toString', ''].map(crashDayName)).toEqual([null, null, null]);
  });

  if (recorded === null) console.warn('\n  !!!!!!!! no recorded prices: the recorded night is not tested !!!!!!!!\n');

  test('without recordings a scripted crash takes their place, the same for a seed, and says so', async () => {
    const { source, of } = crashPrices(null, join(folder, 'scripted'), day, 7);
    expect(source).toBe('scripted');
    const calm = of(day.calm).recordings!;
    expect(calm.ETH).toMatchObject({ from: day.calm.from, seconds_per_tick: 1 });
    const eth = await played(calm.ETH!.path);
    expect(fall(eth)).toBeGreaterThan(0.2);
    expect(steepest(eth)).toBeGreaterThan(0.025);
    expect(fall(await played(calm.BTC!.path))).toBeGreaterThan(0.03);
    const text = readFileSync(calm.ETH!.path, 'utf8');
    expect(parseRecording(text)).toMatchObject({ start: day.calm.from, secondsPerBar: 60 });
    crashPrices(null, join(folder, 'again'), day, 7);
    expect(readFileSync(join(folder, 'again', 'ETH.csv'), 'utf8')).toBe(text);
    crashPrices(null, join(folder, 'other'), day, 8);
    expect(readFileSync(join(folder, 'other', 'ETH.csv'), 'utf8')).not.toBe(text);
  });

  test('a folder with one of the two recordings counts as none', () => {
    expect(crashPrices(folder, join(folder, 'half'), day, 1).source).toBe('scripted');
  });

  test('fewer recorded seconds a tick take more ticks for the same night', () => {
    expect(crashDay('2025-02-03', 40).ticks).toBe(60);
    expect(crashDay('2025-02-03').ticks).toBe(120);
    expect(crashDay('2025-02-03', 7).ticks * 7).toBeGreaterThanOrEqual(2400);
    expect(crashDay('2025-01-19').ticks).toBe(120);
    expect(crashDay('2025-01-19', 30).ticks).toBe(240);
  });
});

describe('what is looked at more closely', () => {
  const batch = (number: number, isLiquidating: boolean) =>
    ({
      number,
      liquidations: isLiquidating ? [{ marginMode: 0 }] : [],
      plan: { expiry: null, listings: [], shortfall: null, rows: [] },
    }) as never;
  const rare = (number: number, plan: object) =>
    ({ number, liquidations: [], plan: { expiry: null, listings: [], shortfall: null, rows: [], ...plan } }) as never;
  const batches = Array.from({ length: 30 }, (_, i) => batch(i + 1, i >= 10 && i % 2 === 0));

  test('a sample has as many as asked, none twice, mostly those that liquidate, from first to last', () => {
    const chosen = sample(batches, 12) as readonly { number: number; liquidations: readonly unknown[] }[];
    expect(chosen.length).toBe(12);
    expect(new Set(chosen).size).toBe(12);
    const liquidating = chosen.filter(({ liquidations }) => liquidations.length > 0).map(({ number }) => number);
    expect(liquidating.length).toBe(8);
    expect(Math.min(...liquidating)).toBe(11);
    expect(Math.max(...liquidating)).toBe(29);
    expect(sample(batches, 0)).toEqual([]);
    expect(sample(batches, 100).length).toBe(30);
    expect(sample([], 5)).toEqual([]);
  });

  test('a sample has every batch that lists or expires an instrument or in which winners pay, before all others', () => {
    const all = [...batches, rare(31, { expiry: 2 }), rare(32, { listings: [{}] }), rare(33, { shortfall: {} })];
    const numbers = (most: number) => sample(all, most).map(({ number }: { number: number }) => number);
    expect(numbers(6).slice(0, 3)).toEqual([31, 32, 33]);
    expect(numbers(6).length).toBe(6);
    expect(numbers(2)).toEqual([31, 33]);
    expect(numbers(100).length).toBe(33);
  });

  test('so it has every batch in which a margin mode changes, or an account in portfolio margin is liquidated', () => {
    const changing = rare(31, { rows: [{ signed: { instruction: { kind: 'marginMode' } } }] });
    const closing = { ...(batch(32, true) as object), liquidations: [{ marginMode: 0 }, { marginMode: 2 }] } as never;
    const trading = rare(33, { rows: [{ signed: { instruction: { kind: 'order' } } }] });
    const chosen = sample([...batches, changing, closing, trading], 2).map(({ number }: { number: number }) => number);
    expect(chosen).toEqual([31, 32]);
  });

  test('settled is what was asked for, or everything through the first batch that liquidates', () => {
    expect(lastToSettle(batches, null)).toBe(11);
    expect(lastToSettle(batches, null, 3)).toBe(15);
    expect(lastToSettle(batches, 'all')).toBe(30);
    expect(lastToSettle(batches, 7)).toBe(7);
    expect(lastToSettle(batches, 99)).toBe(30);
    expect(lastToSettle(batches.slice(0, 12), null, 3)).toBe(12);
  });
});

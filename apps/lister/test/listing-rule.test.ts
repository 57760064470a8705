import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ListingInput, seriesToList, type UnderlyingView } from '../src/listing-rule.ts';
import { type Series, sameSeries } from '../src/series.ts';
import { seriesName } from '../src/series-name.ts';

const RULES = { weeklies: 2, monthlies: 2, leastHours: 36, widest: 2 };
/** Sunday 29 November 2026, 12:00 UTC. */
const SUNDAY = Date.UTC(2026, 10, 29, 12) / 1000;
const BTC: UnderlyingView = { base: 'BTC', index: 95_000, volatility: 0.55 };
const ETH: UnderlyingView = { base: 'ETH', index: 3_400, volatility: 0.7 };
const dev: ListingInput = { now: SUNDAY, underlyings: [BTC, ETH], listed: [], once: [], freeRows: 14, rules: RULES };

const underlying = (base: string): fc.Arbitrary<UnderlyingView> =>
  fc.record({
    base: fc.constant(base),
    index: fc.option(fc.double({ min: 20, max: 500_000, noNaN: true }), { freq: 8 }),
    volatility: fc.double({ min: 0.1, max: 1.5, noNaN: true }),
  });
/** A board as the rule itself has made it at another price and time, with some rows taken and some gone. */
const inputs: fc.Arbitrary<ListingInput> = fc
  .record({
    now: fc.integer({ min: SUNDAY, max: SUNDAY + 400 * 86_400 }),
    earlier: fc.integer({ min: 0, max: 20 * 86_400 }),
    before: fc.tuple(underlying('BTC'), underlying('ETH')),
    after: fc.tuple(underlying('BTC'), underlying('ETH')),
    taken: fc.nat(40),
    freeRows: fc.nat(60),
    gone: fc.array(fc.nat(40), { maxLength: 10 }),
    rules: fc.record({
      weeklies: fc.integer({ min: 1, max: 4 }),
      monthlies: fc.nat(3),
      leastHours: fc.constant(36),
      widest: fc.nat(3),
    }),
  })
  .map(({ now, earlier, before, after, taken, freeRows, gone, rules }) => {
    const old = seriesToList({ now: now - earlier, underlyings: before, listed: [], once: [], freeRows: taken, rules });
    const listed = old.filter(({ expiryHour }, place) => expiryHour * 3600 > now && !gone.includes(place));
    return { now, underlyings: after, listed, once: old, freeRows, rules };
  });
const rowsOf = (series: readonly Series[], base: string): number => series.filter((one) => one.base === base).length;

describe('what is listed', () => {
  test('on an empty board of 14 rows: of each underlying a future and three strikes of the next Friday', () => {
    expect(seriesToList(dev).map(seriesName)).toEqual([
      'BTC-25DEC26',
      'ETH-25DEC26',
      'BTC-4DEC26-95000-C',
      'ETH-4DEC26-3400-C',
      'BTC-4DEC26-95000-P',
      'ETH-4DEC26-3400-P',
      'BTC-4DEC26-100000-C',
      'ETH-4DEC26-3700-C',
      'BTC-4DEC26-100000-P',
      'ETH-4DEC26-3700-P',
      'BTC-4DEC26-90000-C',
      'ETH-4DEC26-3100-C',
      'BTC-4DEC26-90000-P',
      'ETH-4DEC26-3100-P',
    ]);
  });

  test('never takes more than the free rows, and never lists what is listed', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const plan = seriesToList(input);
        expect(plan.length).toBeLessThanOrEqual(input.freeRows);
        const all = [...input.listed, ...plan];
        for (const series of plan) {
          expect(all.filter((other) => sameSeries(other, series))).toHaveLength(1);
          expect(input.once.some((other) => sameSeries(other, series))).toBe(false);
        }
      }),
    );
  });

  test('expires on a Friday at 08:00 UTC, at least 36 hours away; futures on the last of the month', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        for (const { kind, expiryHour } of seriesToList(input)) {
          const date = new Date(expiryHour * 3_600_000);
          expect([date.getUTCDay(), date.getUTCHours()]).toEqual([5, 8]);
          expect(expiryHour * 3600 - input.now).toBeGreaterThanOrEqual(36 * 3600);
          const nextWeek = new Date(date.getTime() + 7 * 86_400_000);
          if (kind === 'future') expect(nextWeek.getUTCMonth()).not.toBe(date.getUTCMonth());
        }
      }),
    );
  });

  test('has strikes in whole dollars within the widest distance of the index, and half a deviation', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        for (const { kind, base, strike, expiryHour } of seriesToList(input)) {
          if (kind === 'future') {
            expect(strike).toBe(0);
            continue;
          }
          const { index, volatility } = input.underlyings.find((one) => one.base === base)!;
          const deviation = volatility * Math.sqrt((expiryHour - input.now / 3600) / 8760);
          expect(Number.isInteger(strike) && strike > 0).toBe(true);
          // A dollar is the finest step: a cheap underlying may be off by half of one.
          const distance = Math.abs(Math.log(strike / index!)) - Math.log(1 + 0.5 / (index! * 0.2));
          expect(distance).toBeLessThanOrEqual((input.rules.widest + 0.5) * deviation + 1e-9);
        }
      }),
    );
  });

  test('is settled at once: with what was planned listed there is nothing more to list', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const plan = seriesToList(input);
        const after = {
          ...input,
          listed: [...input.listed, ...plan],
          freeRows: input.freeRows - plan.length,
        };
        expect(seriesToList(after)).toEqual([]);
      }),
    );
  });

  test('is fair: no underlying gets beyond its share of the rows, and whoever has fewer is first', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const plan = seriesToList(input);
        const share = Math.ceil((input.listed.length + input.freeRows) / 2);
        for (const { base } of input.underlyings) {
          const planned = rowsOf(plan, base);
          if (planned > 0) expect(rowsOf(input.listed, base) + planned).toBeLessThanOrEqual(share);
        }
        const held = new Map(input.underlyings.map(({ base }) => [base, rowsOf(input.listed, base)]));
        plan.forEach(({ base }, place) => {
          for (const [other, rows] of held) {
            if (plan.slice(place).some((later) => later.base === other))
              expect(held.get(base)).toBeLessThanOrEqual(rows);
          }
          held.set(base, held.get(base)! + 1);
        });
      }),
    );
  });

  test('is nothing for an underlying without a price, and its rows are not given to the other', () => {
    const plan = seriesToList({ ...dev, underlyings: [{ ...BTC, index: null }, ETH] });
    expect([rowsOf(plan, 'BTC'), rowsOf(plan, 'ETH')]).toEqual([0, 7]);
  });
});

describe('strikes', () => {
  const roomy = { ...dev, underlyings: [BTC], freeRows: 200 };
  const listed = seriesToList(roomy);
  const strikesAt = (index: number): number[] => {
    const plan = seriesToList({ ...roomy, listed, underlyings: [{ ...BTC, index }], freeRows: 200 });
    return [...new Set(plan.map(({ strike }) => strike))];
  };

  test('are about one and two standard deviations away', () => {
    const first = Math.min(...listed.map(({ expiryHour }) => expiryHour));
    const hours = first - SUNDAY / 3600;
    const deviation = 0.55 * Math.sqrt(hours / 8760);
    const strikes = [...new Set(listed.filter(({ expiryHour }) => expiryHour === first).map(({ strike }) => strike))];
    const distances = strikes.map((strike) => Math.log(strike / 95_000) / deviation);
    for (const [place, deviations] of [0, 1, -1, 2, -2].entries())
      expect(Math.abs(distances[place]! - deviations)).toBeLessThan(0.3);
  });

  test('stay while the index moves a little, and follow when it moves beyond them', () => {
    expect(strikesAt(95_900)).toEqual([]);
    const beyond = strikesAt(115_000);
    expect(beyond.length).toBeGreaterThan(0);
    expect(Math.max(...beyond)).toBeGreaterThan(Math.max(...listed.map(({ strike }) => strike)));
  });

  test('are listed as a call and a put both', () => {
    for (const { kind, ...rest } of listed.filter(({ kind }) => kind !== 'future')) {
      const other: Series = { ...rest, kind: kind === 'call' ? 'put' : 'call' };
      expect(listed.some((series) => sameSeries(series, other))).toBe(true);
    }
    const half = listed.filter(({ kind }) => kind !== 'put');
    const puts = seriesToList({ ...roomy, listed: half });
    expect(puts.map(({ kind }) => kind)).toEqual(puts.map(() => 'put'));
    expect(puts).toHaveLength(listed.length - half.length);
  });
});

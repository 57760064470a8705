import { INSTRUMENT_KIND, type MarketTerms, SCENARIO_GRID, scenarioStep, scenarioValues } from '@tenor/protocol';
import { describe, expect, test } from 'vitest';
import { future } from '../../../../test/scenario/dated.ts';
import {
  black76Price,
  type ExpirySeries,
  fitSurface,
  type OptionKind,
  recordedQuotes,
  scenarioPrices,
  surfaceVolatility,
  volatilityShock,
} from '../../src/index.ts';
import { CHAINS, type ChainName, haveRecordings, readChain } from './recorded/chains.ts';

const DAY = 1 / 365;

describe('the shock of a volatility', () => {
  test('is +40 % and -30 % at 30 days, larger before, smaller after, and never takes all', () => {
    expect(volatilityShock('up', 30 * DAY)).toBeCloseTo(1.4, 12);
    expect(volatilityShock('down', 30 * DAY)).toBeCloseTo(0.7, 12);
    // (30 / 7)^0.3 = 1.547, (30 / 180)^0.13 = 0.792
    expect(volatilityShock('up', 7 * DAY)).toBeCloseTo(1 + 0.4 * 1.5474, 4);
    expect(volatilityShock('down', 180 * DAY)).toBeCloseTo(1 - 0.3 * 0.7922, 4);
    expect(volatilityShock('down', 0)).toBe(volatilityShock('down', DAY));
    expect(volatilityShock('down', 0)).toBeGreaterThan(0.16);
    const days = [0, 0.5, 1, 2, 7, 29.999, 30, 31, 90, 365];
    const ups = days.map((count) => volatilityShock('up', count * DAY));
    expect(ups).toEqual([...ups].sort((a, b) => b - a));
  });
});

const series: ExpirySeries = {
  forward: 9_500_000n,
  strikes: [7_000_000n, 8_500_000n, 9_500_000n, 10_450_000n, 13_000_000n],
  years: 14 * DAY,
};
const smile = (k: number): number => 0.5 - 0.1 * k + 0.4 * k * k;

/** The prices are Black-76 at the moved forward and the shocked volatility, rounded: half a µUSD, and the last digits of a double. */
function expectRevalued(of: ExpirySeries, volatilityAt: (k: number) => number): number {
  const { calls, puts } = scenarioPrices(of, volatilityAt);
  let compared = 0;
  of.strikes.forEach((strike, i) => {
    const volatility = volatilityAt(Math.log(Number(strike) / Number(of.forward)));
    SCENARIO_GRID.forEach(({ steps, volatility: shock }, s) => {
      const move = scenarioStep(of.forward);
      const forward = of.forward + BigInt(steps) * move;
      const price = (kind: OptionKind): number =>
        black76Price(
          { kind, forward: Number(forward), strike: Number(strike), years: of.years },
          volatility * volatilityShock(shock, of.years),
        );
      const [call, put] = [calls[i]![s]!, puts[i]![s]!];
      expect(Math.abs(Number(call) - price('call'))).toBeLessThan(0.501);
      expect(Math.abs(Number(put) - price('put'))).toBeLessThan(0.501);
      expect(call - put).toBe(forward - strike);
      compared++;
    });
  });
  return compared;
}

describe('scenario prices', () => {
  test('are Black-76 at the moved forward and the shocked volatility of the strike', () => {
    expect(expectRevalued(series, smile)).toBe(45);
  });

  test('a call, a put and a future of one forward lose nothing together in any scenario', () => {
    const { calls, puts } = scenarioPrices(series, smile);
    const terms = future(1, 1, 500_000);
    const option = (kind: number, strike: bigint): MarketTerms => ({ ...terms, kind, strike });
    const strike = series.strikes[3]!;
    const [callMark, putMark] = [100_000n, 100_000n - series.forward + strike];
    const long = scenarioValues(option(INSTRUMENT_KIND.call, strike), callMark, calls[3]!);
    const short = scenarioValues(option(INSTRUMENT_KIND.put, strike), putMark, puts[3]!);
    const hedge = scenarioValues(terms, series.forward);
    expect(long.map((value, s) => value - short[s]! - hedge[s]!)).toEqual(new Array(9).fill(0n));
  });

  test('of rising volatility are above those of falling volatility at the same move', () => {
    const { calls, puts } = scenarioPrices(series, smile);
    const place = (steps: number, shock: string): number =>
      SCENARIO_GRID.findIndex((one) => one.steps === steps && one.volatility === shock);
    for (const prices of [...calls, ...puts]) {
      for (const steps of [-3, 3]) {
        expect(prices[place(steps, 'up')]! >= prices[place(steps, 'down')]!).toBe(true);
      }
    }
    expect(calls[2]![place(3, 'up')]! > calls[2]![place(3, 'down')]!).toBe(true);
  });

  test('at the expiry are what is in the money', () => {
    const { calls } = scenarioPrices({ ...series, years: 0 }, smile);
    SCENARIO_GRID.forEach(({ steps }, s) => {
      const forward = series.forward + BigInt(steps) * scenarioStep(series.forward);
      const worth = forward - series.strikes[1]!;
      expect(calls[1]![s]).toBe(worth > 0n ? worth : 0n);
    });
  });

  test('are refused where they would be no price of the protocol', () => {
    expect(() => scenarioPrices({ ...series, forward: (1n << 36n) - 1n }, smile)).toThrow('beyond the protocol');
    expect(() => scenarioPrices(series, () => Number.NaN)).toThrow(RangeError);
  });
});

describe.skipIf(!haveRecordings())('on recorded chains', () => {
  const chains = (Object.keys(CHAINS) as ChainName[]).flatMap((name) =>
    ['BTC', 'ETH'].map((currency) => ({ name, currency, options: readChain(name, currency) })),
  );
  // A lot is a ten thousandth of a coin: 1 USD of price is 100 µUSD per lot.
  const perLot = (usd: number): bigint => BigInt(Math.round(usd * 100));

  test.each(chains.filter(({ options }) => options.length > 0))(
    '$name, $currency: every series is revalued as Black-76 does on the fitted surface',
    ({ options }) => {
      const surface = fitSurface(recordedQuotes(options));
      let compared = 0;
      for (const { expiry, years, forward } of surface.slices) {
        const strikes = [...new Set(options.filter((one) => one.expiry === expiry).map(({ strike }) => strike))];
        const recorded: ExpirySeries = {
          forward: perLot(forward.price),
          strikes: strikes.sort((a, b) => a - b).map(perLot),
          years,
        };
        compared += expectRevalued(recorded, (k) => surfaceVolatility(surface, k, years));
      }
      expect(compared).toBeGreaterThan(1_000);
    },
  );
});

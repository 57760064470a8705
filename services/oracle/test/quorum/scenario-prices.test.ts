import {
  expiryPrices,
  fitSurface,
  type ListedMarket,
  reachableForward,
  recordedQuotes,
  surfaceVolatility,
  varianceYears,
} from '@tenor/margin-engine';
import { INSTRUMENT_KIND, SCENARIO_GRID } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CHAINS,
  type ChainName,
  haveRecordings,
  readChain,
} from '../../../margin-engine/test/options/recorded/chains.ts';
import { checkProposal, checkScenarioPrices } from '../../src/index.ts';
import { BTC, dated, HOUR, LISTED, proposal, view } from '../support/quorum-fixtures.ts';

const SECONDS_MAX = 400 * 86_400;
type Side = 'call' | 'put' | 'both';

interface Drawn {
  readonly index: bigint;
  readonly strikes: readonly bigint[];
  readonly sides: readonly Side[];
  readonly hasFuture: boolean;
  readonly basis: number;
  readonly secondsLeft: number;
  readonly level: number;
  readonly noise: readonly number[];
}

/** Expiries of all sizes, with smiles that no surface would have. */
const drawn: fc.Arbitrary<Drawn> = fc
  .record({
    index: fc.oneof(fc.bigInt({ min: 1n, max: 2n ** 34n }), fc.bigInt({ min: 1_000_000n, max: 100_000_000n })),
    strikes: fc.uniqueArray(fc.integer({ min: 300, max: 2000 }), { minLength: 1, maxLength: 7 }),
    sides: fc.array(fc.constantFrom<Side>('call', 'put', 'both'), { minLength: 7, maxLength: 7 }),
    hasFuture: fc.boolean(),
    basis: fc.integer({ min: -100_000, max: 100_000 }),
    secondsLeft: fc.oneof(fc.integer({ min: 0, max: 3600 }), fc.integer({ min: 0, max: SECONDS_MAX })),
    level: fc.double({ min: 0.05, max: 4, noNaN: true }),
    noise: fc.array(fc.double({ min: 0.6, max: 1.6, noNaN: true }), { minLength: 7, maxLength: 7 }),
  })
  .map(({ strikes, ...rest }) => {
    const near = strikes.map((share) => (rest.index * BigInt(share)) / 1000n + 1n);
    return { ...rest, strikes: [...new Set(near)].sort((a, b) => (a < b ? -1 : 1)) };
  });

/** What the engine proposes for an expiry. */
function engineRound({ index, strikes, sides, hasFuture, basis, secondsLeft, level, noise }: Drawn) {
  const terms = strikes.flatMap((strike, i) =>
    (['call', 'put'] as const)
      .filter((kind) => sides[i] === kind || sides[i] === 'both')
      .map((kind) => dated(10 + 2 * i + (kind === 'put' ? 1 : 0), kind, strike)),
  );
  const all = hasFuture ? [dated(9, 'future'), ...terms] : terms;
  const listed = all.map((each, row): ListedMarket => ({ name: `row ${row}`, row, terms: each }));
  const forward = reachableForward(all, index + (index * BigInt(basis)) / 1_000_000n, index);
  const time = HOUR * 3600 - secondsLeft;
  // As in the engine: within the window ever more of the settlement price is known.
  const years = secondsLeft === 0 ? 0 : varianceYears(HOUR * 3600, time);
  const volatilityAt = (_: number, strike: bigint) => level * noise[strikes.indexOf(strike)]!;
  const { marks, scenarioPrices } = expiryPrices(all, index, { forward, years, volatilityAt });
  return {
    listed,
    forward,
    told: hasFuture || sides.some((side, i) => side === 'both' && i < strikes.length),
    content: { time, marks, index: [index], scenarioPrices },
  };
}

describe('the scenario prices of a round', () => {
  test('of the engine are signed, whatever the smile, with a future, with pairs and with lone options', () => {
    const seen = { told: 0, untold: 0, inTheWindow: 0 };
    fc.assert(
      fc.property(drawn, (expiry) => {
        const { listed, told, content } = engineRound(expiry);
        seen[told ? 'told' : 'untold']++;
        if (expiry.secondsLeft < 1800) seen.inTheWindow++;
        expect(checkScenarioPrices(content, listed)).toBeNull();
      }),
      { numRuns: 1000 },
    );
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(100);
  });

  const WEEK: Drawn = {
    index: BTC,
    strikes: [8_600_000n, 9_000_000n, 9_400_000n, 9_800_000n, 10_200_000n],
    sides: ['both', 'both', 'both', 'both', 'both', 'both', 'both'],
    hasFuture: true,
    basis: 3_000,
    secondsLeft: 7 * 86_400,
    level: 0.55,
    noise: [1.1, 1.02, 1, 1.01, 1.05],
  };
  /** The refusal of an engine's round with one table changed. */
  const changed = (expiry: Drawn, row: number, change: (price: bigint, s: number) => bigint) => {
    const { listed, content } = engineRound(expiry);
    const scenarioPrices = content.scenarioPrices.map((prices, r) => (r === row ? prices.map(change) : prices));
    return checkScenarioPrices({ ...content, scenarioPrices }, listed);
  };

  test('are refused where one price is off by more than rounding, though the other of its pair agrees', () => {
    const { listed, content } = engineRound(WEEK);
    const options = listed.filter(({ terms }) => terms.strike > 0n);
    expect(options).toHaveLength(10);
    for (const { terms } of options) {
      const pair = options.filter((other) => other.terms.strike === terms.strike).map(({ row }) => row);
      SCENARIO_GRID.forEach((_, at) => {
        for (const off of [-250n, 250n]) {
          const scenarioPrices = content.scenarioPrices.map((prices, row) =>
            prices.map((price, s) => (pair.includes(row) && s === at ? price + off : price)),
          );
          const refusal = checkScenarioPrices({ ...content, scenarioPrices }, listed);
          expect(refusal).toMatchObject({
            reason: 'scenario-prices',
            detail: expect.stringMatching(new RegExp(`scenario ${at},|no price`)),
          });
        }
      });
    }
  });

  test('are refused without parity, by a single µUSD', () => {
    for (const off of [-1n, 1n]) {
      const refusal = changed(WEEK, 1, (price, s) => (s === 4 ? price + off : price));
      expect(refusal?.detail).toBe('row 1 and row 2: no parity in scenario 4');
    }
  });

  test('that say nothing is ever lost are refused', () => {
    const { content } = engineRound(WEEK);
    for (const row of [1, 2, 5, 10]) {
      expect(changed(WEEK, row, () => content.marks[row]!)?.reason).toBe('scenario-prices');
      expect(changed(WEEK, row, () => 0n)?.reason).toBe('scenario-prices');
    }
    const lone: Drawn = { ...WEEK, strikes: [9_800_000n], sides: ['call'], hasFuture: false };
    expect(changed(lone, 0, (price) => price)).toBeNull();
    const { marks } = engineRound(lone).content;
    expect(changed(lone, 0, () => marks[0]!)?.detail).toMatch(/in scenario/);
  });

  test('of a far strike cannot be of no volatility, though its mark is a single µUSD', () => {
    const far: Drawn = { ...WEEK, strikes: [9_400_000n, 10_750_000n], secondsLeft: 30 * 3600, noise: [1, 1] };
    const { listed, content } = engineRound(far);
    const call = listed.find(({ terms }) => terms.kind === INSTRUMENT_KIND.call && terms.strike === 10_750_000n)!;
    expect(content.marks[call.row]).toBeLessThan(3n);
    // The ends of rising volatility.
    const end = content.scenarioPrices[call.row]![8]!;
    expect(end).toBeGreaterThan(BTC / 50n);
    const { listed: alone, content: single } = engineRound({ ...far, sides: ['both', 'call'] });
    const understated = single.scenarioPrices.map((prices, row) =>
      alone[row]!.terms.strike === 10_750_000n ? prices.map((price) => (price * 4n) / 5n) : prices,
    );
    expect(checkScenarioPrices({ ...single, scenarioPrices: understated }, alone)?.detail).toMatch(
      /its mark of 1 gives/,
    );
  });

  test('belong to a forward within reach of the index', () => {
    const { listed, content } = engineRound({ ...WEEK, hasFuture: false });
    const moved = { ...content, index: [(BTC * 9n) / 10n] };
    expect(checkScenarioPrices(moved, listed)?.detail).toMatch(/a forward out of reach/);
    const untrue = { ...content, marks: content.marks.map((mark, row) => (row === 0 ? mark - 600_000n : mark)) };
    expect(checkScenarioPrices(untrue, listed)?.detail).toMatch(/no volatility gives a mark/);
  });

  test('are nine of 36 bits for every option, and none for anything else', () => {
    const { scenarioPrices } = proposal();
    const at = (row: number, prices: readonly bigint[]) =>
      checkProposal(proposal({ scenarioPrices: scenarioPrices.map((each, r) => (r === row ? prices : each)) }), view);
    const nine = scenarioPrices[5]!;
    expect(at(5, nine)).toBeNull();
    for (const prices of [[], nine.slice(1), [...nine, 1n]]) {
      expect(at(5, prices)).toEqual({
        reason: 'scenario-prices',
        detail: `row 5: ${prices.length} prices, 9 are needed`,
      });
    }
    // A perpetual, a row where nothing is listed, and a future.
    for (const row of [0, 1, 3]) expect(at(row, nine)?.detail).toBe(`row ${row}: 9 prices, 0 are needed`);
    for (const price of [-1n, 1n << 36n])
      expect(at(5, [price, ...nine.slice(1)])?.detail).toBe(`row 5: ${price} is no price`);
    expect(checkProposal(proposal({ scenarioPrices: scenarioPrices.slice(1) }), view)?.reason).toBe('malformed');
    expect(LISTED.filter(({ terms }) => terms.strike > 0n).map(({ row }) => row)).toContain(5);
  });
});

describe.skipIf(!haveRecordings())('of recorded chains', () => {
  const chains = (Object.keys(CHAINS) as ChainName[]).flatMap((name) =>
    ['BTC', 'ETH'].map((currency) => ({ name, currency, options: readChain(name, currency) })),
  );

  test.each(chains.filter(({ options }) => options.length > 0))(
    '$name, $currency: every series is signed as the engine marks it',
    ({ currency, options }) => {
      const perLot = (usd: number): bigint => BigInt(Math.round(usd * (currency === 'BTC' ? 100 : 1000)));
      const surface = fitSurface(recordedQuotes(options));
      let series = 0;
      for (const { expiry, years, forward } of surface.slices) {
        const usd = [...new Set(options.filter((one) => one.expiry === expiry).map(({ strike }) => strike))];
        const strikes = usd.sort((a, b) => a - b).map(perLot);
        const terms = [
          dated(1, 'future'),
          ...strikes.flatMap((k, i) => [dated(2 + 2 * i, 'call', k), dated(3 + 2 * i, 'put', k)]),
        ];
        const index = perLot(forward.price);
        const time = Math.round(HOUR * 3600 - years * 365 * 86_400 - 1_200);
        const volatilityAt = (k: number) => surfaceVolatility(surface, k, years);
        const { marks, scenarioPrices } = expiryPrices(terms, index, { forward: index, years, volatilityAt });
        const listed = terms.map((each, row): ListedMarket => ({ name: `${row}`, row, terms: each }));
        expect(checkScenarioPrices({ time, marks, index: [index], scenarioPrices }, listed)).toBeNull();
        series += terms.length - 1;
      }
      expect(series).toBeGreaterThan(200);
    },
  );
});

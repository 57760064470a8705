import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { perpetual } from '../../../../test/scenario/world.ts';
import { allowedChange, holding, marketFigures, priceBand, wholeCash } from '../../src/index.ts';

const equity = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n });
const margin = fc.bigInt({ min: 0n, max: 10n ** 12n }).map((x) => x << 24n);
// Now and then a perpetual's, whose maintenance margin is the same number at half the unit.
const state = fc.oneof(
  fc.record({ equity, margin }).map((one) => ({ ...one, maintenance: one.margin })),
  fc.record({ equity, margin, maintenance: margin }),
);

describe('the allowed change', () => {
  it('agrees with the rule as it is written, in rationals', () => {
    fc.assert(
      fc.property(state, state, fc.boolean(), (before, after, moneyOut) => {
        const [E0, E1] = [before.equity << 25n, after.equity << 25n];
        const [IM0, IM1] = [before.margin << 1n, after.margin << 1n];
        const [MM0, MM1] = [before.maintenance, after.maintenance];
        const reduces = !moneyOut && IM1 <= IM0;
        const allowed =
          E1 >= IM1 ||
          (reduces &&
            (E1 >= MM1 || (E0 >= 0n && E0 < MM0 && E1 * MM0 >= E0 * MM1) || (E0 < 0n && E1 >= E0 && MM1 <= MM0)));
        expect(allowedChange(before, after, moneyOut) !== null).toBe(allowed);
      }),
      { numRuns: 2000 },
    );
  });
  it('lets nobody fall below zero by a change', () => {
    fc.assert(
      fc.property(state, state, (before, after) => {
        fc.pre(before.equity >= 0n && after.equity < 0n);
        expect(allowedChange(before, after, false)).toBeNull();
      }),
    );
  });
  it('never lets money out of an account below initial margin', () => {
    fc.assert(
      fc.property(state, state, (before, after) => {
        fc.pre(after.equity << 24n < after.margin);
        expect(allowedChange(before, after, true)).toBeNull();
      }),
    );
  });
  it('allows doing nothing', () => {
    fc.assert(
      fc.property(state, (same) => {
        expect(allowedChange(same, same, false)).not.toBeNull();
      }),
    );
  });
});

describe('each branch of the allowed change, with initial and maintenance margin apart', () => {
  /** Equity in µUSD, both margins in µUSD too. */
  const at = (equity: bigint, initial: bigint, maintain: bigint) => ({
    equity,
    margin: initial << 24n,
    maintenance: maintain << 25n,
  });
  it('0: whatever ends above its initial margin', () => {
    expect(allowedChange(at(-5n, 0n, 0n), at(100n, 100n, 90n), true)).toBe(0);
    expect(allowedChange(at(1000n, 0n, 0n), at(99n, 100n, 90n), false)).toBeNull();
  });
  it('1: below it, whatever takes no more initial margin and ends above maintenance', () => {
    const before = at(50n, 100n, 20n);
    expect(allowedChange(before, at(60n, 100n, 60n), false)).toBe(1);
    expect(allowedChange(before, at(60n, 100n, 60n), true)).toBeNull();
    expect(allowedChange(before, at(60n, 101n, 60n), false)).toBeNull();
    // maintenance may grow, where initial margin does not: a short option that goes out of the money by more than it saves
    expect(allowedChange(before, at(59n, 100n, 60n), false)).toBeNull();
  });
  it('2: below maintenance, whatever keeps the ratio of equity to maintenance margin', () => {
    const before = at(30n, 100n, 60n);
    expect(allowedChange(before, at(15n, 50n, 30n), false)).toBe(2);
    expect(allowedChange(before, at(14n, 50n, 30n), false)).toBeNull();
    // the ratio is of maintenance, not of initial margin: a better one to the initial margin does not help
    expect(allowedChange(before, at(29n, 50n, 60n), false)).toBeNull();
    expect(allowedChange(at(0n, 100n, 60n), at(0n, 50n, 60n), false)).toBe(2);
    expect(allowedChange(at(0n, 100n, 0n), at(-1n, 50n, 0n), false)).toBeNull();
  });
  it('3: below zero, whatever loses nothing and asks for less of both margins', () => {
    const before = at(-10n, 100n, 60n);
    expect(allowedChange(before, at(-10n, 100n, 60n), false)).toBe(3);
    expect(allowedChange(before, at(-11n, 50n, 30n), false)).toBeNull();
    expect(allowedChange(before, at(-9n, 100n, 61n), false)).toBeNull();
    expect(allowedChange(before, at(-9n, 101n, 59n), false)).toBeNull();
    expect(allowedChange(before, at(-9n, 99n, 59n), true)).toBeNull();
  });
  it('never leaves an account worse to its maintenance margin than it was, unless fully margined or above it', () => {
    fc.assert(
      fc.property(state, state, (before, after) => {
        const branch = allowedChange(before, after, false);
        fc.pre(branch === 2 || branch === 3);
        expect(after.margin).toBeLessThanOrEqual(before.margin);
        if (branch === 3) expect(after.equity).toBeGreaterThanOrEqual(before.equity);
        else expect(after.equity >= 0n && before.equity >= 0n).toBe(true);
      }),
    );
  });
});

describe('margin integers', () => {
  const mark = fc.bigInt({ min: 1n, max: 10n ** 8n });
  it('grow with the position and are the same for long and short', () => {
    fc.assert(
      fc.property(mark, fc.bigInt({ min: 1n, max: 10n ** 7n }), (price, lots) => {
        const figures = marketFigures(perpetual(1), price, price);
        const [long, short] = [holding(lots, figures), holding(-lots, figures)];
        expect(short.margin).toBe(long.margin);
        expect(long.maintenance).toBe(long.margin);
        expect(short.maintenance).toBe(short.margin);
        expect(short.value).toBe(-long.value);
        expect(holding(lots + 1n, figures).margin).toBeGreaterThan(long.margin);
        expect(long.margin).toBeGreaterThanOrEqual(lots * price * perpetual(1).imRate);
      }),
    );
  });
  it('round the slope against the account and the band inwards', () => {
    fc.assert(
      fc.property(mark, (price) => {
        const terms = perpetual(1);
        const { slope } = marketFigures(terms, price, price);
        expect(slope << 36n).toBeGreaterThanOrEqual(price * price * terms.slopeRate);
        expect((slope - 1n) << 36n).toBeLessThan(price * price * terms.slopeRate);
        const { low, high } = priceBand(terms, price, price);
        expect((high - price) << 20n).toBeLessThanOrEqual(price * terms.bandRate);
        expect(low + high).toBe(2n * price);
      }),
    );
  });
  it('round cash toward minus infinity, losing less than a µUSD', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), (pending) => {
        const { cash, remainder } = wholeCash(pending);
        expect((cash << 24n) + remainder).toBe(pending);
        expect(remainder >= 0n && remainder < 1n << 24n).toBe(true);
      }),
    );
  });
});

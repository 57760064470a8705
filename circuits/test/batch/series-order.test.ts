import { compareSeries, INSTRUMENT_KIND, type MarkedSeries, optionArbitrage, type SeriesTerms } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mutateHints } from '../rig/hint-mutation.ts';
import { testCircuit } from '../rig/test-circuit.ts';

const [T, E, U] = [5, 2, 2];
const circuit = await testCircuit({ include: 'batch/series-order.circom', main: `SeriesOrder(${T}, ${E}, ${U})` });
const { perpetual, future, call, put } = INSTRUMENT_KIND;
const MOST = (1n << 36n) - 1n;
const HOUR = 500_000;

/** A row with its marks by round; `off` says what it is besides being live. */
interface Row extends SeriesTerms {
  readonly marks: readonly [bigint, bigint];
  readonly listed?: true;
  readonly expired?: true;
}
const flag = (on: boolean | undefined): bigint => (on ? 1n : 0n);
const series = (kind: Row['kind'], strike: bigint, mark: bigint, more: Partial<Row> = {}): Row => ({
  kind,
  underlying: 1,
  expiryHour: kind === perpetual ? 0 : HOUR,
  strike,
  marks: [mark, mark],
  ...more,
});

/** The circuit's input for rows in this order, padded with unused entries. */
function input(rows: readonly Row[]) {
  const of = (value: (row: Row) => bigint): bigint[] =>
    Array.from({ length: T }, (_, t) => (rows[t] ? value(rows[t]) : 0n));
  return {
    live: of(() => 1n),
    listed: of(({ listed }) => flag(listed)),
    expired: of(({ expired }) => flag(expired)),
    isKind: Array.from({ length: T }, (_, t) => [1, 2, 3, 4].map((kind) => flag(rows[t]?.kind === kind))),
    isUnderlying: Array.from({ length: T }, (_, t) => [1, 2].map((u) => flag(rows[t]?.underlying === u))),
    strike: of(({ strike }) => strike),
    expiryHour: of(({ expiryHour }) => BigInt(expiryHour)),
    mark: Array.from({ length: T }, (_, t) => [...(rows[t]?.marks ?? [0n, 0n])]),
  };
}
const accepts = (...rows: Row[]): Promise<boolean> => circuit.accepts(input(rows));
const calls = (...points: [bigint, bigint][]) => points.map(([strike, mark]) => series(call, strike, mark));
const puts = (...points: [bigint, bigint][]) => points.map(([strike, mark]) => series(put, strike, mark));

describe('SeriesOrder', () => {
  it('takes rows in the order of underlying, expiry, kind and strike, and no other', async () => {
    const ordered = [
      series(perpetual, 0n, 9n),
      series(future, 0n, 9n),
      series(call, 5n, 9n),
      series(call, 5n, 9n, { expiryHour: HOUR + 1 }),
      series(perpetual, 0n, 4n, { underlying: 2 }),
    ];
    expect([...ordered].sort(compareSeries)).toEqual(ordered);
    expect(await accepts(...ordered)).toBe(true);
    for (let i = 0; i + 1 < T; i++) {
      const swapped = ordered.with(i, ordered[i + 1]!).with(i + 1, ordered[i]!);
      expect(await accepts(...swapped), `${i}`).toBe(false);
    }
    expect(await accepts(...puts([5n, 1n], [4n, 1n]))).toBe(false);
    expect(await accepts(series(call, MOST, MOST), series(put, 0n, 1n))).toBe(true);
    expect(await accepts(series(put, 0n, 1n), series(call, MOST, MOST))).toBe(false);
  });

  it('has unused entries last', async () => {
    const honest = input(calls([5n, 4n], [6n, 3n]));
    expect(await circuit.accepts(honest)).toBe(true);
    const [first, second, ...rest] = honest.live.map((_, t) => t);
    const moved = Object.fromEntries(
      Object.entries(honest).map(([name, of]) => [
        name,
        [first!, rest[0]!, second!, ...rest.slice(1)].map((t) => of[t]!),
      ]),
    );
    expect(await circuit.accepts(moved as typeof honest)).toBe(false);
  });

  it('holds a call to fall and a put to rise, by at most the step of the strike', async () => {
    for (const [first, second, ok] of [
      [50n, 50n, true],
      [50n, 40n, true],
      [50n, 39n, false],
      [50n, 51n, false],
    ] as const) {
      expect(await accepts(...calls([100n, first], [110n, second])), `call ${first} ${second}`).toBe(ok);
      expect(await accepts(...puts([100n, second], [110n, first])), `put ${first} ${second}`).toBe(ok);
    }
    expect(await accepts(...calls([0n, MOST], [MOST, 0n]))).toBe(true);
    expect(await accepts(...calls([100n, 7n], [100n, 7n]))).toBe(true);
    expect(await accepts(...calls([100n, 7n], [100n, 6n]))).toBe(false);
  });

  it('holds three strikes to be convex, to the µUSD, however far apart', async () => {
    expect(await accepts(...calls([100n, 50n], [110n, 42n], [130n, 26n]))).toBe(true);
    expect(await accepts(...calls([100n, 50n], [110n, 43n], [130n, 26n]))).toBe(false);
    expect(await accepts(...puts([100n, 26n], [110n, 34n], [130n, 50n]))).toBe(true);
    expect(await accepts(...puts([100n, 26n], [110n, 35n], [130n, 50n]))).toBe(false);
    expect(await accepts(...calls([0n, MOST], [1n, MOST - 1n], [MOST, 0n]))).toBe(true);
    expect(await accepts(...calls([100n, 9n], [101n, 8n], [102n, 7n], [103n, 7n], [104n, 6n]))).toBe(false);
  });

  it('asks it of every round', async () => {
    const other = (marks: readonly [bigint, bigint]) => [series(call, 100n, 50n), series(call, 110n, 0n, { marks })];
    expect(await accepts(...other([45n, 41n]))).toBe(true);
    expect(await accepts(...other([45n, 39n]))).toBe(false);
    expect(await accepts(...other([51n, 45n]))).toBe(false);
  });

  it('asks nothing of neighbours of another expiry, kind or underlying, of what is no option, or of a row without a price', async () => {
    const here = series(call, 100n, 50n);
    expect(await accepts(here, series(call, 90n, 70n, { expiryHour: HOUR + 24 }))).toBe(true);
    expect(await accepts(here, series(put, 90n, 70n))).toBe(true);
    expect(await accepts(here, series(call, 100n, 70n, { underlying: 2 }))).toBe(true);
    expect(await accepts(series(future, 0n, 50n), series(future, 1n, 70n))).toBe(true);
    for (const off of [{ listed: true }, { expired: true }] as const) {
      expect(await accepts(here, series(call, 110n, 70n, off))).toBe(true);
      expect(await accepts(series(call, 90n, 0n, off), here)).toBe(true);
    }
  });

  it('is the rule: random rows are taken exactly where the rules find no arbitrage', async () => {
    const row = fc.record({
      kind: fc.constantFrom(future, call, put, call, put),
      underlying: fc.constantFrom(1, 2, 1),
      expiryHour: fc.constantFrom(HOUR, HOUR, HOUR, HOUR + 24),
      strike: fc.bigInt(0n, 12n),
      marks: fc.tuple(fc.bigInt(0n, 12n), fc.bigInt(0n, 12n)),
    });
    let [taken, refused] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: T }), async (rows) => {
        const ordered = [...rows].sort(compareSeries);
        const free = [0, 1].every((e) => {
          const marked: MarkedSeries[] = ordered.map((terms) => ({ terms, mark: terms.marks[e]! }));
          return optionArbitrage(marked) === null;
        });
        if (free) taken++;
        else refused++;
        expect(await accepts(...ordered)).toBe(free);
      }),
      { numRuns: 400 },
    );
    expect(Math.min(taken, refused)).toBeGreaterThan(30);
  });

  it('takes no arbitrage for another hint', async () => {
    const refused = [
      calls([100n, 50n], [110n, 51n]),
      calls([100n, 50n], [110n, 39n]),
      calls([100n, 50n], [110n, 43n], [130n, 26n]),
      puts([100n, 26n], [110n, 35n], [130n, 50n]),
      puts([5n, 1n], [4n, 1n]),
    ].map(input);
    for (const one of refused) expect(await circuit.accepts(one)).toBe(false);
    const report = await mutateHints(circuit, refused, { files: /^circuits\/|bitify/ });
    expect(report.mutants).toBeGreaterThan(0);
    expect(report.refused).toBe(report.mutants);
  });
});

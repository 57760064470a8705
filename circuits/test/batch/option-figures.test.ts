import { INSTRUMENT_KIND, isDated, isOption, type MarketTerms, markBounds, marketFigures } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD } from '../../tooling/field.ts';
import { mutateHints } from '../rig/hint-mutation.ts';
import { sweepSignals } from '../rig/signal-sweep.ts';
import { testCircuit } from '../rig/test-circuit.ts';

const circuit = await testCircuit({ include: 'batch/option-figures.circom', main: 'OptionFigures()' });
const PRICE = 1n << 36n;
const RATE = 1n << 20n;
const { perpetual, future, call, put } = INSTRUMENT_KIND;
const KINDS = [perpetual, future, call, put];

interface Quote {
  readonly kind: number;
  readonly strike: bigint;
  readonly imRate: bigint;
  readonly floorRate: bigint;
  readonly mark: bigint;
  readonly index: bigint;
}

const termsOf = ({ kind, strike, imRate, floorRate }: Quote): MarketTerms => ({
  instrument: 9,
  kind,
  underlying: 1,
  status: 1,
  strike,
  expiryHour: kind === perpetual ? 0 : 500_000,
  imRate,
  slopeRate: 0n,
  bandRate: 0n,
  fundingCapRate: 0n,
  openInterestCap: 1n,
  floorRate,
});

const bit = (condition: boolean) => (condition ? 1n : 0n);
const input = (quote: Quote, priced = 1n) => {
  const terms = termsOf(quote);
  const { strike, imRate, floorRate, mark, index } = quote;
  return {
    isOption: bit(isOption(terms)),
    isPut: bit(quote.kind === put),
    isDated: bit(isDated(terms)),
    priced,
    strike,
    mark,
    index,
    imRate,
    floorRate,
  };
};

/** Whether the rules let a listed row carry this mark. */
function allowed(quote: Quote): boolean {
  const { low, high } = markBounds(termsOf(quote), quote.index);
  return quote.mark >= 1n && quote.mark >= low && quote.mark <= high;
}

async function agrees(quote: Quote): Promise<void> {
  const { im, mm } = marketFigures(termsOf(quote), quote.mark, quote.index);
  const name = JSON.stringify(quote, (_, value) => (typeof value === 'bigint' ? `${value}` : value));
  expect(circuit.outputs(await circuit.calculate(input(quote, 0n))), name).toEqual([im, mm]);
  expect(await circuit.accepts(input(quote, 0n)), name).toBe(true);
  expect(await circuit.accepts(input(quote)), name).toBe(allowed(quote));
  expect(circuit.outputs(await circuit.calculateUnchecked(input(quote))), name).toEqual([im, mm]);
}

const clampToPrice = (mark: bigint) => (mark < 0n ? 0n : mark >= PRICE ? PRICE - 1n : mark);
/** The marks around the bounds of a quote. */
function edgeMarks(quote: Quote): bigint[] {
  const { low, high } = markBounds(termsOf(quote), quote.index);
  const marks = [0n, 1n, low - 1n, low, low + 1n, high - 1n, high, high + 1n].map(clampToPrice);
  return [...new Set(marks)];
}

const price = fc.bigInt({ min: 0n, max: PRICE - 1n });
const rate = fc.oneof(fc.bigInt({ min: 0n, max: RATE - 1n }), fc.bigInt({ min: 0n, max: 300_000n }));
const quote = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    index: fc.oneof(price, fc.bigInt({ min: 8_000_000n, max: 12_000_000n })),
    strike: fc.oneof(price, fc.bigInt({ min: 8_000_000n, max: 12_000_000n })),
    imRate: rate,
    floorRate: rate,
    mark: price,
  })
  .map((random) => ({ ...random, mark: random.mark % (2n * random.index + 2n) }));

const BTC: Quote = {
  kind: call,
  strike: 9_000_000n,
  imRate: 157_286n, // 15 %
  floorRate: 104_857n,
  mark: 400_000n,
  index: 8_700_123n,
};

describe('OptionFigures', () => {
  it('gives the margin of the rules, and takes the marks that the rules take', async () => {
    await fc.assert(fc.asyncProperty(quote, agrees), { numRuns: 400 });
  });

  it('agrees on every edge of the bounds', async () => {
    await fc.assert(
      fc.asyncProperty(quote, async (one) => {
        for (const mark of edgeMarks(one)) await agrees({ ...one, mark });
      }),
      { numRuns: 100 },
    );
  });

  it('agrees at the widest values', async () => {
    const prices = [0n, 1n, PRICE - 1n];
    const rates = [0n, 1n, RATE - 1n];
    for (const kind of KINDS) {
      for (const strike of prices) {
        for (const index of prices) {
          for (const imRate of rates) {
            for (const floorRate of rates) {
              const one = { kind, strike, index, imRate, floorRate, mark: 0n };
              for (const mark of edgeMarks(one)) await agrees({ ...one, mark });
              await agrees({ ...one, mark: PRICE - 1n });
            }
          }
        }
      }
    }
  });

  it('the floor takes over from the reduced margin where they meet', async () => {
    for (const kind of [call, put]) {
      const one = { ...BTC, kind, index: 8_000_000n };
      // out of the money by (imRate - floorRate) × index exactly, and a µUSD either side
      const gap = ((one.imRate - one.floorRate) * one.index) >> 20n;
      for (const distance of [gap - 1n, gap, gap + 1n, 0n, 1n, -1n]) {
        await agrees({ ...one, strike: kind === call ? one.index + distance : one.index - distance });
      }
    }
    const flat = marketFigures(termsOf({ ...BTC, strike: 30_000_000n }), BTC.mark, BTC.index);
    expect(flat.im).toBe(BTC.floorRate * BTC.index + (BTC.mark << 20n));
  });

  it('a priced row has a mark, an unpriced one may have none', async () => {
    for (const kind of KINDS) {
      const unmarked = { ...BTC, kind, strike: 0n, index: 0n, mark: 0n };
      expect(await circuit.accepts(input(unmarked))).toBe(false);
      expect(await circuit.accepts(input(unmarked, 0n))).toBe(true);
    }
    const worthless = { ...BTC, strike: 60_000_000n, mark: 0n }; // its bounds begin at 0
    expect(await circuit.accepts(input(worthless))).toBe(false);
    expect(await circuit.accepts(input({ ...worthless, mark: 1n }))).toBe(true);
  });

  it('refuses a mark beyond the width of a price (what no range of the round passes stays out of its bounds too)', async () => {
    for (const kind of KINDS) {
      const one = { ...BTC, kind };
      for (const mark of [PRICE, PRICE + 1n, 2n * PRICE - 1n, 2n * PRICE, FIELD - PRICE, FIELD - PRICE - 1n]) {
        expect(await circuit.accepts({ ...input(one), mark }), `${kind} ${mark}`).toBe(false);
      }
    }
  });

  it('names each input by what it does: none can stand for another', async () => {
    const deep = { ...BTC, kind: call, strike: 4_000_000n, mark: 4_800_000n };
    expect(await circuit.accepts(input(deep))).toBe(true);
    expect(await circuit.accepts({ ...input(deep), isPut: 1n })).toBe(false); // above what a put can be worth
    expect(await circuit.accepts({ ...input(deep), isOption: 0n })).toBe(false); // far from the index
    const basis = { ...BTC, kind: future, mark: BTC.index + ((BTC.imRate * BTC.index) >> 22n) };
    expect(await circuit.accepts(input(basis))).toBe(true);
    expect(await circuit.accepts({ ...input(basis), isDated: 0n })).toBe(false); // a perpetual stays closer
  });

  it('no hint, circomlib’s bits included, leads to other margins or lets a mark pass', async () => {
    const fine = KINDS.map((kind) => ({ ...BTC, kind, mark: kind === call || kind === put ? 400_000n : BTC.index }));
    for (const one of fine) expect(allowed(one)).toBe(true);
    const refused = [
      ...fine.map((one) => ({ ...one, mark: 0n })),
      ...fine.map((one) => ({ ...one, mark: 30_000_000n })),
    ];
    const inputs = [...fine, ...refused].map((one) => input(one));
    const files = /^circuits\/|bitify/;
    const report = await mutateHints(circuit, inputs, { files });
    expect(report.mutants).toBeGreaterThan(0);
    expect(report.refused).toBe(report.mutants);
    const unpriced = await mutateHints(
      circuit,
      [...fine, ...refused].map((one) => input(one, 0n)),
      { files },
    );
    expect(unpriced.escapes).toEqual([]);
  });

  it('no signal can be changed alone', async () => {
    for (const kind of [call, put]) {
      const { survivors } = sweepSignals(circuit, await circuit.calculate(input({ ...BTC, kind })));
      expect(survivors).toEqual([]);
    }
  });
});

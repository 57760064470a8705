import { LEVY_DUST, levyCap, levyCash, type MarketFigures, type Shortfall, shortfallRefusal } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mutateHints } from '../rig/hint-mutation.ts';
import { testCircuit } from '../rig/test-circuit.ts';
import { shortfallVectors } from './shortfall-vectors.ts';

const circuit = await testCircuit({ include: 'instructions/levy.circom', main: 'Levy()' });
const USD = 1_000_000n;

interface Case {
  readonly figures: MarketFigures;
  readonly short: boolean;
  readonly openInterest: bigint;
  readonly levyStep: bigint;
  readonly paid: bigint;
  readonly price: bigint;
}

/** A perpetual at $10 with a margin of 50 cents; 1500 lots. */
const FIGURES: MarketFigures = { mark: 10n * USD, im: 500_000n << 20n, mm: 500_000n << 20n, slope: 0n, option: false };
const OPTION: MarketFigures = { mark: 40_000n, im: 540_000n << 20n, mm: 0n, slope: 0n, option: true };
const CAP = levyCap(FIGURES, true);
const plain: Case = {
  figures: FIGURES,
  short: true,
  openInterest: 1500n,
  levyStep: CAP / 2n,
  paid: 90n * USD,
  price: 10n * USD,
};

const input = ({ figures, short, openInterest, levyStep, paid, price }: Case) => ({
  openInterest,
  mark: figures.mark,
  im: figures.im,
  isOption: figures.option ? 1n : 0n,
  levied: levyStep === 0n ? 0n : 1n,
  levyShort: short ? 1n : 0n,
  levyStep,
  levyRest: (openInterest * levyStep) & 0xffffffn,
  levyAccount: 7n,
  levyPaid: paid,
  price,
  ratio: 1n << 32n,
});
type Input = ReturnType<typeof input>;
const accepts = (of: Case, changed: Partial<Input> = {}): Promise<boolean> =>
  circuit.accepts({ ...input(of), ...changed });

/** The rule as docs/protocol/levy.md and deleverage.md state it: in whole fractions, apart from the engine's. */
function isAllowed({ figures, short, openInterest, levyStep, paid, price }: Case): boolean {
  const margin = figures.option && !short ? figures.mark << 24n : figures.im << 4n;
  if (levyStep < 0n || 8n * levyStep > margin) return false;
  if (levyStep > 0n && (openInterest * levyStep) / (1n << 24n) >= 2n * paid + LEVY_DUST) return false;
  if (price === figures.mark) return true;
  return 8n * levyStep === margin && (short ? price > figures.mark : price < figures.mark);
}

const byTheEngine = ({ figures, short, openInterest, levyStep, paid, price }: Case): boolean => {
  const shortfall: Shortfall = { row: 0, short, account: 7, levyStep, deleverage: { price, ratio: 1n } };
  const at = (equity: bigint) => ({ equity, margin: 1n, maintenance: 1n });
  const states = { before: at(-paid - 1n), after: at(-1n) };
  return shortfallRefusal(shortfall, figures, states, { insurance: 1n, openInterest, fundAfter: 0n }) === null;
};

describe('Levy', () => {
  it('allows what the engine and the text allow', async () => {
    let allowed = 0;
    const figures = fc
      .record({
        mark: fc.bigInt({ min: 1n, max: (1n << 36n) - 1n }),
        im: fc.bigInt({ min: 0n, max: (1n << 57n) - 1n }),
        option: fc.boolean(),
      })
      .map((of): MarketFigures => ({ ...of, mm: 0n, slope: 0n }));
    const near = fc.bigInt({ min: -2n, max: 2n });
    const one = fc
      .record({
        figures: fc.oneof(figures, fc.constant(FIGURES), fc.constant(OPTION)),
        short: fc.boolean(),
        openInterest: fc.bigInt({ min: 1n, max: 1n << 30n }),
        part: fc.bigInt({ min: 0n, max: 8n }),
        beside: near,
        spare: fc.bigInt({ min: -2n, max: 2n }),
        off: near,
      })
      .map(({ part, beside, spare, off, ...of }): Case => {
        const step = (levyCap(of.figures, of.short) * part) / 8n + (part === 0n ? 0n : beside);
        const cash = levyCash(of.openInterest, step);
        const paid = (cash - LEVY_DUST) / 2n + spare;
        return { ...of, levyStep: step, paid: paid > 0n ? paid : 1n, price: of.figures.mark + off };
      })
      .filter(({ price, paid, levyStep }) => price >= 0n && paid < 1n << 62n && levyStep >= 0n);
    await fc.assert(
      fc.asyncProperty(one, async (of) => {
        const expected = isAllowed(of);
        if (expected) allowed++;
        expect(byTheEngine(of)).toBe(expected);
        expect(await accepts(of)).toBe(expected);
      }),
      { numRuns: 400 },
    );
    expect(allowed).toBeGreaterThan(15);
  });

  it('agrees with the vectors', async () => {
    const { levies } = shortfallVectors();
    expect(levies.length).toBeGreaterThan(10);
    for (const { name, mark, im, option, short, openInterest, levyStep, paid, price, ...known } of levies) {
      const figures = { mark: BigInt(mark), im: BigInt(im), mm: 0n, slope: 0n, option };
      const amounts = { openInterest: BigInt(openInterest), levyStep: BigInt(levyStep), paid: BigInt(paid) };
      const of = { figures, short, ...amounts, price: BigInt(price) };
      expect(await accepts(of), name).toBe(known.refusal === null);
      if (known.refusal !== null) continue;
      expect(circuit.outputs(await circuit.calculate(input(of)))[0], name).toBe(BigInt(known.cash));
      const most = BigInt(known.cap);
      expect(await accepts({ ...of, levyStep: most + 1n, price: figures.mark }), name).toBe(false);
    }
  });

  it('brings the fund what all lots of a side pay, rounded down, and no other amount', async () => {
    const of = { ...plain, levyStep: CAP - 12_345n };
    const [cash, word] = circuit.outputs(await circuit.calculate(input(of)));
    expect(cash).toBe(levyCash(1500n, of.levyStep));
    expect(word).toBe(of.levyStep + (1n << 58n) + (1n << 59n) + (7n << 60n) + (of.paid << 92n));
    const { levyRest } = input(of);
    for (const rest of [levyRest + 1n, levyRest - 1n, levyRest + (1n << 24n), levyRest - (1n << 24n), 0n, -1n])
      expect(await accepts(of, { levyRest: rest }), `${rest}`).toBe(false);
  });

  it.each<[string, Case, boolean]>([
    ['at the cap', { ...plain, levyStep: CAP }, true],
    ['beyond the cap', { ...plain, levyStep: CAP + 1n }, false],
    ['of none', { ...plain, levyStep: 0n, paid: 0n }, true],
    [
      'of the longs of an option at an eighth of the premium',
      { ...plain, figures: OPTION, short: false, levyStep: (40_000n << 24n) / 8n, price: 40_000n },
      true,
    ],
    [
      'of the longs of an option beyond it',
      { ...plain, figures: OPTION, short: false, levyStep: (40_000n << 24n) / 8n + 1n, price: 40_000n },
      false,
    ],
    [
      'of the shorts of an option beyond that',
      { ...plain, figures: OPTION, levyStep: (40_000n << 24n) / 8n + 1n, price: 40_000n },
      true,
    ],
    ['at a price beyond the mark below the cap', { ...plain, price: 10n * USD + 1n }, false],
    ['at a price beyond the mark at the cap', { ...plain, levyStep: CAP, price: 10n * USD + 1n }, true],
    ['at a price better for shorts at the cap', { ...plain, levyStep: CAP, price: 10n * USD - 1n }, false],
    [
      'at a price below the mark for longs at the cap',
      { ...plain, short: false, levyStep: CAP, price: 10n * USD - 1n },
      true,
    ],
    ['at a price better for longs at the cap', { ...plain, short: false, levyStep: CAP, price: 10n * USD + 1n }, false],
  ])('a levy %s', async (_, of, allowed) => {
    expect(isAllowed(of)).toBe(allowed);
    expect(await accepts(of)).toBe(allowed);
  });

  it('without a row takes nothing', async () => {
    const off = { ...input(plain), openInterest: 0n, mark: 0n, im: 0n, price: 0n };
    expect(await circuit.accepts({ ...off, levied: 0n, levyStep: 0n, levyRest: 0n, levyPaid: 0n })).toBe(true);
    for (const levied of [0n, 1n])
      expect(await circuit.accepts({ ...off, levied, levyRest: 0n, levyStep: 1n })).toBe(false);
  });

  it('says that it levies', async () => {
    expect(await accepts(plain, { levied: 0n })).toBe(false);
    expect(await accepts({ ...plain, levyStep: 0n, paid: 0n }, { levied: 1n })).toBe(true);
  });

  it('has one reading of its word', async () => {
    for (const changed of [
      { levied: 2n },
      { levyShort: 2n },
      { levyShort: -1n },
      { levyStep: plain.levyStep + (1n << 58n) },
      { levyAccount: 1n << 32n },
      { levyAccount: -1n },
      { levyPaid: 1n << 62n },
      { levyPaid: -1n },
      { ratio: 1n << 33n },
      { ratio: -1n },
    ] satisfies Partial<Input>[])
      expect(await accepts(plain, changed), JSON.stringify(Object.keys(changed))).toBe(false);
  });

  it('no hint opens a refused one', async () => {
    const report = await mutateHints(circuit, [{ ...plain, levyStep: CAP + 1n }].map(input));
    expect(report.refused).toBe(report.mutants);
  });
});

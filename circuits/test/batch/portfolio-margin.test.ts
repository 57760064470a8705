import { readFileSync } from 'node:fs';
import { portfolioMargin, type ScenarioFigures } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mutateHints } from '../rig/hint-mutation.ts';
import { sweepSignals } from '../rig/signal-sweep.ts';
import { testCircuit } from '../rig/test-circuit.ts';
import { type HeldRow, heldRows, PORTFOLIO_SIDE, portfolioInput } from './portfolio-scene.ts';

const sideOf = (places: number) =>
  testCircuit({
    include: ['batch/scenario-margin.circom', 'batch/positions.circom'],
    declarations: PORTFOLIO_SIDE,
    main: `PortfolioSide(${places})`,
  });
const K = 4;
const circuit = await sideOf(K);
const five = await sideOf(5);

const expected = (held: readonly HeldRow[], mode: number): bigint[] => {
  const positions = held.map(({ size }, place) => ({ instrument: place + 1, size, snapshot: 0n }));
  const { margin, maintenance } = portfolioMargin(positions, (instrument) => held[instrument - 1]!.figures, mode);
  return [margin, maintenance];
};

const vectors = () => {
  const path = new URL('../../../packages/protocol/test/vectors/scenario-margins.json', import.meta.url);
  const numbers = (_: string, item: unknown) =>
    typeof item === 'string' && /^-?\d+$/.test(item) ? BigInt(item) : item;
  return JSON.parse(readFileSync(path, 'utf8'), numbers) as {
    rows: (ScenarioFigures & { terms: { underlying: number } })[];
    portfolios: { name: string; mode: number; sizes: bigint[]; margin: bigint; maintenance: bigint; loss: bigint }[];
  };
};
const portfolio = (name: string): HeldRow[] => {
  const { rows, portfolios } = vectors();
  const { sizes } = portfolios.find((one) => one.name === name)!;
  return rows.map((row, place) => ({ size: sizes[place]!, figures: { ...row, underlying: row.terms.underlying } }));
};

describe('PortfolioMargin', () => {
  it('gives the margins of the rules, in every mode', async () => {
    let credited = 0;
    await fc.assert(
      fc.asyncProperty(heldRows(K), fc.integer({ min: 0, max: 3 }), async (held, mode) => {
        const input = portfolioInput(held, mode);
        if (input.credited === 1n) credited++;
        expect(await circuit.refusal(input)).toEqual([]);
        expect(circuit.outputs(await circuit.calculate(input))).toEqual(expected(held, mode));
      }),
      { numRuns: 300 },
    );
    expect(credited).toBeGreaterThan(3);
  });

  it('agrees with the vectors', async () => {
    const { portfolios } = vectors();
    expect(portfolios.length).toBeGreaterThan(6);
    for (const { name, mode, margin, maintenance, loss } of portfolios) {
      const input = portfolioInput(portfolio(name), mode);
      expect(input.loss, name).toBe(loss);
      expect(five.outputs(await five.calculate(input)), name).toEqual([margin, maintenance]);
      expect(await five.accepts(input), name).toBe(true);
    }
  });

  it('refuses a lie about whether the credit of long options binds', async () => {
    for (const [name, binds] of [
      ['long options alone', 1n],
      ['short strangle', 0n],
      ['covered call', 0n],
    ] as const) {
      const input = portfolioInput(portfolio(name), 1);
      expect(input.credited, name).toBe(binds);
      expect(await five.accepts({ ...input, credited: 1n - binds }), name).toBe(false);
      expect(await five.accepts({ ...input, credited: 2n }), name).toBe(false);
    }
  });

  it('refuses the loss of another scope: the mode alone says what is scoped', async () => {
    const held = portfolio('two underlyings');
    const input = portfolioInput(held, 1);
    for (const mode of [0, 2, 3]) {
      const other = portfolioInput(held, mode);
      expect(other.loss).not.toBe(input.loss);
      // the inputs of one mode under another
      expect(await five.accepts({ ...input, mode: BigInt(mode) }), `${mode}`).toBe(false);
      expect(await five.accepts({ ...other, mode: 1n }), `${mode}`).toBe(false);
      expect(await five.accepts(other), `${mode}`).toBe(true);
    }
  });

  it('scopes nothing in standard mode, whatever a position without an underlying is', async () => {
    const [first, ...rest] = portfolio('standard margin');
    const nothing = {
      option: false,
      im: 0n,
      mm: 0n,
      slope: 0n,
      mark: 0n,
      underlying: 0,
      values: new Array<bigint>(9).fill(0n),
    };
    const held = [{ ...first!, figures: nothing }, ...rest];
    const input = portfolioInput(held, 0);
    expect(five.outputs(await five.calculate(input))).toEqual(expected(held, 0));
    expect(await five.accepts(input)).toBe(true);
  });

  it('no hint changes a margin or lets a lie pass', async () => {
    const fine = ['short strangle', 'long options alone', 'two underlyings'].map((name) =>
      portfolioInput(portfolio(name), 1),
    );
    const report = await mutateHints(five, [
      ...fine,
      ...fine.map((input) => ({ ...input, credited: 1n - input.credited })),
      ...fine.map((input) => ({ ...input, mode: 2n })),
    ]);
    expect(report.mutants).toBeGreaterThan(0);
    expect(report.escapes).toEqual([]);
  });

  it('no signal can be changed alone, but the words of a row out of scope and the hints that are free in it', async () => {
    const { rows } = vectors();
    const held = rows.map((row, place) => ({
      size: BigInt(3 - 2 * place),
      figures: { ...row, underlying: row.terms.underlying },
    }));
    const { survivors } = sweepSignals(five, await five.calculate(portfolioInput(held, 1)));
    // Place 4 is of the other underlying; the inverse of 0, by which a scoped place is told, reaches nothing.
    const free = /^main\.(word\[4\]\[[012]\]|scope\.same\[[0-3]\]\.inv)$/;
    expect(survivors.filter((name) => !free.test(name))).toEqual([]);
    expect(survivors).toHaveLength(7);
  });
});

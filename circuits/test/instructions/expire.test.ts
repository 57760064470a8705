import { INSTRUMENT_KIND, payoff } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD } from '../../tooling/field.ts';
import { adversarialValues } from '../rig/adversarial-values.ts';
import { mutateHints } from '../rig/hint-mutation.ts';
import { sweepSignals } from '../rig/signal-sweep.ts';
import { testCircuit } from '../rig/test-circuit.ts';

const circuit = await testCircuit({ include: 'instructions/expire.circom', main: 'Expire()' });
const MOST = (1n << 36n) - 1n;
const { future, call, put } = INSTRUMENT_KIND;
const kinds = [future, call, put] as const;

const input = (kind: number | null, strike: bigint, price: bigint) => ({
  isFuture: kind === future ? 1n : 0n,
  isCall: kind === call ? 1n : 0n,
  isPut: kind === put ? 1n : 0n,
  strike,
  price,
});
const paid = async (kind: number | null, strike: bigint, price: bigint) =>
  circuit.outputs(await circuit.calculate(input(kind, strike, price)));

describe('Expire', () => {
  it('pays what the rules pay', async () => {
    const amount = fc.bigInt({ min: 0n, max: MOST });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...kinds), amount, amount, async (kind, strike, price) => {
        expect(await paid(kind, strike, price)).toEqual([payoff({ kind, strike }, price)]);
      }),
      { numRuns: 200 },
    );
  });

  it('pays what the rules pay at every edge', async () => {
    const edges = [0n, 1n, 2n, 9_000_000n, 9_000_001n, MOST - 1n, MOST];
    for (const kind of kinds) {
      for (const strike of edges) {
        for (const price of edges) {
          expect(await paid(kind, strike, price), `${kind} ${strike} ${price}`).toEqual([
            payoff({ kind, strike }, price),
          ]);
        }
      }
    }
  });

  it('pays nothing where nothing expires', async () => {
    for (const [strike, price] of [
      [0n, 0n],
      [0n, MOST],
      [MOST, 0n],
      [5n, 6n],
    ] as const) {
      expect(await paid(null, strike, price)).toEqual([0n]);
    }
  });

  it('never takes a difference beyond its width for a payoff', async () => {
    // inputs are ranged at the caller; should one not be, no huge payoff comes of it
    for (const kind of [call, put]) {
      for (const value of adversarialValues(36)) {
        for (const one of [input(kind, 5n, value), input(kind, value, 5n)]) {
          if (!(await circuit.accepts(one))) continue;
          const [pays] = circuit.outputs(await circuit.calculate(one));
          expect(pays, `${kind} ${value}`).toBeLessThanOrEqual(MOST + 1n);
        }
      }
      for (const value of [1n << 37n, (FIELD - 1n) / 2n, (FIELD + 1n) / 2n, FIELD - (1n << 37n)]) {
        expect(await circuit.accepts(input(kind, 5n, value)), `${kind} ${value}`).toBe(false);
        expect(await circuit.accepts(input(kind, value, 5n)), `${kind} ${value}`).toBe(false);
      }
    }
  });

  it('no hint, circomlib’s bits included, pays anything else', async () => {
    const inputs = [call, put].flatMap((kind) => [input(kind, 8n, 5n), input(kind, 5n, 8n)]);
    const files = /^circuits\/|bitify/;
    const report = await mutateHints(
      circuit,
      [...inputs, input(call, 5n, 5n), input(future, 0n, 7n), input(null, 5n, 8n)],
      { files },
    );
    expect(report.mutants).toBeGreaterThan(0);
    expect(report.escapes).toEqual([]);
    expect(report.harmless).toEqual([]);
    for (const one of inputs) expect(sweepSignals(circuit, await circuit.calculate(one)).survivors).toEqual([]);
  });
});

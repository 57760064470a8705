import { flat, poseidon } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD } from '../../tooling/field.ts';
import { testCircuit } from '../rig/test-circuit.ts';

const [ROWS, ENTRIES] = [3, 2];
const circuit = await testCircuit({
  include: 'batch/closed-markets.circom',
  main: `ClosedMarkets(${ROWS}, ${ENTRIES})`,
});

const full = {
  static0: [11n, 12n, 13n],
  static1: [11n, 12n, 13n],
  mutable0: [21n, 22n, 23n],
  mutable1: [21n, 22n, 23n],
  touched: [0n, 0n, 0n],
  unpriced: [0n, 0n, 0n],
  unlisted: [0n, 0n],
};
const accepts = (changed: Partial<typeof full>) => circuit.accepts({ ...full, ...changed });
const marketsHash = (statics: readonly bigint[], mutables: readonly bigint[]): bigint =>
  poseidon([flat(statics), flat(mutables)]);

describe('ClosedMarkets', () => {
  it('hashes the rows before and after as the state does, and says which are touched and which have no price', async () => {
    const words = fc.array(fc.bigInt({ min: 0n, max: (1n << 248n) - 1n }), { minLength: ROWS, maxLength: ROWS });
    const flags = fc.array(fc.boolean(), { minLength: ROWS, maxLength: ROWS });
    await fc.assert(
      fc.asyncProperty(
        words,
        words,
        words,
        words,
        flags,
        flags,
        async (static0, mutable0, other0, other1, touched, unpriced) => {
          const after = (before: bigint[], other: bigint[]) => before.map((word, m) => (touched[m] ? other[m]! : word));
          const [static1, mutable1] = [after(static0, other0), after(mutable0, other1)];
          const input = {
            static0,
            static1,
            mutable0,
            mutable1,
            touched: touched.map((t) => (t ? 1n : 0n)),
            unpriced: unpriced.map((u) => (u ? 1n : 0n)),
            unlisted: [0n, 0n],
          };
          expect(circuit.outputs(await circuit.calculate(input))).toEqual([
            marketsHash(static0, mutable0),
            marketsHash(static1, mutable1),
            [...touched, ...unpriced].reduce((word, t, m) => word + (t ? 1n << BigInt(m) : 0n), 0n),
          ]);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('keeps both words of a row that is not touched', async () => {
    for (let m = 0; m < ROWS; m++) {
      const touched = [0, 1, 2].map((i) => (i === m ? 1n : 0n));
      const changed = (words: readonly bigint[]) => words.map((word, i) => (i === m ? word + 1n : word));
      for (const part of ['static1', 'mutable1', 'static0', 'mutable0'] as const) {
        expect(await accepts({ [part]: changed(full[part]) }), `${part} ${m}`).toBe(false);
        expect(await accepts({ [part]: changed(full[part]), touched }), `${part} ${m}`).toBe(true);
      }
    }
  });

  it('has touched or not and priced or not, nothing between', async () => {
    for (const value of [2n, -1n, (FIELD + 1n) / 2n]) {
      expect(await accepts({ touched: [value, 0n, 0n] }), `${value}`).toBe(false);
      expect(await accepts({ unpriced: [0n, 0n, value] }), `${value}`).toBe(false);
    }
  });

  it('lets an entry list nothing only where every row was taken before', async () => {
    for (const unlisted of [
      [1n, 0n],
      [0n, 1n],
      [1n, 1n],
    ]) {
      expect(await accepts({ unlisted })).toBe(true);
      for (let m = 0; m < ROWS; m++) {
        const free = full.static0.map((word, i) => (i === m ? 0n : word));
        const touched = [0, 1, 2].map((i) => (i === m ? 1n : 0n));
        // a row that stays free, and one that another entry takes in this batch
        expect(await accepts({ unlisted, static0: free, static1: free }), `${m}`).toBe(false);
        expect(await accepts({ unlisted, static0: free, touched }), `${m}`).toBe(false);
        // one that becomes free in this batch was taken before
        expect(await accepts({ unlisted, static1: free, touched }), `${m}`).toBe(true);
        expect(await accepts({ unlisted: [0n, 0n], static0: free, static1: free }), `${m}`).toBe(true);
      }
    }
    expect(await accepts({ unlisted: [1n, 0n], static0: [0n, 0n, 0n], static1: [0n, 0n, 0n] })).toBe(false);
  });
});

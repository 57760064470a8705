import { settledTree } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adversarialValues } from '../rig/adversarial-values.ts';
import { findHints } from '../rig/hint-mutation.ts';
import { sweepSignals } from '../rig/signal-sweep.ts';
import { testCircuit } from '../rig/test-circuit.ts';

const DEPTH = 3;
const PLACES = 4 ** DEPTH;
const include = 'batch/settled-opening.circom';
const opening = await testCircuit({ include, main: `SettledOpening(${DEPTH})` });
const insertion = await testCircuit({ include, main: `SettledInsertion(${DEPTH})` });
const LIMIT = 1n << 63n;

interface Final {
  readonly indexLong: bigint;
  readonly indexShort: bigint;
}
type Settled = ReadonlyMap<number, Final>;
const tree = (settled: Settled) => settledTree(new Map(settled), DEPTH);

/** What opens an instrument of these, or shows where it will lie. */
const at = (settled: Settled, instrument: number, final = settled.get(instrument)) => ({
  on: 1n,
  instrument: BigInt(instrument),
  indexLong: final?.indexLong ?? 0n,
  indexShort: final?.indexShort ?? 0n,
  child: tree(settled).children(instrument),
});

const index = fc.bigInt({ min: 1n - LIMIT, max: LIMIT - 1n });
const final = fc.record({ indexLong: index, indexShort: index });
const instrument = fc.integer({ min: 1, max: PLACES - 1 });
const settledMap = fc.array(fc.tuple(instrument, final), { maxLength: 12 }).map((entries) => new Map(entries));

const some: Settled = new Map([
  [3, { indexLong: 5n << 24n, indexShort: 5n << 24n }],
  [4, { indexLong: -7n, indexShort: 9n }],
  [5, { indexLong: 9n, indexShort: -7n }],
  [41, { indexLong: 0n, indexShort: 0n }], // expired without value
  [PLACES - 1, { indexLong: LIMIT - 1n, indexShort: 1n - LIMIT }],
]);
const off = { ...at(some, 0), on: 0n };

describe('SettledOpening', () => {
  it('opens every expired instrument to the root of the TypeScript tree', async () => {
    await fc.assert(
      fc.asyncProperty(settledMap, async (settled) => {
        for (const id of settled.keys()) {
          const witness = await opening.calculate(at(settled, id));
          expect(opening.outputs(witness)).toEqual([tree(settled).root]);
        }
      }),
      { numRuns: 15 },
    );
    for (const id of some.keys()) {
      expect(opening.outputs(await opening.calculate(at(some, id)))).toEqual([tree(some).root]);
    }
  });

  it('refuses other indices, the indices of another and an instrument that has not expired', async () => {
    const honest = at(some, 4);
    expect(await opening.accepts(honest)).toBe(true);
    expect(await opening.accepts({ ...honest, indexLong: honest.indexLong + 1n })).toBe(false);
    expect(await opening.accepts({ ...honest, indexShort: honest.indexShort - 1n })).toBe(false);
    expect(await opening.accepts({ ...honest, ...some.get(5) })).toBe(false); // long and short swapped
    expect(await opening.accepts({ ...honest, indexLong: 0n, indexShort: 0n })).toBe(false);
    for (let id = 0; id < PLACES; id++) {
      expect(await opening.accepts({ ...honest, instrument: BigInt(id) }), `${id}`).toBe(id === 4);
      if (some.has(id)) continue;
      for (const claimed of [...some.values()]) {
        expect(await opening.accepts(at(some, id, claimed)), `${id}`).toBe(false);
      }
    }
  });

  it('has one reading of a place', async () => {
    const honest = at(some, 4);
    for (const value of adversarialValues(2 * DEPTH).filter((x) => x !== 4n)) {
      expect(await opening.accepts({ ...honest, instrument: value }), `${value}`).toBe(false);
    }
    expect(await opening.accepts({ ...honest, instrument: 4n + BigInt(PLACES) })).toBe(false);
  });

  it('off, opens the empty place 0 to the same root and carries no number', async () => {
    expect(opening.outputs(await opening.calculate(off))).toEqual([tree(some).root]);
    for (const part of ['instrument', 'indexLong', 'indexShort'] as const) {
      for (const value of [1n, -1n, 4n, LIMIT]) {
        expect(await opening.accepts({ ...off, [part]: value }), `${part} ${value}`).toBe(false);
      }
    }
    expect(await opening.accepts({ ...at(some, 4), on: 0n })).toBe(false);
    expect(await opening.accepts({ ...off, on: 1n })).toBe(false);
  });

  it('has no hint of its own, and no signal that can be changed alone', async () => {
    expect(findHints(opening.sources)).toEqual([]);
    for (const id of [3, PLACES - 1]) {
      expect(sweepSignals(opening, await opening.calculate(at(some, id))).survivors).toEqual([]);
    }
  });
});

describe('SettledInsertion', () => {
  it('moves the root of the TypeScript tree before to the one after', async () => {
    await fc.assert(
      fc.asyncProperty(settledMap, instrument, final, async (settled, id, indices) => {
        settled.delete(id);
        const before = tree(settled).root;
        const witness = await insertion.calculate(at(settled, id, indices));
        expect(insertion.outputs(witness)).toEqual([before, tree(new Map([...settled, [id, indices]])).root]);
      }),
      { numRuns: 15 },
    );
  });

  it('writes an instrument without value too', async () => {
    const none = { indexLong: 0n, indexShort: 0n };
    const [before, after] = insertion.outputs(await insertion.calculate(at(some, 7, none)));
    expect(after).not.toBe(before);
    expect(after).toBe(tree(new Map([...some, [7, none]])).root);
  });

  it('writes nothing twice', async () => {
    for (const [id, indices] of some) {
      expect(await insertion.accepts(at(some, id)), `${id}`).toBe(false);
      expect(await insertion.accepts(at(some, id, { ...indices, indexLong: 1n })), `${id}`).toBe(false);
    }
    expect(await insertion.accepts(at(some, 7, some.get(4)))).toBe(true);
  });

  it('writes at the place of its instrument only', async () => {
    const honest = at(some, 7, some.get(4));
    for (const value of [...adversarialValues(2 * DEPTH), 3n, 4n, 11n, 7n + BigInt(PLACES)]) {
      // 6 and 7 are empty siblings: the same children lead to both, each to its own root
      const [, root] = insertion.outputs(await insertion.calculateUnchecked({ ...honest, instrument: value }));
      const accepted = await insertion.accepts({ ...honest, instrument: value });
      if (accepted) expect(root).toBe(tree(new Map([...some, [Number(value), some.get(4) as Final]])).root);
      else expect([6n, 7n]).not.toContain(value);
    }
  });

  it('off, keeps the root', async () => {
    for (const input of [off, { ...at(some, 7, some.get(4)), on: 0n }]) {
      expect(insertion.outputs(await insertion.calculate(input))).toEqual([tree(some).root, tree(some).root]);
    }
  });

  it('has no hint of its own, and no signal that can be changed alone', async () => {
    expect(findHints(insertion.sources)).toEqual([]);
    const witness = await insertion.calculate(at(some, 7, some.get(4)));
    expect(sweepSignals(insertion, witness).survivors).toEqual([]);
  });
});

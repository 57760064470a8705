import {
  accountLeaf,
  type Columns,
  controlWord,
  FIELD_PRIME,
  keysHash,
  mod,
  newAccount,
  poseidon,
  positionsHash,
  SettledState,
} from '@tenor/protocol';
import { describe, expect, it } from 'vitest';
import { DOMAIN, genesis, oracleKeys, oracleRound, perpetual, START, World } from '../../../test/scenario/world.ts';
import { holds, violated } from '../../tooling/r1cs.ts';
import { wireMatching } from '../../tooling/symbols.ts';
import { smallSolution } from '../rig/lattice.ts';
import type { TestCircuit } from '../rig/test-circuit.ts';
import { batchCircuit, cheated, type Scene, scene } from './batch-rig.ts';
import { ALICE, BOB, BTC, USD } from './trading-scene.ts';

/**
 * What the absorb rule is for. Each forgery is perfect against a circuit whose sponge leaves one kind of column out (the last parameter of
 * Batch), because the column can be chosen after the challenge; against the real circuit the same choice moves the challenge and is refused.
 */
const SMALL = { name: 'small', A: 3, R: 2, K: 2, DEPTH: 2, M: 2, T: 2, E: 1, Q: 1, U: 2, N: 1, V: 1, SETTLED: 1 };
const WIDE = { name: 'wide', A: 14, R: 1, K: 1, DEPTH: 2, M: 1, T: 1, E: 1, Q: 1, U: 1, N: 1, V: 1, SETTLED: 1 };
const MILLION = 1_000_000n * USD;
const TAG = { slot: 4n, cash: 6n };
/** The tag's column of a tuple: beta to this power. */
const TAG_POWER = 10n;

const power = (base: bigint, exponent: bigint): bigint => {
  let result = 1n;
  for (let e = exponent, b = mod(base); e > 0n; e >>= 1n, b = mod(b * b)) if (e & 1n) result = mod(result * b);
  return result;
};
const inverse = (x: bigint): bigint => power(x, FIELD_PRIME - 2n);

/** Alice is long 50 lots of BTC against Bob; the batch trades 10 more. One visit is unused. */
const smallScene = (): Scene =>
  scene(
    SMALL,
    new World(SMALL, genesis(SMALL)),
    (w) => {
      w.round(10n * USD, 3n * USD);
      w.register(ALICE, 'alice');
      w.deposit(ALICE, 1000n * USD);
      w.register(BOB, 'bob');
      w.deposit(BOB, 1000n * USD);
      w.fill(w.signed('order', ALICE, { slot: 1 }), w.signed('order', BOB, { side: 1, slot: 1 }), 50n, 10n * USD);
    },
    (w) => w.fill(w.signed('order', ALICE, { slot: 2 }), w.signed('order', BOB, { side: 1, slot: 2 }), 10n, 10n * USD),
  );

/** The challenges of a witness: beta, and X from an honest term of the first visit (1 / (X - T)). */
function challenges(circuit: TestCircuit, witness: readonly bigint[], input: Columns): { beta: bigint; X: bigint } {
  const beta = witness[wireMatching(circuit.symbols, /sponge\.beta$/, /\.p\[1\]$/)]!;
  const out = witness[wireMatching(circuit.symbols, /visitTerms\[0\]\.t\[1\]\.out$/)]!;
  const T = (input.slots0 as bigint[])[0]! + beta * (input.id as bigint[])[0]! + TAG.slot * power(beta, TAG_POWER);
  return { beta, X: mod(T + inverse(out)) };
}

describe('a column that the visit does not use (the index of the other side)', () => {
  const gain = (1n << 24n) << 20n;
  const forge = async (leaveOut: number): Promise<number> => {
    const circuit = await batchCircuit(SMALL, leaveOut);
    const { input } = cheated(smallScene(), {
      record: (record) => {
        const { after, before } = record.visits[0]!;
        after.positions[0]!.snapshot += gain;
        after.collateral += (before.positions[0]!.size * gain) >> 24n;
      },
      input: (columns) => {
        (columns.indexLong as bigint[][])[0]![0]! += gain;
      },
    });
    const first = await circuit.calculateUnchecked(input as never);
    expect(violated(circuit.r1cs, first).length).toBeGreaterThan(0);
    const { beta } = challenges(circuit, first, input);
    const short = (input.indexShort as bigint[][])[0]!;
    short[0] = mod(short[0]! - gain * inverse(beta));
    return violated(circuit.r1cs, await circuit.calculateUnchecked(input as never)).length;
  };
  it('mints money when it is left out', async () => expect(await forge(1)).toBe(0));
  it('does not when it is absorbed', async () => expect(await forge(0)).toBeGreaterThan(0));
});

describe('an inactive entry at T = X', () => {
  /** The unused third visit with this slot root, over a path that fits its leaf. */
  const place = (input: Columns, slots0: bigint): void => {
    (input.slots0 as bigint[])[2] = slots0;
    const empty = Array.from({ length: SMALL.K }, () => ({ instrument: 0, size: 0n, snapshot: 0n }));
    let node = poseidon([0n, keysHash({ x: 0n, y: 0n }), 0n, slots0, positionsHash(empty), controlWord(0n)]);
    (input.visitChild as bigint[][][])[2] = Array.from({ length: SMALL.DEPTH }, () => {
      const group = [node, 0n, 0n, 0n];
      node = poseidon(group);
      return group;
    });
  };
  const forge = async (leaveOut: number): Promise<number> => {
    const circuit = await batchCircuit(SMALL, leaveOut);
    const { input } = cheated(smallScene(), {
      record: (record) => {
        record.visits[0]!.after.collateral += MILLION;
      },
    });
    const { beta, X } = challenges(circuit, await circuit.calculateUnchecked(input as never), input);
    place(input, mod(X - TAG.slot * power(beta, TAG_POWER)));
    const witness = await circuit.calculateUnchecked(input as never);
    const bad = violated(circuit.r1cs, witness);
    const free = circuit.symbols.wireOf.get('main.visitTerms[2].t[1].out') ?? -1;
    if (bad.length !== 1 || free < 0) return bad.length;
    // one quotient was eliminated through the total: choose the free one so that it balances
    const rest = (value: bigint): bigint => {
      witness[free] = value;
      const [a, b, c] = circuit.r1cs.constraints[bad[0]!]!.map(({ wires, coefficients }) =>
        wires.reduce((sum, wire, i) => sum + coefficients[i]! * witness[wire]!, 0n),
      );
      return mod(a! * b! - c!);
    };
    const [at0, at1] = [rest(0n), rest(1n)];
    witness[free] = mod(-at0 * inverse(mod(at1 - at0)));
    expect(holds(circuit.r1cs.constraints[bad[0]!]!, witness)).toBe(true);
    return violated(circuit.r1cs, witness).length;
  };
  it('balances any lie when its leaf is left out', async () => expect(await forge(2)).toBe(0));
  it('does not when it is absorbed', async () => expect(await forge(0)).toBeGreaterThan(0));
});

describe('a value that is ranged but not fixed (the remainder of a settlement)', () => {
  /** Fourteen accounts are visited and nobody signs anything. */
  const idle = (gift: bigint): Columns => {
    const state = genesis(WIDE, [perpetual(BTC)]);
    const world = new World(WIDE, state);
    const ids = Array.from({ length: WIDE.A }, (_, id) => id);
    for (const id of ids)
      state.accounts.set(id, {
        ...newAccount(id, BigInt(id), world.keyOf(`owner ${id}`), WIDE.K),
        collateral: 1000n * USD,
      });
    const settled = new SettledState(WIDE, state, oracleKeys(WIDE));
    const rounds = [oracleRound(WIDE, 1, START, [10n * USD])];
    const plan = {
      number: 1,
      time: START,
      rounds,
      entries: [],
      funding: [],
      listings: [],
      expiry: null,
      shortfall: null,
      rows: [],
      visits: ids.map((account) => ({ account, epoch: 0, insurance: null })),
      lastSequence: 1,
      journalHead: 0n,
    };
    const record = settled.net(plan);
    record.visits[0]!.after.collateral += gift;
    const { input } = settled.applyRecord(record, DOMAIN);
    expect(accountLeaf(record.visits[0]!.after, 0n)).not.toBe(0n);
    input.r = 7n;
    return input;
  };
  const forge = async (leaveOut: number): Promise<number> => {
    const circuit = await batchCircuit(WIDE, leaveOut);
    expect(violated(circuit.r1cs, await circuit.calculateUnchecked(idle(0n) as never))).toEqual([]);
    const input = idle(MILLION);
    const first = await circuit.calculateUnchecked(input as never);
    expect(violated(circuit.r1cs, first).length).toBeGreaterThan(0);
    const { beta, X } = challenges(circuit, first, input);
    const weights = (input.id as bigint[]).map((id) => inverse(mod(X - id - TAG.cash * power(beta, TAG_POWER))));
    const target = mod(-MILLION * (1n << 24n) * weights[0]!);
    input.remainder = smallSolution(weights, target, FIELD_PRIME, inverse, 1n << 24n);
    return violated(circuit.r1cs, await circuit.calculateUnchecked(input as never)).length;
  };
  it('is found by lattice reduction when it is left out', async () => expect(await forge(3)).toBe(0));
  it('cannot be chosen when it is absorbed', async () => expect(await forge(0)).toBeGreaterThan(0));
});

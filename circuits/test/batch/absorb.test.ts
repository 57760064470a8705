import {
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
import { beforeAll, describe, expect, it } from 'vitest';
import { genesis, oracleKeys, oracleRound, perpetual, START, World } from '../../../test/scenario/world.ts';
import { violated } from '../../tooling/r1cs.ts';
import { smallSolution } from '../rig/lattice.ts';
import type { TestCircuit } from '../rig/test-circuit.ts';
import { type Cheat, cheated, demonstrationCircuit, type Scene } from './batch-rig.ts';
import { BTC, USD } from './trading-scene.ts';

/**
 * What the absorb rule is for. Each forgery is perfect against a circuit whose sponge leaves three kinds of columns out (the last parameter of
 * Batch), because its one column can be chosen after the challenge; against the real circuit the same choice moves the challenge and is refused.
 *
 * The smallest batch that shows all three: thirteen visits, of which the lattice needs twelve (their remainders are 12 · 24 = 288 free bits, more
 * than the 254 of the field) and one stays unused; one of everything else.
 */
const TINY = { name: 'tiny', A: 13, R: 1, K: 1, DEPTH: 2, M: 1, T: 1, E: 1, Q: 1, U: 1, N: 1, V: 1, SETTLED: 1 };
const UNUSED = TINY.A - 1;
/** The index of the other side, the leaves, the remainder. */
const ALL_LEFT_OUT = 1 + 2 + 4;
const MILLION = 1_000_000n * USD;
const LOTS = 50n;
const TAG = { slot: 4n, cash: 6n };
/** The tag's column of a tuple: beta to this power. */
const TAG_POWER = 10n;

const power = (base: bigint, exponent: bigint): bigint => {
  let result = 1n;
  for (let e = exponent, b = mod(base); e > 0n; e >>= 1n, b = mod(b * b)) if (e & 1n) result = mod(result * b);
  return result;
};
const inverse = (x: bigint): bigint => power(x, FIELD_PRIME - 2n);

/** Twelve accounts are visited and nobody signs anything. Account 0 is long BTC against account 1. */
function quietScene(): Scene {
  const world = new World(TINY, genesis(TINY, [perpetual(BTC, { openInterest: LOTS })]));
  const { state } = world.ledger;
  const ids = Array.from({ length: UNUSED }, (_, id) => id);
  for (const id of ids) {
    const account = newAccount(id, BigInt(id), world.keyOf(`owner ${id}`), TINY.K);
    const size = [LOTS, -LOTS][id] ?? 0n;
    const position = size === 0n ? account.positions[0]! : { instrument: BTC, size, snapshot: 0n };
    state.accounts.set(id, { ...account, collateral: 1000n * USD, positions: [position] });
  }
  const plan = {
    number: 1,
    time: START,
    rounds: [oracleRound(TINY, 1, START, [10n * USD])],
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
  return { world, settled: new SettledState(TINY, state, oracleKeys(TINY)), plan };
}

/** The wire of a signal. Signals that are equal share one, under the name of one of them. */
function wireOf({ symbols }: TestCircuit, name: string): number {
  const wire = symbols.wireOf.get(`main.${name}`) ?? -1;
  if (wire < 0) throw new Error(`no wire carries ${name}`);
  return wire;
}

interface Challenges {
  readonly beta: bigint;
  readonly X: bigint;
}

/** The challenges of a witness: beta, and X from an honest term of the first visit (1 / (X - T)). */
function challengesOf(circuit: TestCircuit, witness: readonly bigint[], input: Columns): Challenges {
  const beta = witness[wireOf(circuit, 'closedTerms[0].p[1]')]!;
  const out = witness[wireOf(circuit, 'visitTerms[0].t[1].out')]!;
  const T = (input.slots0 as bigint[])[0]! + beta * (input.id as bigint[])[0]! + TAG.slot * power(beta, TAG_POWER);
  return { beta, X: mod(T + inverse(out)) };
}

/** A lie, what is chosen after the challenge to cover it, and what the forger changes in the witness itself. */
interface Forgery {
  readonly lie: Cheat;
  readonly cover: (input: Columns, challenges: Challenges) => void;
  readonly balance?: (circuit: TestCircuit, witness: bigint[]) => void;
}

let careless: TestCircuit;
let real: TestCircuit;
beforeAll(async () => {
  careless = await demonstrationCircuit(TINY, ALL_LEFT_OUT);
  real = await demonstrationCircuit(TINY, 0);
});

/** How many constraints a circuit has against the forgery, made for the challenge of that circuit; and the input that was forged. */
async function forge(circuit: TestCircuit, { lie, cover, balance }: Forgery) {
  const { input } = cheated(quietScene(), lie);
  const first = await circuit.calculateUnchecked(input as never);
  expect(violated(circuit.r1cs, first).length, 'the lie alone').toBeGreaterThan(0);
  const challenges = challengesOf(circuit, first, input);
  cover(input, challenges);
  const witness = await circuit.calculateUnchecked(input as never);
  balance?.(circuit, witness);
  const isMoved = challengesOf(circuit, witness, input).X !== challenges.X;
  return { input, isMoved, refusals: violated(circuit.r1cs, witness).length };
}

/** The forgery is perfect without the columns; with them neither what was forged without them passes nor the same forgery made anew. */
function showsTheRule(forgery: Forgery): void {
  it('is perfect when the column is left out', async () => {
    const { input, isMoved, refusals } = await forge(careless, forgery);
    expect({ isMoved, refusals }).toEqual({ isMoved: false, refusals: 0 });
    const witness = await real.calculateUnchecked(input as never);
    forgery.balance?.(real, witness);
    expect(violated(real.r1cs, witness).length, 'the same input where it is absorbed').toBeGreaterThan(0);
  });
  it('moves its own challenge and is refused when it is absorbed', async () => {
    const { isMoved, refusals } = await forge(real, forgery);
    expect(isMoved).toBe(true);
    expect(refusals).toBeGreaterThan(0);
  });
}

it('both circuits accept the honest batch, and differ in what they absorb only', async () => {
  for (const circuit of [careless, real]) expect(await circuit.refusal(cheated(quietScene(), {}).input)).toEqual([]);
});

describe('a column that the visit does not use (the index of the other side) mints money', () => {
  const gain = (1n << 24n) << 20n;
  showsTheRule({
    lie: {
      record: (record) => {
        const { after, before } = record.visits[0]!;
        after.positions[0]!.snapshot += gain;
        after.collateral += (before.positions[0]!.size * gain) >> 24n;
      },
      input: (columns) => {
        (columns.indexLong as bigint[][])[0]![0]! += gain;
      },
    },
    cover: (input, { beta }) => {
      const short = (input.indexShort as bigint[][])[0]!;
      short[0] = mod(short[0]! - gain * inverse(beta));
    },
  });
});

describe('an inactive entry at T = X balances any lie', () => {
  const gift: Cheat = {
    record: (record) => {
      record.visits[0]!.after.collateral += MILLION;
    },
  };
  /** The unused visit with the slot root that makes its term free, over a path that fits its leaf. */
  const cover = (input: Columns, { beta, X }: Challenges): void => {
    const slots0 = mod(X - TAG.slot * power(beta, TAG_POWER));
    (input.slots0 as bigint[])[UNUSED] = slots0;
    const empty = Array.from({ length: TINY.K }, () => ({ instrument: 0, size: 0n, snapshot: 0n }));
    let node = poseidon([0n, keysHash({ x: 0n, y: 0n }), 0n, slots0, positionsHash(empty), controlWord(0n)]);
    (input.visitChild as bigint[][][])[UNUSED] = Array.from({ length: TINY.DEPTH }, () => {
      const group = [node, 0n, 0n, 0n];
      node = poseidon(group);
      return group;
    });
  };
  /** Out of the free quotient comes what the total lacks. */
  const balance = (circuit: TestCircuit, witness: bigint[]): void => {
    const sum = wireOf(circuit, `visitTerms[${UNUSED}].sum`);
    const quotient = wireOf(circuit, `visitTerms[${UNUSED}].t[1].out`);
    const total = circuit.r1cs.constraints
      .flat()
      .find(({ wires }) => wires.includes(sum) && !wires.includes(quotient))!;
    const missing = total.wires.reduce((all, of, i) => all + total.coefficients[i]! * witness[of]!, 0n);
    const own = total.coefficients[total.wires.indexOf(sum)]!;
    const rise = mod(-missing * inverse(own));
    // The visit's sum takes its first slot term off.
    witness[sum] = mod(witness[sum]! + rise);
    witness[quotient] = mod(witness[quotient]! - rise);
  };
  showsTheRule({ lie: gift, cover, balance });
});

describe('a value that is ranged but not fixed (the remainder of a settlement) is found by lattice reduction', () => {
  showsTheRule({
    lie: {
      record: (record) => {
        record.visits[0]!.after.collateral += MILLION;
      },
    },
    cover: (input, { beta, X }) => {
      const remainder = input.remainder as bigint[];
      const weights = (input.id as bigint[])
        .slice(0, UNUSED)
        .map((id) => inverse(mod(X - id - TAG.cash * power(beta, TAG_POWER))));
      const target = mod(-MILLION * (1n << 24n) * weights[0]!);
      const found = smallSolution(weights, target, FIELD_PRIME, inverse, 1n << 24n);
      for (const [visit, value] of found.entries()) remainder[visit] = value;
    },
  });
});

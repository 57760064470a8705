import {
  derivePublicKey,
  oracleMessage,
  oracleSetHash,
  packScenarioPrices,
  poseidon,
  type RoundContent,
  roundWord,
  SUBGROUP_ORDER,
  sign,
} from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adversarialValues } from '../rig/adversarial-values.ts';
import { testCircuit } from '../rig/test-circuit.ts';

const [M, U, N, V] = [5, 2, 4, 3] as const; // nine prices: two words, of which the first mixes all three kinds
const include = 'instructions/oracle-round.circom';
const circuit = await testCircuit({ include, main: `OracleRound(${M}, ${U}, ${N}, ${V})` });
const domain = 123_456_789n;
const MOST = (1n << 36n) - 1n;
const MOST_ID = 2 ** 32 - 1;

const secretOf = (place: number) => new Uint8Array(32).fill(7 + place);
const keyOf = (place: number) => derivePublicKey(secretOf(place));
const keys = Array.from({ length: N }, (_, place) => keyOf(place));
const STRANGER = 200;

const content: RoundContent = {
  round: 77,
  time: 1_800_000_000,
  instruments: [1, MOST_ID, 0, 3, 7],
  marks: [10_000_001n, MOST, 0n, 3n, 1n],
  scenarioPrices: [
    [],
    Array.from({ length: 9 }, (_, i) => MOST - BigInt(i)),
    [],
    [],
    [1n, 0n, 3n, 4n, 5n, 6n, 7n, 8n, 9n],
  ],
  index: [9_999_999n, MOST - 1n],
  settlementHour: 499_999,
  settlement: [5n, 2_000_001n],
};

const oneHot = (place: number, length: number): bigint[] => Array.from({ length }, (_, n) => (n === place ? 1n : 0n));
const signatureOf = (place: number, message = oracleMessage(domain, content)) => sign(secretOf(place), message);

/** The circuit's input for a round signed by these places, or with these signatures in their stead. */
function input(signers: readonly number[], round = content, signatures = signers.map((place) => signatureOf(place))) {
  return {
    domain,
    round: BigInt(round.round),
    time: BigInt(round.time),
    settlementHour: BigInt(round.settlementHour),
    instrument: round.instruments.map(BigInt),
    mark: [...round.marks],
    index: [...round.index],
    settlement: [...round.settlement],
    scenario: round.scenarioPrices.map(packScenarioPrices),
    Ax: keys.map(({ x }) => x),
    Ay: keys.map(({ y }) => y),
    chosen: signers.map((place) => oneHot(place, N)),
    S: signatures.map(({ S }) => S),
    R8x: signatures.map(({ R8 }) => R8.x),
    R8y: signatures.map(({ R8 }) => R8.y),
  };
}
type Input = ReturnType<typeof input>;

const QUORUMS = [
  [0, 1, 2],
  [0, 1, 3],
  [0, 2, 3],
  [1, 2, 3],
];
const PRICES = ['mark', 'index', 'settlement'] as const;
/** All prices of an input in the order of the message, and the input with others. */
const pricesOf = (one: Input) => PRICES.flatMap((name) => one[name]);
const withPrices = (one: Input, prices: readonly bigint[]): Input => ({
  ...one,
  mark: prices.slice(0, M),
  index: prices.slice(M, M + U),
  settlement: prices.slice(M + U),
});
const tuples = (places: number, length: number): number[][] =>
  length === 0
    ? [[]]
    : tuples(places, length - 1).flatMap((rest) => Array.from({ length: places }, (_, place) => [...rest, place]));
const increases = (places: readonly number[]) => places.every((place, i) => i === 0 || place > places[i - 1]!);

describe('OracleRound', () => {
  it('accepts what every quorum signs, and outputs the hash that fixes it and the published word', async () => {
    for (const quorum of QUORUMS) {
      const one = input(quorum);
      const [R8x, R8y, key] = [one.R8x[0]!, one.R8y[0]!, keys[quorum[0]!]!];
      const h = poseidon([R8x, R8y, key.x, key.y, oracleMessage(domain, content)]);
      expect(circuit.outputs(await circuit.calculate(one))).toEqual([h, roundWord(content)]);
    }
  });

  it('rebuilds the message of the rules', async () => {
    const price = fc.bigInt({ min: 0n, max: MOST });
    const round = fc.record({
      round: fc.nat({ max: 2 ** 40 - 1 }),
      time: fc.nat({ max: 2 ** 40 - 1 }),
      settlementHour: fc.nat({ max: 2 ** 24 - 1 }),
      instruments: fc.array(fc.nat({ max: MOST_ID }), { minLength: M, maxLength: M }),
      marks: fc.array(price, { minLength: M, maxLength: M }),
      scenarioPrices: fc.array(fc.oneof(fc.constant<bigint[]>([]), fc.array(price, { minLength: 9, maxLength: 9 })), {
        minLength: M,
        maxLength: M,
      }),
      index: fc.array(price, { minLength: U, maxLength: U }),
      settlement: fc.array(price, { minLength: U, maxLength: U }),
    });
    const message = await testCircuit({ include, main: `OracleMessage(${M}, ${U})` });
    await fc.assert(
      fc.asyncProperty(round, async (random) => {
        const {
          domain: of,
          round: r,
          time,
          settlementHour,
          instrument,
          mark,
          index,
          settlement,
          scenario,
        } = input([], random);
        const witness = await message.calculate({
          domain: of,
          round: r,
          time,
          settlementHour,
          instrument,
          mark,
          index,
          settlement,
          scenario,
        });
        expect(message.outputs(witness)).toEqual([roundWord(random), oracleMessage(domain, random)]);
      }),
      { numRuns: 50 },
    );
  });

  it('refuses any other instrument, price, scenario price, round, time, settlement hour or domain', async () => {
    const honest = input([0, 2, 3]);
    for (const place of honest.instrument.keys()) {
      const instrument = honest.instrument.with(place, honest.instrument[place]! ^ 1n);
      expect(await circuit.accepts({ ...honest, instrument }), `instrument ${place}`).toBe(false);
    }
    const prices = pricesOf(honest);
    for (const place of prices.keys()) {
      const other = prices.map((value, i) => (i === place ? value ^ 1n : value));
      expect(await circuit.accepts(withPrices(honest, other)), `price ${place}`).toBe(false);
    }
    for (const [row, words] of honest.scenario.entries()) {
      for (const [w, word] of words.entries()) {
        const scenario = honest.scenario.with(row, words.with(w, word ^ 1n));
        expect(await circuit.accepts({ ...honest, scenario }), `scenario ${row} ${w}`).toBe(false);
      }
    }
    for (const name of ['round', 'time', 'settlementHour', 'domain'] as const) {
      expect(await circuit.accepts({ ...honest, [name]: honest[name] + 1n }), name).toBe(false);
    }
    const swapped = { ...honest, index: honest.settlement, settlement: honest.index };
    expect(await circuit.accepts(swapped)).toBe(false);
  });

  it('has one reading: no price and no part of the word borrows from its neighbour', async () => {
    const honest = input([0, 1, 2]);
    const prices = pricesOf(honest);
    for (let place = 0; place + 1 < prices.length; place++) {
      const borrowed = [...prices];
      borrowed[place] = prices[place]! + (1n << 36n);
      borrowed[place + 1] = prices[place + 1]! - 1n;
      expect(await circuit.accepts(withPrices(honest, borrowed)), `price ${place}`).toBe(false);
      borrowed[place] = prices[place]! - (1n << 36n);
      borrowed[place + 1] = prices[place + 1]! + 1n;
      expect(await circuit.accepts(withPrices(honest, borrowed)), `price ${place}`).toBe(false);
    }
    const { round, time, settlementHour } = honest;
    expect(await circuit.accepts({ ...honest, round: round + (1n << 40n), time: time - 1n })).toBe(false);
    expect(await circuit.accepts({ ...honest, round: round - (1n << 40n), time: time + 1n })).toBe(false);
    const later = { time: time + (1n << 40n), settlementHour: settlementHour - 1n };
    expect(await circuit.accepts({ ...honest, ...later })).toBe(false);
  });

  it('refuses a repeated signer, whichever', async () => {
    for (const signers of tuples(N, V).filter((places) => !increases(places))) {
      expect(await circuit.accepts(input(signers)), `${signers}`).toBe(false);
    }
  });

  it('refuses V − 1 valid signatures', async () => {
    const honest = input([0, 1, 3]);
    const identity = { S: 0n, R8x: 0n, R8y: 1n };
    for (let v = 0; v < V; v++) {
      const replaced = (S: bigint, R8x: bigint, R8y: bigint) => ({
        ...honest,
        S: honest.S.with(v, S),
        R8x: honest.R8x.with(v, R8x),
        R8y: honest.R8y.with(v, R8y),
      });
      expect(await circuit.accepts(replaced(0n, 0n, 0n)), `${v} zeros`).toBe(false);
      expect(await circuit.accepts(replaced(identity.S, identity.R8x, identity.R8y)), `${v} identity`).toBe(false);
      const other = (v + 1) % V; // another's valid signature
      expect(await circuit.accepts(replaced(honest.S[other]!, honest.R8x[other]!, honest.R8y[other]!))).toBe(false);
      expect(await circuit.accepts(replaced(honest.S[v]! + SUBGROUP_ORDER, honest.R8x[v]!, honest.R8y[v]!))).toBe(
        false,
      );
      expect(await circuit.accepts({ ...honest, chosen: honest.chosen.with(v, oneHot(-1, N)) }), `${v} none`).toBe(
        false,
      );
    }
  });

  it('refuses a signature over other prices, in whichever place', async () => {
    const quorum = [0, 1, 3];
    const elsewhere = oracleMessage(domain, { ...content, index: [content.index[0]! + 1n, content.index[1]!] });
    for (let v = 0; v < V; v++) {
      const signatures = quorum.map((place, i) => signatureOf(place, i === v ? elsewhere : undefined));
      expect(await circuit.accepts(input(quorum, content, signatures)), `${v}`).toBe(false);
    }
  });

  it('refuses a key outside the set, and another set has another hash', async () => {
    const quorum = [0, 1, 3];
    const set = await testCircuit({ include, main: `OracleSet(${N})` });
    const hash = async ({ Ax, Ay }: Input) => set.outputs(await set.calculate({ Ax, Ay }));
    for (let v = 0; v < V; v++) {
      const signatures = quorum.map((place, i) => signatureOf(i === v ? STRANGER : place));
      const forged = input(quorum, content, signatures);
      expect(await circuit.accepts(forged), `${v}`).toBe(false);
      const { x, y } = keyOf(STRANGER);
      const otherSet = { ...forged, Ax: forged.Ax.with(quorum[v]!, x), Ay: forged.Ay.with(quorum[v]!, y) };
      expect(await circuit.accepts(otherSet)).toBe(true);
      expect(await hash(otherSet)).not.toEqual([oracleSetHash(keys)]);
    }
    expect(await hash(input(quorum))).toEqual([oracleSetHash(keys)]);
  });

  it('refuses signatures in another order than their keys, and keys in descending order', async () => {
    const quorum = [0, 1, 3];
    for (const order of [
      [1, 0, 3],
      [0, 3, 1],
      [3, 1, 0],
      [1, 3, 0],
    ]) {
      const signatures = order.map((place) => signatureOf(place));
      expect(await circuit.accepts(input(quorum, content, signatures)), `${order}`).toBe(false);
      expect(await circuit.accepts(input(order)), `${order}`).toBe(false);
    }
  });

  it('does not take the signatures of an instruction', async () => {
    const word = roundWord(content);
    const packed = content.marks.reduce((sum, mark, j) => sum + (mark << BigInt(36 * j)), 0n);
    const asInstruction = poseidon([domain, word, packed]);
    const quorum = [0, 1, 2];
    const signatures = quorum.map((place) => signatureOf(place, asInstruction));
    expect(await circuit.accepts(input(quorum, content, signatures))).toBe(false);
  });

  it('works with a single key', async () => {
    const alone = await testCircuit({ include, main: `OracleRound(${M}, ${U}, 1, 1)` });
    const full = input([0]);
    const one = { ...full, Ax: full.Ax.slice(0, 1), Ay: full.Ay.slice(0, 1), chosen: [[1n]] };
    expect(await alone.accepts(one)).toBe(true);
    for (const selector of [0n, 2n, -1n]) expect(await alone.accepts({ ...one, chosen: [[selector]] })).toBe(false);
    const [S, R8] = [signatureOf(1).S, signatureOf(1).R8];
    expect(await alone.accepts({ ...one, S: [S], R8x: [R8.x], R8y: [R8.y] })).toBe(false);
  });
});

describe('OracleMessage', () => {
  it('ranges every price and every part of the word', async () => {
    const message = await testCircuit({ include, main: `OracleMessage(${M}, ${U})` });
    const { domain: of, round, time, settlementHour, instrument, mark, index, settlement, scenario } = input([]);
    const honest = { domain: of, round, time, settlementHour, instrument, mark, index, settlement, scenario };
    for (const [name, bits] of [
      ['round', 40],
      ['time', 40],
      ['settlementHour', 24],
    ] as const) {
      for (const value of adversarialValues(bits)) {
        expect(await message.accepts({ ...honest, [name]: value }), `${name} ${value}`).toBe(
          value < 1n << BigInt(bits),
        );
      }
    }
    for (const place of instrument.keys()) {
      for (const value of adversarialValues(32)) {
        const changed = { ...honest, instrument: instrument.with(place, value) };
        expect(await message.accepts(changed), `instrument ${place} ${value}`).toBe(value < 1n << 32n);
      }
    }
    for (const name of PRICES) {
      for (const place of honest[name].keys()) {
        for (const value of adversarialValues(36)) {
          const changed = { ...honest, [name]: honest[name].with(place, value) };
          expect(await message.accepts(changed), `${name} ${place} ${value}`).toBe(value <= MOST);
        }
      }
    }
  });
});

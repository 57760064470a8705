import {
  checkOracleRound,
  derivePublicKey,
  type OracleRound,
  oracleMessage,
  type RoundContent,
  sign,
} from '@tenor/protocol';
import { describe, expect, it } from 'vitest';
import { FIELD } from '../../tooling/field.ts';
import { adversarialValues } from '../rig/adversarial-values.ts';
import { sweepSignals } from '../rig/signal-sweep.ts';
import { testCircuit } from '../rig/test-circuit.ts';

const [M, U, N, V] = [5, 2, 4, 3] as const;
const include = 'instructions/oracle-round.circom';
const oneHot = (place: number, length: number): bigint[] => Array.from({ length }, (_, n) => (n === place ? 1n : 0n));
const tuples = (places: number, length: number): number[][] =>
  length === 0
    ? [[]]
    : tuples(places, length - 1).flatMap((rest) => Array.from({ length: places }, (_, place) => [...rest, place]));
const increases = (places: readonly number[]) => places.every((place, i) => i === 0 || place > places[i - 1]!);

describe('Quorum', () => {
  const keyX = [11n, 22n, 33n, 44n, 55n];
  const keyY = [1n, 2n, 3n, 4n, 5n];
  const use = (n: number) => ({ keyX: keyX.slice(0, n), keyY: keyY.slice(0, n) });

  it.each([
    [1, 1],
    [4, 1],
    [5, 2],
    [4, 3],
    [5, 3],
    [3, 3],
  ])('takes exactly the increasing places: N = %i, V = %i', async (n, v) => {
    const quorum = await testCircuit({ include, main: `Quorum(${n}, ${v})` });
    for (const places of tuples(n, v)) {
      const one = { ...use(n), chosen: places.map((place) => oneHot(place, n)) };
      expect(await quorum.accepts(one), `${places}`).toBe(increases(places));
      if (!increases(places)) continue;
      const keysOf = (coordinate: readonly bigint[]) => places.map((place) => coordinate[place]!);
      expect(quorum.outputs(await quorum.calculate(one))).toEqual([...keysOf(keyX), ...keysOf(keyY)]);
    }
  });

  it('is what the rules take of signed rounds', async () => {
    const domain = 123_456_789n;
    const secrets = Array.from({ length: N }, (_, place) => new Uint8Array(32).fill(7 + place));
    const round: RoundContent = {
      round: 77,
      time: 1_800_000_000,
      instruments: Array<number>(M).fill(0),
      marks: Array<bigint>(M).fill(0n), // no market is listed
      scenarioPrices: Array.from({ length: M }, () => []),
      index: [9_999_999n, 3_000_000n],
      settlementHour: 499_999,
      settlement: [5n, 2_000_001n],
    };
    const message = oracleMessage(domain, round);
    const signatures = secrets.map((secret) => sign(secret, message));
    const quorum = await testCircuit({ include, main: `Quorum(${N}, ${V})` });
    const authority = { size: { U, V }, domain, oracleKeys: secrets.map(derivePublicKey) };
    const takes = (signers: readonly number[]) => {
      const signed: OracleRound = {
        ...round,
        signatures: signers.map((signer) => ({ signer, signature: signatures[signer]! })),
      };
      try {
        checkOracleRound(signed, null, Array<null>(M).fill(null), authority);
        return true;
      } catch {
        return false;
      }
    };
    for (const places of tuples(N, V)) {
      const one = { ...use(N), chosen: places.map((place) => oneHot(place, N)) };
      expect(takes(places), `${places}`).toBe(await quorum.accepts(one));
    }
  });

  it('takes no selector that is not one place', async () => {
    const quorum = await testCircuit({ include, main: `Quorum(${N}, ${V})` });
    const honest = { ...use(N), chosen: [0, 1, 2].map((place) => oneHot(place, N)) };
    const half = (FIELD + 1n) / 2n;
    for (let v = 0; v < V; v++) {
      const [a, b] = [v, v + 1]; // the two places that signature v may have
      const mixed = (first: bigint, second: bigint) => oneHot(-1, N).with(a, first).with(b, second);
      for (const selector of [
        mixed(0n, 0n),
        mixed(1n, 1n),
        mixed(2n, -1n),
        mixed(-1n, 2n),
        mixed(half, half),
        ...adversarialValues(36)
          .filter((x) => x > 1n)
          .map((x) => mixed(x, 1n - x)),
        oneHot((v + 2) % N, N),
        oneHot((v + 3) % N, N),
        oneHot(-1, N).map(() => 1n),
      ]) {
        const forged = { ...honest, chosen: honest.chosen.with(v, selector) };
        expect(await quorum.accepts(forged), `${v}: ${selector}`).toBe(false);
      }
    }
  });

  it('no signal can be changed alone', async () => {
    const quorum = await testCircuit({ include, main: `Quorum(${N}, ${V})` });
    const one = { ...use(N), chosen: [0, 1, 3].map((place) => oneHot(place, N)) };
    const witness = await quorum.calculate(one);
    // the key that is not chosen reaches nothing
    expect(sweepSignals(quorum, witness).survivors).toEqual(['main.keyX[2]', 'main.keyY[2]']);
  });
});

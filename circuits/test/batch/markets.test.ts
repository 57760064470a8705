import { type Columns, derivePublicKey, oracleMessage, SettledState, sign } from '@tenor/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { secretOf } from '../../../test/scenario/oracle.ts';
import { DOMAIN, oracleRound, perpetual, World } from '../../../test/scenario/world.ts';
import type { TestCircuit } from '../rig/test-circuit.ts';
import {
  batchCircuit,
  type Cheat,
  cheated,
  edit,
  expectAccepted,
  expectRefused,
  type Scene,
  scene,
  TEST,
} from './batch-rig.ts';
import { ALICE, BTC, history, tradingScene, USD } from './trading-scene.ts';

/** Batches at two epochs, as small as they come. */
const TWO_EPOCHS = {
  name: 'two epochs',
  A: 3,
  R: 3,
  K: 2,
  DEPTH: 2,
  M: 2,
  T: 2,
  E: 2,
  Q: 1,
  U: 2,
  N: 1,
  V: 1,
  SETTLED: 1,
};
const HOURS = 2;

let circuit: TestCircuit;
let trading: Scene;
let funding: Scene;
beforeAll(async () => {
  circuit = await batchCircuit(TEST);
  trading = tradingScene();
  funding = scene(TEST, new World(TEST), history, (w) => {
    w.now += HOURS * 3600;
    w.begin();
    w.ledger.applyFunding({ row: 0, step: CAP, hours: HOURS });
  });
});
/** What two hours may move the index of BTC at $10: cap × mark × hours. */
const CAP = perpetual(BTC).fundingCapRate * 10n * USD * BigInt(HOURS);
const nested = (input: Columns, name: string, i: number, j: number, change: (x: bigint) => bigint): void => {
  const column = (input[name] as bigint[][])[i]!;
  column[j] = change(column[j]!);
};

describe('markets', () => {
  it.each([
    'imRate',
    'slopeRate',
    'bandRate',
    'fundingCapRate',
    'openInterestCap',
    'floorRate',
    'status',
    'strike',
    'expiryHour',
    'instrument',
    'indexLong0',
    'indexShort0',
    'lastMark0',
    'hour0',
    'openInterest0',
    'position',
  ])('refuses an opened row that differs from the state: %s', (name) =>
    expectRefused(circuit, trading, { input: (input) => edit(input, name, 0, (x) => x + 1n) }),
  );
  it.each(['isKind', 'isUnderlying'])('refuses an opened row that differs from the state: %s', (name) =>
    expectRefused(circuit, trading, {
      input: (input) => {
        nested(input, name, 0, 0, () => 0n);
        nested(input, name, 0, 1, () => 1n);
      },
    }),
  );
  it('refuses a margin slope rounded down', () =>
    expectRefused(circuit, trading, { input: (input) => nested(input, 'slope', 0, 0, (x) => x - 1n) }));
  it('refuses a margin slope too high', () =>
    expectRefused(circuit, trading, { input: (input) => nested(input, 'slope', 0, 0, (x) => x + 1n) }));
  it('refuses a wider band', () =>
    expectRefused(circuit, trading, { input: (input) => edit(input, 'width', 0, (x) => x + 1n) }));
  it('refuses a visit that reads a mark of its own', () =>
    expectRefused(circuit, trading, { input: (input) => nested(input, 'visitMark', 0, 0, (x) => x + USD) }));
  it('refuses a visit that reads a margin of its own', () =>
    expectRefused(circuit, trading, { input: (input) => nested(input, 'visitIm', 0, 0, () => 1n) }));
  it('refuses a visit that reads a maintenance margin of its own', () =>
    expectRefused(circuit, trading, { input: (input) => nested(input, 'visitMm', 0, 0, () => 1n) }));
  it.each(['isOption', 'isSettled'])('refuses a visit that takes a perpetual for what it is not: %s', (name) =>
    expectRefused(circuit, trading, { input: (input) => nested(input, name, 0, 0, () => 1n) }),
  );
  it('refuses a visit that reads the entry of another instrument', () =>
    expectRefused(circuit, trading, {
      input: (input) => {
        for (const name of ['indexLong', 'indexShort', 'visitMark', 'visitIm', 'visitMm', 'visitSlope'])
          nested(input, name, 0, 0, () => (input[name] as bigint[][])[0]![1]!);
      },
    }));
  it('refuses open interest that does not follow the positions', () =>
    expectRefused(circuit, trading, {
      record: (record) => {
        record.markets[0]!.after!.openInterest -= 1n;
      },
    }));
  it('refuses open interest above its cap', () => expectRefused(circuit, cappedScene(19n)));
  it('accepts open interest at its cap', () => expectAccepted(circuit, cappedScene(20n)));
  it('refuses a row that changed without being opened', () =>
    expectRefused(circuit, trading, { input: (input) => edit(input, 'rowMutable1', 0, (x) => x + (1n << 128n)) }));
  it('refuses a touched row that no entry opens', () =>
    expectRefused(circuit, trading, { input: (input) => edit(input, 'rowTouched', 2, () => 1n) }));
  it('refuses a row opened twice', () => expectRefused(circuit, funding, { input: copyEntry }));
  it('refuses an unused entry that offers a mark', () =>
    expectRefused(circuit, funding, { input: (input) => nested(input, 'markReads', 1, 0, () => 1n) }));
  it('refuses an unused entry that offers a band', () =>
    expectRefused(circuit, funding, { input: (input) => edit(input, 'bandReads', 1, () => 1n) }));

  it('accepts funding at its cap, either way', async () => {
    await expectAccepted(circuit, funding);
    await expectAccepted(circuit, funding, {
      plan: (plan) => ({ ...plan, funding: [{ row: 0, step: -CAP, hours: HOURS }] }),
    });
  });
  it.each([CAP + 1n, -CAP - 1n])('refuses funding beyond its cap: %s', (step) =>
    expectRefused(circuit, funding, { plan: (plan) => ({ ...plan, funding: [{ row: 0, step, hours: HOURS }] }) }),
  );
  it('refuses funding before its hour', () =>
    expectRefused(circuit, funding, {
      plan: (plan) => ({ ...plan, funding: [{ row: 0, step: CAP, hours: HOURS + 2 }] }),
    }));
  it('refuses funding for no time', () =>
    expectRefused(circuit, funding, { plan: (plan) => ({ ...plan, funding: [{ row: 0, step: 1n, hours: 0 }] }) }));
  it('refuses an index moved on one side only', () =>
    expectRefused(circuit, funding, {
      record: (record) => {
        record.markets[0]!.after!.indexShort -= 1n;
      },
    }));
});

/** The trade of 20 lots where the cap of open interest is `cap`, whatever the ledger thinks of it. */
function cappedScene(cap: bigint): Scene {
  const whole = tradingScene();
  const market = whole.settled.state.markets[0]!;
  whole.settled.state.markets[0] = { ...market, openInterestCap: cap };
  return whole;
}

function copyEntry(input: Columns): void {
  for (const name of [
    'live',
    'position',
    'listed',
    'expired',
    'instrument',
    'isKind',
    'isUnderlying',
    'status',
    'strike',
    'expiryHour',
    'imRate',
    'slopeRate',
    'bandRate',
    'fundingCapRate',
    'openInterestCap',
    'floorRate',
    'indexLong0',
    'indexShort0',
    'openInterest0',
    'lastMark0',
    'hour0',
    'openInterest1',
    'step',
    'hours',
    'capBinds',
    'width',
    'tradable',
    'mark',
    'slope',
  ]) {
    const column = input[name] as Columns[string][];
    column[1] = column[0]!;
  }
}

describe('oracle rounds', () => {
  it('refuses a mark that was not signed', () =>
    expectRefused(circuit, trading, { input: (input) => nested(input, 'rowMark', 0, 0, (x) => x + 1n) }));
  it.each(['roundIndex', 'settlement'])('refuses a price that was not signed: %s', (name) =>
    expectRefused(circuit, trading, { input: (input) => nested(input, name, 0, 1, (x) => x + 1n) }),
  );
  it.each(['round', 'roundTime', 'settlementHour'])('refuses a round that was signed otherwise: %s', (name) =>
    expectRefused(circuit, trading, { input: (input) => edit(input, name, 0, (x) => x + 1n) }),
  );
  it('refuses a round signed by nobody', () =>
    expectRefused(circuit, trading, { input: (input) => nested(input, 'roundS', 0, 0, (x) => x + 1n) }));
  it('names the signers: another set gives another published word', async () => {
    const honest = cheated(trading, {});
    const { settled } = trading;
    const key = derivePublicKey(secretOf('mallory'));
    const impostor: Scene = { ...trading, settled: new SettledState(settled.size, settled.state, [key]) };
    const { signatures: _, ...content } = trading.plan.rounds[0]!;
    const signature = sign(secretOf('mallory'), oracleMessage(DOMAIN, content));
    const forged: Cheat = {
      plan: (plan) => ({ ...plan, rounds: [{ ...content, signatures: [{ signer: 0, signature }] }] }),
    };
    await expectAccepted(circuit, impostor, forged);
    const other = cheated(impostor, forged);
    expect(other.words[3]).not.toBe(honest.words[3]);
    expect(other.words[2]).toBe(DOMAIN);
    await expectRefused(circuit, trading, forged);
  });
});

describe('epochs', () => {
  const twice = (late: bigint): Scene =>
    scene(
      TWO_EPOCHS,
      new World(TWO_EPOCHS),
      (w) => {
        w.round(10n * USD, 3n * USD);
        w.register(ALICE, 'alice');
        w.deposit(ALICE, 1000n * USD);
        w.register(2, 'bob');
        w.deposit(2, 1000n * USD);
      },
      (w) => {
        const maker = w.signed('order', 2, { size: 900n, side: 1, limitPrice: 10n * USD, slot: 9 });
        w.fill(w.signed('order', ALICE, { size: 900n, limitPrice: 10n * USD }), maker, 900n, 10n * USD);
        w.now += 10;
        w.round(late, 3n * USD);
        w.oneShot(w.signed('withdraw', 2, { amount: 1n, slot: 11 }));
      },
    );
  let small: TestCircuit;
  beforeAll(async () => {
    small = await batchCircuit(TWO_EPOCHS);
  });
  it('accepts visits judged at different epochs', async () => {
    const whole = twice(9_990_000n);
    expect(whole.plan.rounds.map(({ round }) => round)).toHaveLength(2);
    await expectAccepted(small, whole);
  });
  it('refuses money out judged at an earlier epoch', () =>
    expectRefused(small, twice(9_990_000n), {
      plan: (plan) => ({
        ...plan,
        visits: plan.visits.map((visit) => (visit.account === 2 ? { ...visit, epoch: 0 } : visit)),
      }),
    }));
  it('refuses the mark of another epoch', () =>
    expectRefused(small, twice(9_990_000n), { input: (input) => edit(input, 'epoch', 0, (epoch) => 1n - epoch) }));
  it('refuses an epoch that does not exist', () =>
    expectRefused(small, twice(9_990_000n), { input: (input) => edit(input, 'epoch', 0, () => 2n) }));
  it('refuses marks further apart than IM - MM', () => {
    const honest = twice(9_990_000n);
    const far = oracleRound(TWO_EPOCHS, 1, honest.plan.rounds[0]!.time, [9_400_000n, 3n * USD]);
    return expectRefused(small, honest, { plan: (plan) => ({ ...plan, rounds: [far, plan.rounds[1]!] }) });
  });
});

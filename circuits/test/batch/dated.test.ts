import { SettledState } from '@tenor/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { call } from '../../../test/scenario/dated.ts';
import { quorumOf, signedRound } from '../../../test/scenario/oracle.ts';
import { BTC, oracleKeys, USD, World } from '../../../test/scenario/world.ts';
import type { TestCircuit } from '../rig/test-circuit.ts';
import { batchCircuit, cheated, edit, expectAccepted, expectRefused, type Scene, scene, TEST } from './batch-rig.ts';
import * as dated from './dated-scene.ts';
import { ALICE, BOB, CALL, HOUR, PUT, trade } from './dated-scene.ts';

let circuit: TestCircuit;
beforeAll(async () => {
  circuit = await batchCircuit(TEST);
});
const nested = (input: Record<string, unknown>, name: string, i: number, j: number, value: bigint): void => {
  (input[name] as bigint[][])[i]![j] = value;
};
/** The last round of the plan with other content, signed by the oracle set all the same. */
const resign =
  (content: object) =>
  (plan: Scene['plan']): Scene['plan'] => ({
    ...plan,
    rounds: plan.rounds.map((round) => signedRound({ ...round, ...content }, quorumOf(TEST, round.round))),
  });

describe('honest batches with dated instruments', () => {
  it.each([
    ['a listing', dated.listingScene],
    ['a listing without a free row', dated.fullScene],
    ['an option trade', dated.optionScene],
    ['a future trade', dated.futureScene],
    ['an expiry with a settlement', dated.expiryScene],
    ['settlements of two expired series', dated.settlementScene],
  ])('%s is accepted', async (_, make) => {
    await expectAccepted(circuit, make());
  });
});

describe('a listing', () => {
  it('refuses terms that no entry lists', () =>
    expectRefused(circuit, dated.listingScene(), {
      record: (record) => {
        Object.assign(record.markets[0]!.after!, { imRate: 1n });
      },
    }));
  it('refuses to use an entry up while a row is free', () =>
    expectRefused(circuit, dated.listingScene(), {
      plan: (plan) => ({ ...plan, listings: [{ instrument: CALL, row: null }] }),
    }));
  it('refuses an entry that lists nothing and claims nothing', () =>
    expectRefused(circuit, dated.listingScene(), { input: (input) => edit(input, 'entryIsListed', 0, () => 0n) }));
  it('refuses a row that is taken', () =>
    expectRefused(circuit, dated.listingScene(), {
      plan: (plan) => ({ ...plan, listings: [{ instrument: CALL, row: 1 }] }),
    }));
  it.each(['indexLong', 'openInterest', 'lastFundingHour'] as const)(
    'refuses a row that starts with a past: %s',
    (field) =>
      expectRefused(circuit, dated.listingScene(), {
        record: (record) => {
          Object.assign(record.markets[0]!.after!, { [field]: field === 'lastFundingHour' ? 5 : 5n });
        },
      }),
  );
  it('refuses a listing that no entry made', () =>
    expectRefused(circuit, dated.listingScene(), {
      input: (input) => {
        edit(input, 'entryIsListed', 0, () => 0n);
        edit(input, 'entryIsInsure', 0, () => 1n);
        edit(input, 'entryOwner', 0, () => 0n);
      },
    }));
});

describe('margin of options', () => {
  /** Bob sells 100 calls at the money with this much collateral, whatever the ledger thinks of it. */
  const seller = (collateral: bigint): Scene => {
    const whole = dated.optionScene();
    whole.settled.state.accounts.get(BOB)!.collateral = collateral;
    return {
      ...whole,
      settled: new SettledState(TEST, whole.settled.state, oracleKeys(TEST)),
    };
  };
  const { settled } = dated.optionScene();
  const terms = settled.state.markets[2]!;
  // im = 15 % of $10 and the mark of $0.20 for each of 100 lots; the premium of $0.50 has come in.
  const needed = (100n * (terms.imRate * 10n * USD + ((USD / 5n) << 20n)) + (1n << 20n) - 1n) >> 20n;
  const least = needed + 100n * (USD / 5n) - 100n * (USD / 2n);

  it('asks a seller for 15 % of the index and the mark', () => expectAccepted(circuit, seller(least)));
  it('refuses a seller with a µUSD less', () => expectRefused(circuit, seller(least - 1n)));
  it('refuses a buyer who cannot pay the premium', () => {
    const whole = dated.optionScene();
    whole.settled.state.accounts.get(ALICE)!.collateral = 50n * USD;
    const poor = new SettledState(TEST, whole.settled.state, oracleKeys(TEST));
    return expectRefused(circuit, { ...whole, settled: poor });
  });
  it('refuses a short option that is read as a perpetual', () =>
    expectRefused(circuit, dated.optionScene(), { input: (input) => nested(input, 'isOption', 1, 0, 0n) }));
  it('refuses a perpetual or future that is read as an option', () =>
    expectRefused(circuit, dated.futureScene(), { input: (input) => nested(input, 'isOption', 0, 0, 1n) }));
  it.each(['visitMm', 'visitIm', 'visitMark'])('refuses a figure that the row does not offer: %s', (name) =>
    expectRefused(circuit, dated.optionScene(), { input: (input) => nested(input, name, 1, 0, 1n) }),
  );
  it('refuses a live position that is left out as settled', () =>
    expectRefused(circuit, dated.optionScene(), { input: (input) => nested(input, 'isSettled', 1, 0, 1n) }));
  it('refuses a row of another kind', () =>
    expectRefused(circuit, dated.optionScene(), {
      input: (input) => {
        nested(input, 'isKind', 0, 2, 0n);
        nested(input, 'isKind', 0, 3, 1n);
      },
    }));
  it('refuses a row of another underlying', () =>
    expectRefused(circuit, dated.optionScene(), {
      input: (input) => {
        nested(input, 'isUnderlying', 0, 0, 0n);
        nested(input, 'isUnderlying', 0, 1, 1n);
      },
    }));
  it.each(['strike', 'expiryHour', 'floorRate', 'status'])('refuses a row that differs from the state: %s', (name) =>
    expectRefused(circuit, dated.optionScene(), { input: (input) => edit(input, name, 0, (x) => x + 1n) }),
  );
  it('refuses an option trade beyond the band around its mark', () =>
    expectRefused(circuit, dated.optionScene(), {
      plan: (plan) => ({ ...plan, rows: plan.rows.map((row) => ({ ...row, quote: 100n * (USD * 3n) })) }),
    }));
});

describe('marks', () => {
  const mark = (row: number, value: bigint) => (plan: Scene['plan']) => {
    const { marks } = plan.rounds[0]!;
    return resign({ marks: marks.map((old, i) => (i === row ? value : old)) })(plan);
  };
  it('refuses a call above the index and its clamp, signed or not', () =>
    expectRefused(circuit, dated.optionScene(), { plan: mark(2, 11n * USD) }));
  it('refuses an option for nothing', () => expectRefused(circuit, dated.optionScene(), { plan: mark(2, 0n) }));
  it('refuses a future far from the index', () =>
    expectRefused(circuit, dated.futureScene(), { plan: mark(3, 10n * USD + USD / 2n) }));
  it('accepts a future within its clamp', () =>
    expectAccepted(circuit, dated.futureScene(), { plan: mark(3, 10n * USD + USD / 5n) }));
  it.each([77, 0, 1])('refuses the mark that a round says of instrument %i in that row', async (other) => {
    // a round of before the row was listed, held back: signed, and with a mark that would do
    const honest = dated.optionScene();
    const { instruments } = honest.plan.rounds[0]!;
    const named = resign({ instruments: instruments.map((id, row) => (row === 2 ? other : id)) });
    const [round] = named(honest.plan).rounds;
    const { signature } = round!.signatures[0]!;
    await expectRefused(circuit, honest, {
      input: (input) => {
        nested(input, 'roundInstrument', 2, 0, BigInt(other));
        nested(input, 'roundS', 0, 0, signature.S);
        nested(input, 'roundR8x', 0, 0, signature.R8.x);
        nested(input, 'roundR8y', 0, 0, signature.R8.y);
      },
    });
  });
  it('accepts an instrument that a round names in a row that the batch does not open', () => {
    const named = (plan: Scene['plan']) =>
      resign({ instruments: plan.rounds[0]!.instruments.map((id, row) => (row === 4 ? 77 : id)) })(plan);
    return expectAccepted(circuit, dated.optionScene(), { plan: named });
  });
  it('refuses a row that is called without a price to escape the signed one', () =>
    expectRefused(circuit, dated.optionScene(), { input: (input) => edit(input, 'rowUnpriced', 2, () => 1n) }));
  it('refuses marks under another index price than the signed one', () =>
    expectRefused(circuit, dated.optionScene(), { input: (input) => nested(input, 'roundIndex', 0, 0, 9n * USD) }));
});

describe('an expiry', () => {
  const settled = (price: bigint) => resign({ settlement: [price, 3n * USD] });
  it('pays what the signed price says', async () => {
    await expectAccepted(circuit, dated.expiryScene());
    await expectAccepted(circuit, dated.expiryScene(), { plan: settled(9n * USD) });
    const { record } = cheated(dated.expiryScene(), { plan: settled(12n * USD) });
    expect(record.expiry!.final.indexLong).toBe((2n * USD) << 24n);
  });
  it('refuses another price', () =>
    expectRefused(circuit, dated.expiryScene(), {
      record: (record) => {
        Object.assign(record.expiry!.final, { indexLong: (3n * USD) << 24n });
      },
    }));
  it('refuses a price that nobody signed', () =>
    expectRefused(circuit, dated.expiryScene(), { input: (input) => nested(input, 'settlement', 0, 0, 20n * USD) }));
  it('refuses the price of another hour', () =>
    expectRefused(circuit, dated.expiryScene(), { plan: resign({ settlementHour: HOUR - 24 }) }));
  it('refuses a price before its hour, signed or not', () =>
    expectRefused(circuit, dated.expiryScene(), { plan: resign({ time: HOUR * 3600 - 1 }) }));
  it('refuses a row that goes without leaving its indices', () =>
    expectRefused(circuit, dated.expiryScene(), { input: (input) => edit(input, 'expired', 0, () => 0n) }));
  it('refuses a row that stays although it expired', () =>
    expectRefused(circuit, dated.expiryScene(), {
      record: (record) => {
        Object.assign(record.markets[0]!, { after: record.markets[0]!.before });
      },
    }));
  it('refuses the end of a perpetual', () =>
    expectRefused(circuit, dated.expiryScene(), { plan: (plan) => ({ ...plan, expiry: 0, visits: [] }) }));
  it('refuses two at once', () =>
    expectRefused(circuit, dated.expiryScene(), { input: (input) => edit(input, 'expired', 1, () => 1n) }));
  it('refuses marks and bands of the row that ends', async () => {
    await expectRefused(circuit, dated.expiryScene(), { input: (input) => nested(input, 'markReads', 0, 0, 1n) });
    await expectRefused(circuit, dated.expiryScene(), { input: (input) => edit(input, 'bandReads', 0, () => 1n) });
  });
  it('refuses a trade from the expiry on', async () => {
    await expectAccepted(circuit, dated.lateScene());
    await expectRefused(circuit, dated.lateScene(), { plan: (plan) => ({ ...plan, time: HOUR * 3600 }) });
  });
});

describe('the settlement of an expired position', () => {
  it('refuses to keep the position', () =>
    expectRefused(circuit, dated.settlementScene(), {
      record: (record) => {
        const [visit] = record.visits;
        visit!.after.positions[0] = { ...visit!.before.positions[0]!, snapshot: record.openings[0]!.final.indexShort };
      },
    }));
  it('refuses to keep a debt away', () =>
    expectRefused(circuit, dated.settlementScene(), {
      record: (record) => {
        record.visits[0]!.after.collateral += 150n * USD;
      },
    }));
  it('refuses other indices than the tree holds', () =>
    expectRefused(circuit, dated.settlementScene(), {
      record: (record) => {
        for (const opening of record.openings) Object.assign(opening.final, { indexShort: 0n });
      },
    }));
  it('refuses the indices of another instrument', () =>
    expectRefused(circuit, dated.settlementScene(), {
      input: (input) => {
        const ids = input.openedInstrument as bigint[];
        expect(ids.slice(0, 2)).toEqual([BigInt(CALL), BigInt(PUT)]);
        [ids[0], ids[1]] = [ids[1]!, ids[0]!];
      },
    }));
  it('refuses an unused opening that offers indices', () =>
    expectRefused(circuit, dated.settlementScene(), { input: (input) => nested(input, 'openedReads', 3, 0, 1n) }));
  it('refuses a tree that is not the state’s', () =>
    expectRefused(circuit, dated.settlementScene(), {
      input: (input) => {
        (input.openedChild as bigint[][][])[0]![2]![3]! += 1n;
      },
    }));
  it('refuses a settled position that is read as live', () =>
    expectRefused(circuit, dated.settlementScene(), { input: (input) => nested(input, 'isSettled', 0, 0, 0n) }));
});

describe('a listing in the place of an expired series', () => {
  it('is accepted in the batch after', () =>
    expectAccepted(
      circuit,
      scene(
        TEST,
        new World(TEST),
        (w) => {
          dated.held(w);
          dated.expiryRound(w);
          w.expire(2);
        },
        (w) => w.list(call(6, BTC, 13n * USD, HOUR + 168)),
      ),
    ));
  it('trades once a round prices it', () =>
    expectAccepted(
      circuit,
      scene(
        TEST,
        new World(TEST),
        (w) => {
          dated.held(w);
          dated.expiryRound(w);
          w.expire(2);
          w.list(call(6, BTC, 13n * USD, HOUR + 168));
          w.publish({ marks: [12n * USD, 3n * USD], settlementHour: HOUR, settlement: [11n * USD, 3n * USD] });
        },
        (w) => trade(w, 6, 10n, USD / 5n, 60),
      ),
    ));
});

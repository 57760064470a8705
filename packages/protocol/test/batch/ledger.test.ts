import { beforeEach, describe, expect, it } from 'vitest';
import { RandomTrading, TRADERS } from '../../../../test/scenario/random-trading.ts';
import { BTC, ETH, genesis, oracleKeys, oracleRound, perpetual, USD, World } from '../../../../test/scenario/world.ts';
import { CIRCUIT_SIZES, type ErrorName, Ledger, TenorError } from '../../src/index.ts';
import { refused as refusedBy } from '../support/refused.ts';

const SIZE = CIRCUIT_SIZES.test;
const [ALICE, BOB, CAROL] = [1, 2, 3] as const;
let w: World;
beforeEach(() => {
  w = new World(SIZE);
  w.round(10n * USD, 3n * USD);
  for (const [id, name, owner] of [
    [ALICE, 'alice', 0xan],
    [BOB, 'bob', 0xbn],
    [CAROL, 'carol', 0xan],
  ] as const) {
    w.register(id, name, owner);
    w.deposit(id, 1000n * USD);
  }
});

const refused = (name: ErrorName, run: () => void): unknown => refusedBy(w, name, run);
const buy = (more = {}) => w.signed('order', ALICE, more);
const sell = (more = {}) => w.signed('order', BOB, { side: 1, slot: 9, ...more });

describe('a fill is refused', () => {
  it('above the signed limit', () => refused('LIMIT_PRICE', () => w.fill(buy(), sell(), 10n, 10n * USD + 10n)));
  it('outside the band', () =>
    refused('PRICE_BAND', () => w.fill(buy({ limitPrice: 20n * USD }), sell(), 10n, 12n * USD)));
  it('beyond the signed size', () => refused('OVERFILL', () => w.fill(buy({ size: 9n }), sell(), 10n, 10n * USD)));
  it('with a fee above the signed maximum', () =>
    refused('FEE_LIMIT', () => w.fill(buy({ maxFeePerLot: 999n }), sell(), 10n, 10n * USD)));
  it('against oneself', () =>
    refused('SELF_TRADE', () => w.fill(buy(), w.signed('order', ALICE, { side: 1, slot: 9 }), 10n, 10n * USD)));
  it('signed by another key', () =>
    refused('KEY_NOT_OF_ACCOUNT', () => w.fill(w.signed('order', ALICE, {}, 'mallory'), sell(), 10n, 10n * USD)));
  it('expired', () => refused('EXPIRED', () => w.fill(buy({ expiry: w.now - 1 }), sell(), 10n, 10n * USD)));
  it('expiring too late', () =>
    refused('EXPIRY_TOO_FAR', () => w.fill(buy({ expiry: w.now + 31 * 86_400 }), sell(), 10n, 10n * USD)));
  it('without margin', () =>
    refused('MARGIN', () => w.fill(buy({ size: 2000n }), sell({ size: 2000n }), 2000n, 10n * USD)));
  it('in an unknown instrument', () =>
    refused('UNKNOWN_INSTRUMENT', () => w.fill(buy({ instrument: 99 }), sell({ instrument: 99 }), 1n, 10n * USD)));
  it('of nothing', () => refused('SIZE_OUT_OF_RANGE', () => w.fill(buy(), sell(), 0n, 10n * USD)));
  it('by an unknown account', () =>
    refused('UNKNOWN_ACCOUNT', () => w.fill(w.signed('order', 77, {}, 'alice'), sell(), 1n, 10n * USD)));
  it('reduce-only without a position', () =>
    refused('REDUCE_ONLY', () => w.fill(buy({ reduceOnly: true }), sell(), 1n, 10n * USD)));
  it('reduce-only beyond the position', () => {
    w.fill(buy(), sell(), 10n, 10n * USD);
    refused('REDUCE_ONLY', () =>
      w.fill(
        w.signed('order', ALICE, { side: 1, slot: 5, reduceOnly: true }),
        w.signed('order', BOB, { slot: 6 }),
        11n,
        10n * USD,
      ),
    );
  });
  it('above the cap of open interest', () => {
    const market = w.ledger.state.markets[0]!;
    w.ledger.state.markets[0] = { ...market, openInterestCap: 9n };
    refused('OPEN_INTEREST_CAP', () => w.fill(buy(), sell(), 10n, 10n * USD));
  });
});

describe('a maker’s rebate', () => {
  it('is paid by the taker’s fee, and the pool keeps the rest', () => {
    const [alice, bob] = [ALICE, BOB].map((id) => w.ledger.state.accounts.get(id)!);
    w.fill(buy(), sell(), 10n, 10n * USD, { takerFee: 500n, makerFee: -200n });
    expect(alice!.collateral).toBe(900n * USD - 500n);
    expect(bob!.collateral).toBe(1100n * USD + 200n);
    expect(w.ledger.state.house.feePool).toBe(300n);
    w.fill(w.signed('order', ALICE, { slot: 4 }), sell({ slot: 10 }), 10n, 10n * USD, { takerFee: 7n, makerFee: -7n });
    expect(w.ledger.state.house.feePool).toBe(300n);
  });
  it('is never more than the taker pays', () => {
    refused('FEE_LIMIT', () => w.fill(buy(), sell(), 10n, 10n * USD, { takerFee: 500n, makerFee: -501n }));
    refused('FEE_LIMIT', () => w.fill(buy(), sell(), 10n, 10n * USD, { takerFee: 0n, makerFee: -1n }));
    refused('FEE_LIMIT', () =>
      w.fill(buy(), sell(), 10n, 10n * USD, { takerFee: 100_000n, makerFee: -(1n << 40n) - 1n }),
    );
  });
});

describe('slots', () => {
  it('a filled order cannot fill again', () => {
    const order = buy({ size: 10n });
    w.fill(order, sell(), 10n, 10n * USD);
    refused('OVERFILL', () => w.fill(order, sell({ slot: 10 }), 1n, 10n * USD));
  });
  it('an older generation is dead', () => {
    const old = buy();
    w.fill(buy(), sell(), 1n, 10n * USD);
    refused('SLOT_DEAD', () => w.fill(old, sell({ slot: 10 }), 1n, 10n * USD));
  });
  it('a withdrawal cannot be replayed', () => {
    const withdrawal = w.signed('withdraw', CAROL, { amount: 5n });
    w.oneShot(withdrawal);
    refused('SLOT_DEAD', () => w.oneShot(withdrawal));
  });
  it('a cancel kills what was signed for its slot', () => {
    const order = buy();
    w.oneShot(w.signed('cancel', ALICE, {}));
    refused('SLOT_DEAD', () => w.fill(order, sell(), 1n, 10n * USD));
  });
  it('a cancel-all kills every older generation in every slot', () => {
    const order = buy({ slot: 500 });
    w.oneShot(w.signed('cancelAll', ALICE, { slot: 1 }));
    refused('GENERATION_DEAD', () => w.fill(order, sell(), 1n, 10n * USD));
  });
});

describe('money', () => {
  it('a withdrawal beyond the free collateral is refused', () =>
    refused('INSUFFICIENT_FUNDS', () => w.oneShot(w.signed('withdraw', ALICE, { amount: 1000n * USD + 1n }))));
  it('a withdrawal of nothing is refused', () =>
    refused('AMOUNT_OUT_OF_RANGE', () => w.oneShot(w.signed('withdraw', ALICE, { amount: 0n }))));
  it('a transfer to another owner is refused', () =>
    refused('NOT_OWNER', () => w.oneShot(w.signed('transfer', ALICE, { amount: 1n, instrument: BOB }))));
  it('a transfer to oneself is refused', () =>
    refused('SELF_TRANSFER', () => w.oneShot(w.signed('transfer', ALICE, { amount: 1n, instrument: ALICE }))));
  it('a transfer moves exactly its amount', () => {
    w.oneShot(w.signed('transfer', ALICE, { amount: 7n * USD, instrument: CAROL }));
    expect(w.ledger.state.accounts.get(ALICE)!.collateral).toBe(993n * USD);
    expect(w.ledger.state.accounts.get(CAROL)!.collateral).toBe(1007n * USD);
  });
});

describe('rounds, funding and entries', () => {
  it('refuses a round that is not newer', () => {
    w.begin();
    refused('STALE_ROUND', () => w.ledger.applyRound(oracleRound(SIZE, 1, w.now, [10n * USD, 3n * USD])));
  });
  it('refuses a round with a mark of an unlisted row, or without one of a listed row', () => {
    w.begin();
    const instruments = [1, 2, 0, 0, 0];
    const round = (...marks: bigint[]) => oracleRound(SIZE, 9, w.now, marks, { instruments });
    refused('ROUND_REFUSED', () => w.ledger.applyRound(round(10n * USD, 3n * USD, 1n)));
    refused('ROUND_REFUSED', () => w.ledger.applyRound(round(10n * USD)));
  });
  it('refuses a round that is of another instrument in a listed row, of none there, or of one where none is listed', () => {
    w.begin();
    for (const instruments of [
      [1, 3, 0, 0, 0],
      [1, 0, 0, 0, 0],
      [1, 2, 3, 0, 0],
    ]) {
      const round = oracleRound(SIZE, 9, w.now, [10n * USD, 3n * USD], { instruments });
      refused('ROUND_REFUSED', () => w.ledger.applyRound(round));
    }
    const short = oracleRound(SIZE, 9, w.now, [10n * USD, 3n * USD], { instruments: [1, 2] });
    refused('ROUND_REFUSED', () => w.ledger.applyRound(short));
  });
  it('refuses a round that was changed after signing', () => {
    w.begin();
    refused('ROUND_REFUSED', () =>
      w.ledger.applyRound({
        ...oracleRound(SIZE, 9, w.now, [10n * USD, 3n * USD]),
        marks: [10n * USD + 1n, 3n * USD, 0n, 0n, 0n],
      }),
    );
  });
  it('refuses funding that is not due, and beyond its cap', () => {
    w.begin();
    refused('FUNDING_REFUSED', () => w.ledger.applyFunding({ row: 0, step: 1n, hours: 1 }));
    w.now += 3600;
    w.begin();
    refused('FUNDING_REFUSED', () =>
      w.ledger.applyFunding({ row: 0, step: perpetual(BTC).fundingCapRate * 10n * USD + 1n, hours: 1 }),
    );
  });
  it('refuses L1 entries out of order', () => {
    w.begin();
    refused('ENTRY_OUT_OF_ORDER', () =>
      w.ledger.applyEntry({ kind: 'deposit', index: 99, account: ALICE, amount: 1n }),
    );
    refused('ENTRY_OUT_OF_ORDER', () => w.ledger.applyEntry({ kind: 'deposit', index: 0, account: ALICE, amount: 1n }));
  });
  it('needs a round before anything else', () => {
    const fresh = new World(SIZE);
    expect(() => fresh.register(1, 'alice')).toThrow(TenorError);
  });
  it('refuses to list more instruments than a batch can open', () => {
    const size = { ...SIZE, T: SIZE.M - 1 };
    const options = { size, domain: 1n, oracleKeys: oracleKeys(size), genesis: genesis(size) };
    expect(() => Ledger.create(options)).toThrow(RangeError);
  });
});

describe('conservation over random trading', () => {
  it('positions sum to zero, and no command makes or loses money but what it names', () => {
    const trading = new RandomTrading(SIZE, 99);
    const { state } = trading.world.ledger;
    for (let i = 0; i < 800; i++) {
      const before = total(state);
      const accepted = trading.step();
      const change = total(state) - before;
      if (!accepted) expect(change).toBe(0n);
      else if (trading.last === 'deposit' || trading.last === 'insure') expect(change).toBeGreaterThan(0n);
      else if (trading.last === 'withdraw') expect(change).toBeLessThan(0n);
      // a squeeze takes out what is free, if anything is
      else if (trading.last === 'squeeze') expect(change <= 0n).toBe(true);
      // pending cash is counted rounded down for each account, so funding may shift less than a µUSD of dust for each
      else if (trading.last === 'funding') expect(change > -5n && change < 5n).toBe(true);
      else expect(change, trading.last).toBe(0n);
      for (const instrument of [BTC, ETH]) {
        const sizes = TRADERS.map(
          (id) => state.accounts.get(id)!.positions.find((p) => p.instrument === instrument)?.size ?? 0n,
        );
        expect(sizes.reduce((sum, size) => sum + size, 0n)).toBe(0n);
        const open = sizes.reduce((sum, size) => sum + (size > 0n ? size : 0n), 0n);
        expect(state.markets[instrument - 1]!.openInterest).toBe(open);
      }
    }
    for (const kind of ['fill', 'resume', 'withdraw', 'transfer', 'deposit', 'funding', 'insure', 'liquidate'])
      expect(trading.tally.get(kind) ?? 0, kind).toBeGreaterThan(0);
  });
});

/** Collateral with pending cash (rounded down) and the house, µUSD. */
function total(state: World['ledger']['state']): bigint {
  let sum = state.house.feePool + state.house.insuranceFund;
  for (const { collateral, positions } of state.accounts.values()) {
    let pending = 0n;
    for (const { instrument, size, snapshot } of positions) {
      const market = state.markets.find((m) => m?.instrument === instrument);
      if (market && size !== 0n) pending += size * ((size > 0n ? market.indexLong : market.indexShort) - snapshot);
    }
    sum += collateral + (pending >> 24n);
  }
  return sum;
}

import { beforeEach, describe, expect, it } from 'vitest';
import { placeHolders } from '../../../../test/scenario/holders.ts';
import { BTC, ETH, genesis, perpetual, USD, World } from '../../../../test/scenario/world.ts';
import { CIRCUIT_SIZES, type ErrorName, type Liquidation } from '../../src/index.ts';
import { refused as refusedBy } from '../support/refused.ts';

const SIZE = CIRCUIT_SIZES.dev;
const [ALICE, BOB, CAROL, DAVE] = [1, 2, 3, 4] as const;
const MARK = 10n * USD;
let w: World;

/** Alice is long 1000 lots of BTC at $10 with this equity (IM $500, MM $250); Bob is short; Carol and Dave are rich. */
function start(equity: bigint): void {
  const terms = { imRate: 52_428n, slopeRate: 0n };
  w = new World(SIZE, genesis(SIZE, [perpetual(BTC, terms), perpetual(ETH, terms)]));
  const holders = [
    { id: ALICE, equity: equity * USD, lots: [1000n] },
    { id: BOB, equity: 40_000n * USD, lots: [-1000n] },
    ...[CAROL, DAVE].map((id) => ({ id, equity: 50_000n * USD })),
  ];
  placeHolders(w, holders, [MARK]);
  w.round(MARK, 3n * USD);
}
beforeEach(() => start(200n));

const bid = (account: number, size: bigint, more = {}) =>
  w.signed('order', account, { size, side: 0, limitPrice: 20n * USD, slot: 10 + Number(size % 700n), ...more });
const close = (lots: bigint, more: Partial<Liquidation> = {}, price = MARK): void =>
  w.liquidate(ALICE, bid(CAROL, lots), lots, price, more);
const alice = () => w.ledger.state.accounts.get(ALICE)!;

const refused = (name: ErrorName, run: () => void): unknown => refusedBy(w, name, run);

describe('a liquidation', () => {
  it('closes lots at the price of the order, and pays its fee into the insurance fund', () => {
    close(600n, { fee: 7n * USD }, 9_990_000n);
    expect(alice().positions[0]!.size).toBe(400n);
    expect(w.ledger.health(ALICE).equity).toBe(187n * USD);
    expect(w.ledger.state.house.insuranceFund).toBe(7n * USD);
    expect(w.ledger.state.markets[0]!.openInterest).toBe(1000n);
  });

  it('takes several orders, of one maker too, and stands or falls with all of them', () => {
    const fills = [
      { maker: bid(CAROL, 100n), size: 100n, price: MARK, makerFee: USD },
      { maker: bid(CAROL, 200n), size: 200n, price: 9_990_000n, makerFee: 0n },
      { maker: bid(DAVE, 300n), size: 300n, price: 9_980_000n, makerFee: 0n },
    ];
    refused('FEE_LIMIT', () =>
      w.liquidate(ALICE, fills[0]!.maker, 1n, MARK, {
        fills: [...fills.slice(0, 2), { ...fills[2]!, makerFee: 1_000n * USD }],
      }),
    );
    w.liquidate(ALICE, fills[0]!.maker, 1n, MARK, { fills });
    expect(alice().positions[0]!.size).toBe(400n);
    expect(w.ledger.state.accounts.get(CAROL)!.positions[0]!.size).toBe(300n);
    expect(w.ledger.state.house.feePool).toBe(USD);
    w.begin();
    w.ledger.seal();
    const [plan] = w.ledger.takeSealed();
    expect(plan!.rows.map(({ base }) => base)).toEqual([600n, 100n, 200n, 300n]);
    expect(plan!.visits.find(({ account }) => account === ALICE)!.insurance).toBe(0n);
  });

  it('continues in the same batch', () => {
    close(100n, { fee: 2n * USD });
    close(50n, { fee: 2n * USD });
    w.begin();
    w.ledger.seal();
    const plans = w.ledger.takeSealed();
    expect(plans).toHaveLength(1);
    expect(plans[0]!.rows.find(({ signed }) => signed.instruction.kind === 'liquidate')).toMatchObject({
      base: 150n,
      fee: 4n * USD,
    });
  });

  it('never shares a batch with what the account signed', () => {
    start(260n);
    w.fill(w.signed('order', ALICE, { side: 1, size: 10n, limitPrice: 1n, slot: 4 }), bid(CAROL, 10n), 10n, MARK, {
      takerFee: 0n,
    });
    w.round(9_900_000n, 3n * USD);
    close(500n, {}, 9_900_000n);
    const [first] = w.ledger.takeSealed();
    expect(first!.rows).toHaveLength(2);
    expect(first!.visits.every(({ insurance }) => insurance === null)).toBe(true);
    w.deposit(ALICE, 5_000n * USD);
    expect(w.ledger.takeSealed()).toHaveLength(1);
  });

  it('is refused where it must be', () => {
    refused('LIQUIDATION_COST', () => close(600n, {}, 9_860_000n));
    refused('LIQUIDATION_COST', () => close(600n, { fee: 75n * USD }));
    refused('LIQUIDATION_TOO_LARGE', () => close(1000n));
    refused('NO_POSITION', () => close(1001n));
    refused('PRICE_BAND', () => close(600n, {}, 5n * USD));
    refused('SELF_TRADE', () => w.liquidate(ALICE, bid(ALICE, 600n), 600n, MARK));
    refused('INVALID_PARAMS', () => w.liquidate(ALICE, bid(CAROL, 600n, { side: 1, limitPrice: 1n }), 600n, MARK));
    refused('NO_POSITION', () => w.liquidate(DAVE, bid(CAROL, 600n), 600n, MARK));
    refused('NOT_LIQUIDATABLE', () => w.liquidate(BOB, bid(CAROL, 10n, { side: 1, limitPrice: 1n }), 10n, MARK));
    refused('AMOUNT_OUT_OF_RANGE', () => close(600n, { fee: -1n }));
    refused('AMOUNT_OUT_OF_RANGE', () => close(600n, { insurance: 1n << 48n }));
    refused('LIQUIDATION_DEBT', () => close(600n, { insurance: 1n }));
    const same = bid(CAROL, 300n);
    const twice = [same, same].map((maker) => ({ maker, size: 100n, price: MARK, makerFee: 0n }));
    refused('SELF_TRADE', () => w.liquidate(ALICE, same, 1n, MARK, { fills: twice }));
    refused('SIZE_OUT_OF_RANGE', () => w.liquidate(ALICE, same, 1n, MARK, { fills: [] }));
  });

  it('begins below the maintenance margin', () => {
    start(250n);
    refused('NOT_LIQUIDATABLE', () => close(600n));
    start(249n);
    close(600n);
  });

  it('counts what was deposited for the account', () => {
    w.deposit(ALICE, 60n * USD);
    refused('NOT_LIQUIDATABLE', () => close(600n));
  });
});

describe('insurance', () => {
  beforeEach(() => {
    start(-20n);
    w.insure(100n * USD);
  });

  it('pays what the account lacks, and not more', () => {
    refused('LIQUIDATION_DEBT', () => close(1000n, { insurance: 19n * USD }));
    refused('LIQUIDATION_DEBT', () => close(1000n, { insurance: 21n * USD }));
    close(1000n, { insurance: 20n * USD });
    expect(w.ledger.health(ALICE).equity).toBe(0n);
    expect(alice().collateral).toBe(0n);
    expect(w.ledger.state.house.insuranceFund).toBe(80n * USD);
  });

  it('pays for what is closed, and leaves the debt of what stays open', () => {
    refused('LIQUIDATION_DEBT', () => close(500n, { insurance: 20n * USD }));
    refused('LIQUIDATION_DEBT', () => close(500n, { insurance: 10n * USD + 1n }));
    close(500n, { insurance: 10n * USD });
    expect(w.ledger.health(ALICE).equity).toBe(-10n * USD);
    close(1n, { insurance: 20_000n });
    expect(w.ledger.health(ALICE).equity).toBe(-9_980_000n);
  });

  it('need not be paid where nothing gets worse', () => {
    close(400n);
    expect(w.ledger.health(ALICE).equity).toBe(-20n * USD);
    refused('LIQUIDATION_DEBT', () => close(1n, {}, MARK - 10n));
    refused('LIQUIDATION_DEBT', () => close(1n, { fee: 1n }));
  });

  it('pays the cost of a solvent account down to zero', () => {
    start(1n);
    w.insure(100n * USD);
    refused('LIQUIDATION_DEBT', () => close(1000n, { insurance: 3n * USD }, MARK - 5_000n));
    close(1000n, { insurance: 4n * USD }, MARK - 5_000n);
    expect(w.ledger.health(ALICE).equity).toBe(0n);
  });

  it('pays no more than the fund has', () => {
    start(-120n);
    w.insure(100n * USD);
    refused('LIQUIDATION_DEBT', () => close(1000n, { insurance: 120n * USD }));
    w.insure(20n * USD);
    close(1000n, { insurance: 120n * USD });
    expect(w.ledger.state.house.insuranceFund).toBe(0n);
  });
});

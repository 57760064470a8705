import { CIRCUIT_SIZES, levyCash, SettledState } from '@tenor/protocol';
import { describe, expect, it } from 'vitest';
import { call, rate } from '../../../test/scenario/dated.ts';
import { placeHolders } from '../../../test/scenario/holders.ts';
import { deleverageFor } from '../../../test/scenario/shortfall-plans.ts';
import { BTC, DOMAIN, ETH, genesis, oracleKeys, perpetual, START, USD, World } from '../../../test/scenario/world.ts';
import { auditLiquidations, copiesOf, fundDifference } from '../audit-liquidations.ts';

const SIZE = CIRCUIT_SIZES.dev;
const [ALICE, BOB, CAROL, DAVE] = [1, 2, 3, 4] as const;
const MARK = 10n * USD;
const HOUR = Math.floor(START / 3600) + 48;

/** Alice is long 1000 lots at $10 with this equity (MM $250) and is liquidated; the states around the batch. */
function around(equity: bigint, insurance = 0n, lots = 600n) {
  const terms = { imRate: 52_428n, slopeRate: 0n };
  const world = new World(SIZE, genesis(SIZE, [perpetual(BTC, terms), perpetual(ETH, terms)]));
  const { state } = world.ledger;
  const holders = [
    { id: ALICE, equity: equity * USD, lots: [1000n] },
    { id: BOB, equity: 40_000n * USD, lots: [-1000n] },
    { id: CAROL, equity: 50_000n * USD },
  ];
  placeHolders(world, holders, [MARK]);
  state.house.insuranceFund = 100n * USD;
  const settled = new SettledState(SIZE, state, oracleKeys(SIZE));
  const before = copiesOf(settled.state, [ALICE, CAROL]);
  const round = world.round(MARK, 3n * USD);
  const bid = world.signed('order', CAROL, { size: lots, limitPrice: 20n * USD });
  world.liquidate(ALICE, bid, lots, MARK - 10_000n, { insurance });
  world.begin();
  world.ledger.seal();
  settled.apply(world.ledger.takeSealed()[0]!, DOMAIN);
  return { before, after: settled.state, round };
}

const audit = ({ before, after, round }: ReturnType<typeof around>, insurance = 0n) =>
  auditLiquidations(
    1,
    before,
    after,
    [{ account: ALICE, insurance, deleveraged: false, fee: 0n, levy: 0n }],
    new Map(),
    round,
  );

describe('the audit of a liquidation', () => {
  it('finds equity, margins and the rule from the states alone', () => {
    expect(audit(around(200n))).toEqual([
      {
        batch: 1,
        account: ALICE,
        equityBefore: 200n * USD,
        equityAfter: 194n * USD,
        marginBefore: (1000n * MARK * 52_428n) << 4n,
        marginAfter: (400n * MARK * 52_428n) << 4n,
        insurance: 0n,
        deleveraged: false,
        refusal: null,
      },
    ]);
  });

  it('counts what the fund paid', () => {
    const insured = around(-20n, 30n * USD, 1000n);
    expect(audit(insured, 30n * USD)[0]).toMatchObject({ equityAfter: 0n, refusal: null });
    expect(audit(insured, 31n * USD)[0]!.refusal).toBeNull();
  });

  it('finds a fund that pays what no receipt says', () => {
    const receipt = {
      account: ALICE,
      insurance: 30n * USD,
      deleveraged: false,
      fee: 0n,
      levy: 0n,
    };
    expect(fundDifference(100n * USD, 70n * USD, [receipt], 0n)).toBe(0n);
    expect(fundDifference(100n * USD, 75n * USD, [{ ...receipt, fee: 2n * USD }], 3n * USD)).toBe(0n);
    expect(fundDifference(100n * USD, 70n * USD, [{ ...receipt, insurance: 29n * USD }], 0n)).toBe(-USD);
    expect(fundDifference(100n * USD, 90n * USD, [{ ...receipt, levy: 20n * USD }], 0n)).toBe(0n);
    expect(fundDifference(100n * USD, 70n * USD, [], 0n)).toBe(-30n * USD);
  });

  it('finds what is against the rule', () => {
    const healthy = around(200n);
    healthy.before.get(ALICE)!.collateral += 60n * USD;
    expect(audit(healthy)[0]!.refusal).toBe('NOT_LIQUIDATABLE');
    const dear = around(200n);
    dear.after.accounts.get(ALICE)!.collateral -= 80n * USD;
    expect(audit(dear)[0]!.refusal).toBe('LIQUIDATION_COST');
    const grown = around(200n);
    grown.after.accounts.get(ALICE)!.positions[0]!.size = 1001n;
    expect(audit(grown)[0]!.refusal).toBe('A_POSITION_GREW');
    const { before, after, round } = around(240n);
    expect(
      auditLiquidations(
        1,
        before,
        after,
        [{ account: ALICE, insurance: 0n, deleveraged: false, fee: 0n, levy: 0n }],
        new Map([[ALICE, 20n * USD]]),
        round,
      )[0]!.refusal,
    ).toBe('NOT_LIQUIDATABLE');
  });
});

describe('the audit of an account in portfolio margin', () => {
  const CALL = 3;
  const CALL_MARK = 200_000n;
  /** Alice, in portfolio margin of BTC, is short 1000 calls at the money against 700 perpetuals, with $900; 300 of the perpetuals are closed. */
  function hedged() {
    const terms = { imRate: 52_428n, slopeRate: 0n };
    const option = perpetual(CALL, call(CALL, BTC, MARK, HOUR));
    const world = new World(SIZE, genesis(SIZE, [perpetual(BTC, terms), perpetual(ETH, terms), option]));
    const { state } = world.ledger;
    const holders = [
      { id: ALICE, equity: 900n * USD, lots: [700n, 0n, -1000n], marginMode: BTC },
      { id: CAROL, equity: 50_000n * USD, lots: [-700n, 0n, 1000n] },
    ];
    placeHolders(world, holders, [MARK, 3n * USD, CALL_MARK]);
    const settled = new SettledState(SIZE, state, oracleKeys(SIZE));
    const before = copiesOf(settled.state, [ALICE]);
    const round = world.round(MARK, 3n * USD);
    world.liquidate(ALICE, world.signed('order', CAROL, { size: 300n, limitPrice: MARK }), 300n, MARK);
    settled.apply(world.sealed()[0]!, DOMAIN);
    return { before, after: settled.state, round };
  }

  const judged = ({ before, after, round }: ReturnType<typeof hedged>) => {
    const receipt = { account: ALICE, insurance: 0n, deleveraged: false, fee: 0n, levy: 0n };
    return auditLiquidations(1, before, after, [receipt], new Map(), round)[0]!;
  };

  it('judges it by the scenarios of the round', () => {
    const story = hedged();
    // Three steps of a perpetual that falls; with volatility up the calls gain least.
    const loss = (lots: bigint) => lots * 3n * 500_002n - 1000n * (CALL_MARK - 175_000n);
    const short = (lots: bigint) => lots * MARK * 52_428n + 1000n * (rate(0.15) * MARK + (CALL_MARK << 20n));
    const margin = (lots: bigint) => 2n * ((loss(lots) << 23n) + short(lots));
    expect(judged(story)).toMatchObject({
      equityBefore: 900n * USD,
      marginBefore: margin(700n),
      marginAfter: margin(400n),
      refusal: null,
    });
    // Calls that would be worth nothing after a fall hedge better: then it was not to be closed.
    const kinder = story.round.scenarioPrices.map((row) => row.map((price, s) => (s === 0 || s === 6 ? 0n : price)));
    expect(judged({ ...story, round: { ...story.round, scenarioPrices: kinder } }).refusal).toBe('NOT_LIQUIDATABLE');
  });

  it('finds a mode that changed on the way', () => {
    const story = hedged();
    story.before.get(ALICE)!.marginMode = 0;
    expect(judged(story).refusal).toBe('MODE_CHANGED');
  });
});

describe('the audit of a deleveraging', () => {
  /** Alice is long 1000 lots with a debt of $300; Bob and Dave are short 600 and 400, and are closed with it. */
  function deleveraged() {
    const world = new World(SIZE, genesis(SIZE, [perpetual(BTC, { imRate: 52_429n, slopeRate: 0n }), perpetual(ETH)]));
    const { state } = world.ledger;
    const holders = [
      { id: ALICE, equity: -300n * USD, lots: [1000n] },
      { id: BOB, equity: 2000n * USD, lots: [-600n] },
      { id: DAVE, equity: 2000n * USD, lots: [-400n] },
    ];
    placeHolders(world, holders, [MARK]);
    state.house.insuranceFund = 7n * USD;
    const settled = new SettledState(SIZE, state, oracleKeys(SIZE));
    const before = copiesOf(settled.state, [ALICE, BOB, DAVE]);
    const round = world.round(MARK, 3n * USD);
    const plan = deleverageFor(world.ledger, ALICE, BTC, [BOB, DAVE], 1n << 32n);
    world.deleverage(plan);
    world.begin();
    world.ledger.seal();
    const fund = settled.state.house.insuranceFund;
    settled.apply(world.ledger.takeSealed()[0]!, DOMAIN);
    const party = (account: number, insurance: bigint | null) =>
      ({ account, insurance, deleveraged: true, fee: 0n, levy: 0n }) as const;
    const levy = levyCash(1000n, plan.levyStep);
    const receipts = [{ ...party(ALICE, plan.insurance), levy }, party(BOB, null), party(DAVE, null)];
    return { before, after: settled.state, receipts, fund, round };
  }

  it('judges both sides, and the money of the fund', () => {
    const { before, after, receipts, fund, round } = deleveraged();
    const findings = auditLiquidations(1, before, after, receipts, new Map(), round);
    expect(findings.map(({ account, refusal }) => [account, refusal])).toEqual([
      [ALICE, null],
      [BOB, null],
      [DAVE, null],
    ]);
    expect(receipts[0]!.levy).toBeGreaterThan(0n);
    expect(fundDifference(fund, after.house.insuranceFund, receipts, 0n)).toBe(0n);
  });

  it('finds a debtor that gained, and a counterparty that lost more than its margin', () => {
    const gained = deleveraged();
    gained.after.accounts.get(ALICE)!.collateral += 2000n;
    const lost = deleveraged();
    lost.after.accounts.get(BOB)!.collateral -= 400n * USD;
    const refusals = ({ before, after, receipts, round }: ReturnType<typeof deleveraged>) =>
      auditLiquidations(1, before, after, receipts, new Map(), round).map(({ refusal }) => refusal);
    expect(refusals(gained)).toEqual(['LIQUIDATION_DEBT', null, null]);
    expect(refusals(lost)).toEqual([null, 'DELEVERAGE_LOSS', null]);
  });
});

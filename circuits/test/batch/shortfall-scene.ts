import { type BatchPlan, type CircuitSize, levyCap, levyCash, marketFigures, newAccount } from '@tenor/protocol';
import { deleverageFor } from '../../../test/scenario/shortfall-plans.ts';
import { BTC, ETH, genesis, perpetual, USD, World } from '../../../test/scenario/world.ts';
import { type Scene, scene, TEST } from './batch-rig.ts';

export { BTC, ETH, USD };
export const [ALICE, BOB, CAROL, DAVE] = [1, 2, 3, 4] as const;
export const MARK = 10n * USD;
const TERMS = { imRate: 52_429n, slopeRate: 0n };
const FIGURES = marketFigures(perpetual(BTC, TERMS), MARK, MARK);
/** The highest levy, 2^-24 µUSD a lot: 6.25 cents, and what it brings of the 1500 lots of each side, µUSD. */
export const CAP = levyCap(FIGURES, true);
export const LEVY = levyCash(1500n, CAP);
/** Two thirds of 1500 lots are the 1000 of Alice. */
export const ALL = (2n << 32n) / 3n;

export interface Situation {
  /** Alice's equity and Bob's, µUSD; the fund, µUSD. */
  readonly equity?: bigint;
  readonly bob?: bigint;
  readonly fund?: bigint;
  /** What the ledger sees instead, where the rules would refuse the scene. */
  readonly shown?: { readonly equity?: bigint; readonly bob?: bigint; readonly fund?: bigint };
  readonly flipped?: boolean;
  readonly size?: CircuitSize;
}

/**
 * Alice is long 1000 lots of BTC at $10 and 10 of ETH at $3, Carol 500 of BTC; Bob is short 900 and Dave 600 (and the 10 of ETH). All but Alice are
 * rich. `act` is the batch.
 */
export function shortfallScene({ size = TEST, ...now }: Situation, act: (w: World) => void): Scene {
  const world = new World(size, genesis(size, [perpetual(BTC, TERMS), perpetual(ETH, TERMS)]));
  const { state } = world.ledger;
  const sign = now.flipped ? -1n : 1n;
  const collateral = new Map<number, bigint>();
  for (const [id, owner, lots, eth, equity] of [
    [ALICE, 0xan, 1000n, 10n, now.equity ?? -30n * USD],
    [BOB, 0xbn, -900n, 0n, now.bob ?? 2000n * USD],
    [CAROL, 0xan, 500n, 0n, 50_000n * USD],
    [DAVE, 0xbn, -600n, -10n, 2000n * USD],
  ] as const) {
    world.name(id, `holder ${id}`);
    const account = newAccount(id, owner, world.keyOf(`holder ${id}`), size.K);
    account.positions[0] = { instrument: BTC, size: sign * lots, snapshot: 0n };
    if (eth !== 0n) account.positions[1] = { instrument: ETH, size: sign * eth, snapshot: 0n };
    collateral.set(id, -sign * (lots * MARK + eth * 3n * USD));
    account.collateral = equity + collateral.get(id)!;
    state.accounts.set(id, account);
  }
  state.markets[0]!.openInterest = 1500n;
  state.markets[1]!.openInterest = 10n;
  state.house.insuranceFund = now.fund ?? 0n;
  return scene(
    size,
    world,
    (w) => {
      for (let epoch = 0; epoch < size.E; epoch++) w.round(MARK, 3n * USD);
    },
    (w) => {
      const seen = w.ledger.state;
      const { equity, bob, fund } = now.shown ?? {};
      if (equity !== undefined) seen.accounts.get(ALICE)!.collateral = equity + collateral.get(ALICE)!;
      if (bob !== undefined) seen.accounts.get(BOB)!.collateral = bob + collateral.get(BOB)!;
      if (fund !== undefined) seen.house.insuranceFund = fund;
      act(w);
    },
  );
}

/** Alice's position is closed against Bob and Dave, or a part of it, as it is needed for what the ledger sees. */
export const deleveraged =
  (counterparties: readonly number[] = [BOB, DAVE], ratio = ALL) =>
  (w: World): void => {
    w.deleverage(deleverageFor(w.ledger, ALICE, BTC, counterparties, ratio));
  };

/** Changes the plan's shortfall, and what the fund pays Alice. */
export const withShortfall =
  (change: Partial<NonNullable<BatchPlan['shortfall']>>, insurance?: bigint) =>
  (plan: BatchPlan): BatchPlan => ({
    ...plan,
    shortfall: { ...plan.shortfall!, ...change },
    visits: plan.visits.map((visit) =>
      visit.account === ALICE && insurance !== undefined ? { ...visit, insurance } : visit,
    ),
  });

/** Every row at this price. */
export const atPrice =
  (price: bigint) =>
  (plan: BatchPlan): BatchPlan => ({ ...plan, rows: plan.rows.map((row) => ({ ...row, quote: row.base * price })) });

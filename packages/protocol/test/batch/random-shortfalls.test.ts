import { describe, expect, it } from 'vitest';
import { RandomShortfalls } from '../../../../test/scenario/random-shortfalls.ts';
import { DOMAIN, oracleKeys } from '../../../../test/scenario/world.ts';
import { type BatchPlan, CIRCUIT_SIZES, Replay, SettledState } from '../../src/index.ts';
import { brokenConstraints } from '../support/broken-constraints.ts';
import { exactMoney, netPositions } from '../support/exact-money.ts';
import { stateText } from '../support/state-text.ts';

const SIZE = CIRCUIT_SIZES.dev;
const sizesOf = ({ world }: RandomShortfalls): Map<number, string> =>
  new Map(
    [...world.ledger.state.accounts].map(([id, { positions }]) => [id, positions.map(({ size }) => size).join()]),
  );

const met = new Set<string>();

describe.each([21, 22, 24, 26])('random debts that winners pay, seed %d', (seed) => {
  it('no money is made, the fund is never negative, only those who are named lose positions, every batch is provable', () => {
    const run = new RandomShortfalls(SIZE, seed);
    const { ledger } = run.world;
    const settled = new SettledState(SIZE, RandomShortfalls.genesis(SIZE), oracleKeys(SIZE));
    const replay = new Replay(SIZE, RandomShortfalls.genesis(SIZE));
    const broken: string[] = [];
    const seen = { levies: 0, deleveragings: 0, atMark: 0, beyond: 0 };
    const take = (plans: readonly BatchPlan[]): void => {
      for (const plan of plans) {
        const record = settled.net(plan);
        for (const what of brokenConstraints(record, settled.state, SIZE)) broken.push(`${plan.number}: ${what}`);
        const { shortfall } = plan;
        if (shortfall && shortfall.levyStep > 0n) seen.levies++;
        if (shortfall?.deleverage) {
          const mark = record.markets.find(({ row }) => row === shortfall.row)!.figures.at(-1)!.mark;
          seen.deleveragings++;
          if (shortfall.deleverage.price === mark) seen.atMark++;
          else seen.beyond++;
        }
        const { words, newRoot } = settled.applyRecord(record, DOMAIN);
        expect(replay.apply(words).newRoot).toBe(newRoot);
      }
    };
    let money = exactMoney(ledger.state);
    for (let i = 0; i < 350; i++) {
      const before = ledger.serialize();
      const sizes = sizesOf(run);
      if (!run.step() && run.last !== 'other') expect(ledger.serialize()).toBe(before);
      take(ledger.takeSealed());
      const after = exactMoney(ledger.state);
      // Settling an account rounds away less than a µUSD, and so does what a levy brings to the fund.
      if (run.last !== 'other') expect(after <= money && money - after < 9n << 24n, run.last).toBe(true);
      money = after;
      expect(ledger.state.house.insuranceFund >= 0n).toBe(true);
      for (const sum of netPositions(ledger.state).values()) expect(sum).toBe(0n);
      if (run.last === 'deleverage') {
        for (const [id, held] of sizesOf(run)) if (!run.named.includes(id)) expect(held).toBe(sizes.get(id));
      }
    }
    take(run.world.sealed());
    expect(broken).toEqual([]);
    expect(stateText(settled.state)).toBe(stateText(ledger.state));
    expect(stateText(replay.state)).toBe(stateText(ledger.state));
    expect(seen.levies).toBeGreaterThan(5);
    expect(seen.atMark).toBeGreaterThan(1);
    expect(seen.beyond).toBeGreaterThan(1);
    for (const name of run.tally.keys()) met.add(name);
  });
});

it('meets every refusal', () => {
  for (const refusal of ['FUND_CAN_PAY', 'LIQUIDATION_DEBT', 'DELEVERAGE_LOSS', 'DELEVERAGE_PRICE', 'MARGIN'])
    expect(met, refusal).toContain(refusal);
});

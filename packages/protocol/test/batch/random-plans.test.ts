import { describe, expect, it } from 'vitest';
import { RandomOptions } from '../../../../test/scenario/random-options.ts';
import { DOMAIN, genesis, oracleKeys } from '../../../../test/scenario/world.ts';
import {
  applyRecord,
  type BatchPlan,
  type BatchRecord,
  CIRCUIT_SIZES,
  type CircuitSize,
  netBatch,
  parseExact,
  portfolioMargin,
  Replay,
  SETTLED_FIGURES,
  SettledState,
  STANDARD_MODE,
  stringifyExact,
} from '../../src/index.ts';
import { brokenConstraints } from '../support/broken-constraints.ts';
import { exactMoney, netPositions } from '../support/exact-money.ts';
import { stateText } from '../support/state-text.ts';

/** Works plans out one after the other, apart from the ledger, and keeps what the circuit would refuse. */
class Netting {
  readonly state;
  readonly broken: string[] = [];
  readonly seen = {
    batches: 0,
    listings: 0,
    expiries: 0,
    openings: 0,
    epochs: 0,
    scoped: 0,
    cheaper: 0,
    credited: 0,
    closed: 0,
  };
  readonly #size: CircuitSize;

  constructor(size: CircuitSize) {
    this.#size = size;
    this.state = genesis(size);
  }

  take(plans: readonly BatchPlan[]): void {
    for (const plan of plans) {
      // From text, as the prover gets it: what the ledger does later must not reach it.
      const record = netBatch(this.state, parseExact<BatchPlan>(stringifyExact(plan)), this.#size);
      this.#count(record);
      this.#countModes(record);
      for (const what of brokenConstraints(record, this.state, this.#size)) this.broken.push(`${plan.number}: ${what}`);
      applyRecord(this.state, record);
    }
  }

  #count({ plan, openings, visits }: BatchRecord): void {
    this.seen.batches++;
    this.seen.listings += plan.listings.length;
    this.seen.expiries += plan.expiry === null ? 0 : 1;
    this.seen.openings = Math.max(this.seen.openings, openings.length);
    this.seen.epochs = Math.max(this.seen.epochs, new Set(visits.map(({ epoch }) => epoch)).size);
  }

  /** Visits that end in portfolio margin of options, for which it is less than standard margin, whose option credit is cut, and liquidations among them. */
  #countModes({ markets, visits }: BatchRecord): void {
    for (const { after, epoch, insurance } of visits) {
      const mode = after.marginMode;
      if (mode === STANDARD_MODE) continue;
      const figuresOf = (instrument: number) =>
        markets.find((market) => market.after?.instrument === instrument)?.figures[epoch] ?? SETTLED_FIGURES;
      const scoped = after.positions.filter(
        ({ instrument, size }) => size !== 0n && figuresOf(instrument).underlying === mode,
      );
      if (insurance !== null) this.seen.closed++;
      if (!scoped.some(({ instrument }) => figuresOf(instrument).option)) continue;
      this.seen.scoped++;
      const { margin, credited } = portfolioMargin(after.positions, figuresOf, mode);
      if (credited) this.seen.credited++;
      if (margin < portfolioMargin(after.positions, figuresOf, STANDARD_MODE).margin) this.seen.cheaper++;
    }
  }
}

describe.each([
  { size: CIRCUIT_SIZES.test, seed: 11 },
  { size: CIRCUIT_SIZES.test, seed: 16 },
  { size: CIRCUIT_SIZES.dev, seed: 19 },
  { size: CIRCUIT_SIZES.dev, seed: 21 },
])('a random life of options, size $size.name, seed $seed', ({ size, seed }) => {
  it('every sealed plan nets to the state of the ledger, within what the circuit allows, and no money is made', () => {
    const run = new RandomOptions(size, seed);
    const { ledger } = run.world;
    const netting = new Netting(size);
    let money = exactMoney(ledger.state);
    for (let i = 0; i < 700; i++) {
      run.step();
      netting.take(ledger.takeSealed());
      if (ledger.openBatch().openedAt === null) expect(stateText(netting.state)).toBe(stateText(ledger.state));
      const after = exactMoney(ledger.state);
      // Settling an account rounds away less than a µUSD, never in its favour; nothing else makes or loses money in these commands.
      if (run.last !== 'deposit' && run.last !== 'withdraw') {
        expect(after <= money && money - after < 6n << 24n, run.last).toBe(true);
      }
      money = after;
      for (const [instrument, sum] of netPositions(ledger.state)) {
        const due = ledger.state.settled.has(instrument);
        // Of an expired instrument some positions may be settled and gone already.
        if (!due) expect(sum, `instrument ${instrument}`).toBe(0n);
      }
    }
    run.settleAll();
    netting.take(run.world.sealed());
    expect(netting.broken).toEqual([]);
    expect(stateText(netting.state)).toBe(stateText(ledger.state));
    expect([...netPositions(ledger.state).keys()].some((instrument) => ledger.state.settled.has(instrument))).toBe(
      false,
    );
    for (const kind of [
      ...['fill', 'back', 'list', 'expire', 'sweep', 'withdraw', 'withdraw with expired positions'],
      ...['to portfolio margin', 'to standard margin'],
    ])
      expect(run.tally.get(kind) ?? 0, kind).toBeGreaterThan(0);
    for (const refusal of ['EXPIRED_INSTRUMENT', 'EXPIRY_REFUSED', 'NO_MARK', 'MARGIN'])
      expect(run.tally.get(refusal) ?? 0, refusal).toBeGreaterThan(0);
    expect(netting.seen.listings).toBeGreaterThan(5);
    expect(netting.seen.expiries).toBeGreaterThan(5);
    expect(netting.seen.openings).toBeGreaterThan(1);
    expect(netting.seen.scoped).toBeGreaterThan(10);
    expect(netting.seen.cheaper).toBeGreaterThan(5);
    expect(netting.seen.credited).toBeGreaterThan(5);
    expect(netting.seen.closed).toBeGreaterThan(0);
  });
});

it('the published words alone lead to the same root, batch by batch', () => {
  const size = CIRCUIT_SIZES.test;
  const run = new RandomOptions(size, 182);
  const settled = new SettledState(size, genesis(size), oracleKeys(size));
  const replay = new Replay(size, genesis(size));
  for (let i = 0; i < 160; i++) {
    run.step();
    for (const plan of run.world.ledger.takeSealed()) {
      const { words, newRoot } = settled.apply(plan, DOMAIN);
      expect(replay.apply(words).newRoot).toBe(newRoot);
    }
  }
  run.settleAll();
  for (const plan of run.world.sealed()) replay.apply(settled.apply(plan, DOMAIN).words);
  expect(settled.state.settled.size).toBeGreaterThan(1);
  expect(stateText(replay.state)).toBe(stateText(run.world.ledger.state));
  expect(stateText(settled.state)).toBe(stateText(run.world.ledger.state));
  expect(settled.root).toBe(new SettledState(size, run.world.ledger.state, oracleKeys(size)).root);
  expect(replay.root).toBe(settled.root);
});

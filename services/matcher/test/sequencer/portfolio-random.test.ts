import { payoff, RoundFigures, TenorError } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountsBelowMaintenance } from '../../src/sequencer/accounts-below-maintenance.ts';
import { closingOrder } from '../../src/sequencer/closing-leg.ts';
import type { LiquidateCommand } from '../../src/sequencer/commands.ts';

import { DatedVenue, EXPIRY_HOUR, future, option } from './dated-venue.ts';
import { BTC, BTC_MARK, ETH_MARK, order, round, signed, USD } from './venue.ts';

const [FUTURE, CALL, PUT] = [3, 4, 5];
const TRADERS = 4;
/** Makes every market, on both sides, for whatever comes. */
const MAKER = 5;
const TIME_VALUE = 300_000n;

type Step =
  | { readonly do: 'trade'; readonly account: number; readonly instrument: number; readonly lots: bigint }
  | { readonly do: 'mode'; readonly account: number; readonly mode: number }
  /** Lots against what is held of the perpetual, in halves of it: 1 to 4. */
  | { readonly do: 'hedge'; readonly account: number; readonly instrument: number; readonly halves: bigint }
  /** Leaves this many dollars of free collateral. */
  | { readonly do: 'withdraw'; readonly account: number; readonly usd: bigint }
  | { readonly do: 'deposit'; readonly account: number }
  | { readonly do: 'move'; readonly percent: bigint };

const account = fc.integer({ min: 1, max: TRADERS });
const built: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('trade' as const),
      account,
      instrument: fc.constantFrom(BTC, BTC, FUTURE, CALL, PUT),
      lots: fc.bigInt(-1_000n, 1_000n).filter((lots) => lots !== 0n),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('hedge' as const),
      account,
      instrument: fc.constantFrom(FUTURE, FUTURE, CALL, PUT),
      halves: fc.bigInt(1n, 4n),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('mode' as const), account, mode: fc.constantFrom(0, 1, 1, 1) }),
  },
);
const move = fc.record({ do: fc.constant('move' as const), percent: fc.bigInt(-8n, 8n) });
const free = fc.bigInt(0n, 60n);

/** Positions are built, what is free is taken away, and prices move. */
const steps: fc.Arbitrary<Step[]> = fc
  .array(
    fc.tuple(
      fc.array(built, { minLength: 12, maxLength: 24, size: 'max' }),
      fc.array(free, { minLength: TRADERS, maxLength: TRADERS }),
      fc.array(move, { minLength: 1, maxLength: 4 }),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((episodes) =>
    episodes.flatMap(([trades, left, moves]) => [
      ...trades,
      ...left.map((usd, i): Step => ({ do: 'withdraw', account: i + 1, usd })),
      ...moves,
      ...left.map((_, i): Step => ({ do: 'deposit', account: i + 1 })),
    ]),
  );

/** Hedgers in portfolio margin and others, markets that are deep at the marks, and prices that move. */
class HedgedVenue extends DatedVenue {
  #index = BTC_MARK;
  #slot = 0;
  #generation = 10n;
  readonly counts = { filled: 0, hedgeLegs: 0, liquidated: 0, portfolioLiquidated: 0 };

  constructor() {
    super(MAKER, 2_000n * USD);
    const strike = BTC_MARK;
    this.list(future(FUTURE), option(CALL, 'call', strike), option(PUT, 'put', strike, 1, EXPIRY_HOUR));
    this.#entry({ kind: 'deposit', account: MAKER, amount: 100_000_000n * USD });
    this.#entry({ kind: 'insure', amount: 1_000_000n * USD });
    this.move(0n);
    for (const trader of [1, 2, 3]) this.take({ do: 'mode', account: trader, mode: 1 });
  }

  /** Carries a step out; a refusal must be one that the step may meet. */
  take(wanted: Step): void {
    try {
      if (wanted.do === 'trade') this.#trade(wanted);
      else if (wanted.do === 'hedge') this.#hedge(wanted);
      else if (wanted.do === 'mode') this.#mode(wanted);
      else if (wanted.do === 'withdraw') this.#withdraw(wanted);
      else if (wanted.do === 'deposit') this.#entry({ kind: 'deposit', account: wanted.account, amount: 1_000n * USD });
      else this.move(wanted.percent);
    } catch (error) {
      if (!(error instanceof TenorError)) throw error;
      expect(error.name).toMatch(/^(MARGIN|INSUFFICIENT_FUNDS)$/);
    }
  }

  move(percent: bigint): void {
    this.#index += (this.#index * percent) / 100n;
    for (const [row, terms] of this.listed) {
      if (row < 2) continue;
      this.dated.set(row, payoff(terms, this.#index) + (row === 2 ? 0n : TIME_VALUE));
    }
    const time = this.state.counters.time + 1_000;
    const number = this.sequencer.ledger.currentRound!.round + 1;
    const prices = { listed: this.listed, dated: this.dated };
    this.apply({ type: 'oracleRound', time, round: round(number, time, this.#index, ETH_MARK, prices) });
    this.#quote();
  }

  below() {
    const { state, currentRound } = this.sequencer.ledger;
    return accountsBelowMaintenance(state, currentRound!).filter((one) => one.account !== MAKER);
  }

  /** Closes what the exchange would; every leg that is offered to it must be taken, and every other be refused as a hedge. */
  liquidate(): void {
    for (let rounds = 0; this.below().length > 0; rounds++) {
      expect(rounds).toBeLessThan(60);
      const { account: poor, marginMode, positions } = this.below()[0]!;
      const { state, currentRound } = this.sequencer.ledger;
      const legs = closingOrder(positions, new RoundFigures(state).at(currentRound!), marginMode);
      const lowering = legs.filter(({ leg }) => leg.lowers);
      for (const { instrument, leg } of legs) {
        if (lowering.length === 0 || leg.lowers) continue;
        expect(this.refused(this.#closing(poor, instrument))).toBe('HEDGE_LEG');
        this.counts.hedgeLegs++;
      }
      const { events } = this.apply(this.#closing(poor, legs[0]!.instrument));
      expect(events.some(({ type }) => type === 'liquidation')).toBe(true);
      this.counts.liquidated++;
      if (marginMode !== 0) this.counts.portfolioLiquidated++;
      this.#quote();
    }
  }

  #entry(content: { kind: 'deposit'; account: number; amount: bigint } | { kind: 'insure'; amount: bigint }): void {
    const entry = { ...content, index: this.state.counters.nextEntryIndex };
    const { time } = this.state.counters;
    this.apply({ type: 'l1Entry', time, transactionHash: '0x9', block: 9, entry });
  }

  #closing(poor: number, instrument: number): LiquidateCommand {
    return { type: 'liquidate', time: this.state.counters.time, account: poor, instrument, offer: null };
  }

  #trade({ account: by, instrument, lots }: Extract<Step, { do: 'trade' }>): void {
    const [side, size] = lots > 0n ? ([0, lots] as const) : ([1, -lots] as const);
    const limitPrice = this.#price(instrument, side);
    const { order: after } = this.apply(
      this.#order(by, { instrument, side, size, limitPrice, orderType: 'market', timeInForce: 'ioc' }),
    );
    if (after!.filled > 0n) this.counts.filled++;
    // What the pre-trade guard lets pass the ledger fills, with the whole book at one price.
    expect(after!.status).toBe('filled');
    this.#quote();
  }

  #hedge({ account: by, instrument, halves }: Extract<Step, { do: 'hedge' }>): void {
    // A put bought hedges a long perpetual, everything else is sold against it.
    const lots = ((instrument === PUT ? halves : -halves) * this.position(by)) / 2n;
    if (lots !== 0n) this.#trade({ do: 'trade', account: by, instrument, lots });
  }

  #mode({ account: by, mode }: Extract<Step, { do: 'mode' }>): void {
    const taking = signed({ kind: 'marginMode', account: by, instrument: mode, ...this.#place() });
    this.apply({ type: 'marginMode', time: this.state.counters.time, signed: taking });
    expect(this.sequencer.ledger.health(by).freeCollateral).toBeGreaterThanOrEqual(0n);
  }

  #withdraw({ account: by, usd }: Extract<Step, { do: 'withdraw' }>): void {
    const amount = this.sequencer.ledger.health(by).freeCollateral - usd * USD;
    if (amount <= 0n) return;
    const out = signed({ kind: 'withdraw', account: by, amount, ...this.#place() });
    this.apply({ type: 'withdraw', time: this.state.counters.time, signed: out });
    expect(this.sequencer.ledger.health(by).freeCollateral).toBeGreaterThanOrEqual(0n);
  }

  /** The maker's orders a tick around every mark. */
  #quote(): void {
    const time = this.state.counters.time;
    this.apply({ type: 'cancelAll', time, account: MAKER, instrument: null, label: null, signed: null });
    for (const instrument of [BTC, FUTURE, CALL, PUT]) {
      for (const side of [0, 1] as const) {
        const limitPrice = this.#price(instrument, side === 0 ? 1 : 0);
        this.apply(this.#order(MAKER, { instrument, side, size: 50_000n, limitPrice }));
      }
    }
  }

  /** What a taker pays (0) or gets (1): the mark on the grid, a tick worse. */
  #price(instrument: number, side: 0 | 1): bigint {
    const { tickSize } = this.state.listed.get(instrument)!;
    const { marks } = this.sequencer.ledger.currentRound!;
    const mark = marks[this.state.listed.get(instrument)!.row]!;
    const below = (mark / tickSize) * tickSize;
    return side === 0 ? below + tickSize : below - tickSize;
  }

  #order(by: number, fields: Parameters<typeof order>[1]) {
    return order(by, { time: this.state.counters.time, ...this.#place(), maxFeePerLot: 20_000n, ...fields });
  }

  #place(): { slot: number; generation: bigint } {
    this.#generation += 1n;
    this.#slot = (this.#slot + 1) % 700;
    return { slot: this.#slot, generation: this.#generation };
  }
}

describe('hedgers in portfolio margin', () => {
  it('fill what they may place, keep what they must, and are closed by what covers nothing first', () => {
    const seen = { filled: 0, hedgeLegs: 0, liquidated: 0, portfolioLiquidated: 0 };
    fc.assert(
      fc.property(steps, (list) => {
        const venue = new HedgedVenue();
        for (const wanted of list) {
          venue.take(wanted);
          if (wanted.do === 'move') venue.liquidate();
        }
        for (const name of Object.keys(seen) as (keyof typeof seen)[]) seen[name] += venue.counts[name];
      }),
      { numRuns: 25 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
  });
});

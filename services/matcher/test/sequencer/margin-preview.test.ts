import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { MarginModeCommand, PlaceCommand } from '../../src/sequencer/commands.ts';
import { type MarginPreview, type PreviewedOrder, previewMargin } from '../../src/sequencer/margin-preview.ts';
import { Transition } from '../../src/sequencer/transition.ts';
import { DatedVenue, EXPIRY, future, option } from './dated-venue.ts';
import { BTC, BTC_MARK, ETH, ETH_MARK, order, START, signed, USD } from './venue.ts';

const [FUTURE, CALL, PUT] = [3, 4, 5];
const [TRADER, MAKER] = [1, 2] as const;
const OPTION_MARK = 300_000n;
const MARKS: Readonly<Record<number, bigint>> = {
  [BTC]: BTC_MARK,
  [ETH]: ETH_MARK,
  [FUTURE]: BTC_MARK,
  [CALL]: OPTION_MARK,
  [PUT]: OPTION_MARK,
};

/** A trader with a little money, and one with plenty who takes the other side of everything. */
class PreviewVenue extends DatedVenue {
  #slot = 0;
  #generation = 1n;

  constructor(deposit = 5_000n * USD) {
    super(2, deposit);
    this.list(future(FUTURE), option(CALL, 'call', BTC_MARK), option(PUT, 'put', BTC_MARK));
    this.dated.set(2, BTC_MARK).set(3, OPTION_MARK).set(4, OPTION_MARK);
    this.round();
    this.deposit(MAKER, 1_000_000n * USD);
  }

  deposit(account: number, amount: bigint): void {
    const entry = { kind: 'deposit', index: this.state.counters.nextEntryIndex, account, amount } as const;
    this.apply({ type: 'l1Entry', time: START, transactionHash: '0x9', block: 9, entry });
  }

  /** Leaves the trader this many µUSD above its initial margin; nothing but a test writes into an account. */
  leave(free: bigint): void {
    const { ledger } = this.sequencer;
    ledger.state.accounts.get(TRADER)!.collateral -= ledger.health(TRADER).freeCollateral - free;
  }

  /** What is asked must not change anything. */
  preview(wanted: PreviewedOrder | null, marginMode: number | null = null): MarginPreview {
    const before = this.hash;
    const t = new Transition(this.state, this.sequencer.ledger, {
      engineSeq: this.journal.length,
      time: this.state.counters.time,
    });
    const preview = previewMargin(t, { account: TRADER, order: wanted, marginMode });
    expect(this.hash).toBe(before);
    return preview;
  }

  /** The maker offers exactly what the trader's order, which must fill at once, wants. */
  offering(wanted: PreviewedOrder): PlaceCommand {
    const { instrument, side, price: limitPrice, lots: size } = wanted;
    this.apply(order(MAKER, { instrument, side: side === 0 ? 1 : 0, size, limitPrice, ...this.#place() }));
    return this.ordering(wanted, { timeInForce: 'ioc' });
  }

  ordering({ instrument, side, price, lots, reduceOnly }: PreviewedOrder, fields = {}): PlaceCommand {
    return order(TRADER, { instrument, side, size: lots, limitPrice: price, reduceOnly, ...this.#place(), ...fields });
  }

  /** What is left in the book of an offer that nobody took. */
  withdrawOffers(): void {
    this.apply({ type: 'cancelAll', time: START, account: MAKER, instrument: null, label: null, signed: null });
  }

  taking(mode: number): MarginModeCommand {
    return {
      type: 'marginMode',
      time: START,
      signed: signed({ kind: 'marginMode', account: TRADER, instrument: mode, ...this.#place() }),
    };
  }

  #place(): { slot: number; generation: bigint } {
    this.#slot = (this.#slot + 1) % 700;
    return { slot: this.#slot, generation: ++this.#generation };
  }

  get health() {
    return this.sequencer.ledger.health(TRADER);
  }

  get mode(): number {
    return this.sequencer.ledger.state.accounts.get(TRADER)!.marginMode;
  }

  /** Asks, then does it: the answer must be what happens. Returns the refusal. */
  trade(wanted: PreviewedOrder): string | null {
    const preview = this.preview(wanted);
    expect(preview.now).toEqual(this.health);
    const command = this.offering(wanted);
    if (preview.refusal) expect(this.refused(command)).toBe(preview.refusal.name);
    else {
      expect(this.apply(command).order).toMatchObject({ status: 'filled' });
      expect(this.health).toEqual(preview.after);
    }
    this.withdrawOffers();
    return preview.refusal?.name ?? null;
  }

  takeMode(mode: number): string | null {
    const { refusal, after } = this.preview(null, mode);
    const command = this.taking(mode);
    if (refusal) {
      expect(this.refused(command)).toBe(refusal.name);
      return refusal.name;
    }
    this.apply(command);
    expect(this.health).toEqual(after);
    return null;
  }
}

const wanted = (instrument: number, lots: bigint, fields: Partial<PreviewedOrder> = {}): PreviewedOrder => ({
  instrument,
  side: lots > 0n ? 0 : 1,
  price: MARKS[instrument]!,
  lots: lots > 0n ? lots : -lots,
  reduceOnly: false,
  ...fields,
});

let venue: PreviewVenue;
beforeEach(() => {
  venue = new PreviewVenue();
});

describe('the preview of an order', () => {
  it.each([0, 1, 2])('is what the fill makes of the account, in mode %i', (mode) => {
    venue.apply(venue.taking(mode));
    for (const [instrument, lots] of [
      [BTC, 100n],
      [CALL, -100n],
      [PUT, 50n],
      [FUTURE, -60n],
      [ETH, -20n],
      [BTC, -160n],
      [CALL, 100n],
    ] as const) {
      expect(venue.trade(wanted(instrument, lots))).toBeNull();
    }
    expect(venue.trade(wanted(BTC, 30n, { price: BTC_MARK + 100_000n }))).toBeNull();
    expect(venue.trade(wanted(BTC, 100_000n))).toBe('MARGIN');
  });

  it('counts the fee of the taker and what the price costs beyond the mark', () => {
    const { now, after } = venue.preview(wanted(BTC, 100n, { price: BTC_MARK + 1_000n }));
    const fee = (100n * (BTC_MARK + 1_000n) * 500n) / 1_000_000n;
    expect(now.equity - after.equity).toBe(100n * 1_000n + fee);
    expect(after.freeCollateral).toBe(after.equity - after.initialMargin);
  });

  it('names as worst case the equity that the guard asks for, open orders counted', () => {
    venue.apply(venue.ordering(wanted(ETH, 100n, { price: ETH_MARK - 10n })));
    const bid = wanted(BTC, 100n, { price: BTC_MARK - 10n });
    const { worstCase, refusal } = venue.preview(bid);
    expect(refusal).toBeNull();
    expect(worstCase).toBeGreaterThan(venue.preview(null, 0).worstCase);
    // At just that equity it is taken, with a µUSD less it is not.
    venue.leave(worstCase - 1n);
    expect(venue.preview(bid).refusal?.name).toBe('MARGIN');
    expect(venue.refused(venue.ordering(bid))).toBe('MARGIN');
    venue.deposit(TRADER, 1n);
    expect(venue.preview(bid).refusal).toBeNull();
    venue.apply(venue.ordering(bid));
    const out = (amount: bigint) => signed({ kind: 'withdraw', account: TRADER, slot: 701, generation: 1n, amount });
    const held = venue.preview(null, 0).worstCase;
    const free = venue.health.equity - held;
    expect(venue.refused({ type: 'withdraw', time: START, signed: out(free + 1n) })).toBe('INSUFFICIENT_FUNDS');
    venue.apply({ type: 'withdraw', time: START, signed: out(free) });
  });

  it('lets a reduce-only order reduce where the guard of other orders would not, and no more than there is', () => {
    venue.trade(wanted(BTC, 100n));
    const closing = wanted(BTC, -500n, { reduceOnly: true });
    const { after, refusal } = venue.preview(closing);
    expect(refusal).toBeNull();
    expect(after.initialMargin).toBe(0n);
    expect(() => venue.preview(wanted(BTC, 1n, { reduceOnly: true }))).toThrow('reduce');
    venue.leave(-10n * USD);
    expect(venue.preview(closing).refusal).toBeNull();
    expect(venue.preview(wanted(BTC, 1n)).refusal?.name).toBe('MARGIN');
  });

  it('shows that a leg of a hedge may not be closed where that takes more margin than there is', () => {
    venue.trade(wanted(CALL, -100n));
    venue.trade(wanted(BTC, 50n));
    venue.takeMode(1);
    venue.leave(0n);
    expect(venue.trade(wanted(BTC, -50n))).toBe('MARGIN');
    expect(venue.trade(wanted(CALL, 50n))).toBeNull();
  });

  it('throws what is no order of the instrument, in the names of its own params', () => {
    const refusal = (asked: PreviewedOrder): unknown => {
      try {
        return venue.preview(asked);
      } catch (error) {
        const { name, data } = error as Error & { data: { param: string } };
        return [name, data.param];
      }
    };
    expect(refusal(wanted(BTC, 1n, { price: BTC_MARK + 1n }))).toEqual(['OFF_TICK', 'price']);
    expect(refusal(wanted(BTC, 1n, { price: 0n }))).toEqual(['PRICE_OUT_OF_RANGE', 'price']);
    expect(refusal(wanted(BTC, 1n, { lots: 0n }))).toEqual(['SIZE_OUT_OF_RANGE', 'size']);
    expect(refusal(wanted(BTC, 10_000_000n, { price: 100n * BTC_MARK }))).toEqual(['NOTIONAL_TOO_LARGE', 'size']);
    expect(refusal({ ...wanted(BTC, 1n), instrument: 77 })).toEqual(['UNKNOWN_INSTRUMENT', 'instrument']);
  });
});

it('settles first, as the fill does: pending funding, and what has expired', () => {
  venue.trade(wanted(BTC, 100n));
  venue.trade(wanted(CALL, -10n));
  venue.trade(wanted(FUTURE, 30n));
  venue.takeMode(1);
  venue.settlementRound(BTC_MARK + 500_001n);
  for (const row of [2, 3, 4]) venue.expire(row);
  venue.dated.clear();
  const reopened = venue.reopen(EXPIRY + 1000, BTC_MARK, ETH_MARK);
  const step = (1_000n << 24n) + 12_345n;
  const { equity } = venue.health;
  venue.apply({ type: 'fundingStep', time: reopened, step: { row: 0, step, hours: 1 } });
  expect(venue.health.equity).not.toBe(equity);
  expect(venue.sequencer.ledger.state.accounts.get(TRADER)!.positions.filter(({ size }) => size !== 0n).length).toBe(3);
  expect(() => venue.preview(wanted(CALL, 10n))).toThrow('expired');
  expect(venue.trade(wanted(BTC, -30n))).toBeNull();
  expect(venue.takeMode(0)).toBeNull();
});

describe('the preview of a margin mode', () => {
  it('is what the mode makes of the account, and refuses where the instruction is refused', () => {
    venue.trade(wanted(BTC, 100n));
    venue.trade(wanted(CALL, -100n));
    for (const mode of [1, 2, 0, 1]) expect(venue.takeMode(mode)).toBeNull();
    venue.takeMode(0);
    venue.trade(wanted(CALL, 100n));
    venue.leave(0n);
    expect(venue.takeMode(1)).toBe('MARGIN');
  });

  it('says where the open orders are what forbids it', () => {
    venue.apply(venue.ordering(wanted(BTC, 100n, { price: BTC_MARK - 10n })));
    venue.leave(120n * USD);
    expect(venue.preview(null, 1).refusal?.data.detail).toContain('open orders');
    expect(venue.takeMode(1)).toBe('MARGIN');
    expect(venue.takeMode(2)).toBeNull();
  });

  it('with an order is the order of an account that has taken it', () => {
    venue.trade(wanted(CALL, -100n));
    const cover = wanted(BTC, 50n);
    const inMode = venue.preview(cover, 1);
    expect(inMode.now).toEqual(venue.health);
    expect(venue.mode).toBe(0);
    venue.takeMode(1);
    expect(venue.preview(cover)).toEqual({ ...inMode, now: venue.health });
    // Who cannot take the mode cannot place the order in it.
    venue.takeMode(0);
    venue.trade(wanted(BTC, 300n));
    venue.leave(0n);
    expect(venue.preview(wanted(BTC, -300n), 1).refusal?.name).toBe('MARGIN');
    expect(venue.preview(wanted(BTC, -300n)).refusal).toBeNull();
  });

  it('with an order counts the open orders as that mode does', () => {
    venue.apply(venue.ordering(wanted(BTC, 100n, { price: BTC_MARK - 10n })));
    venue.leave(160n * USD);
    const more = wanted(BTC, 10n, { price: BTC_MARK - 10n });
    // 110 lots: $55 of standard margin, $172 of portfolio margin.
    expect(venue.preview(more).refusal).toBeNull();
    expect(venue.preview(more, 1).refusal?.name).toBe('MARGIN');
    expect(venue.takeMode(1)).toBeNull();
    expect(venue.refused(venue.ordering(more))).toBe('MARGIN');
  });
});

it('is what happens, whatever is held, open and asked for', () => {
  const instrument = fc.constantFrom(BTC, BTC, FUTURE, CALL, PUT, ETH);
  const lots = fc.bigInt(-400n, 400n).filter((drawn) => drawn !== 0n);
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constant('trade' as const), instrument, lots, off: fc.bigInt(-3n, 3n) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('rest' as const), instrument, lots }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('mode' as const), mode: fc.constantFrom(0, 1, 1, 2) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), usd: fc.bigInt(-20n, 200n) }) },
  );
  const seen = { done: 0, refused: 0 };
  fc.assert(
    fc.property(fc.array(step, { minLength: 12, maxLength: 25 }), (steps) => {
      const random = new PreviewVenue();
      for (const one of steps) {
        if (one.do === 'leave') {
          random.leave(one.usd * USD);
          continue;
        }
        if (one.do === 'rest') {
          const price = (MARKS[one.instrument]! * (one.lots > 0n ? 99n : 101n)) / 100n;
          const resting = wanted(one.instrument, one.lots, { price });
          if (random.preview(resting).refusal === null) random.apply(random.ordering(resting));
          continue;
        }
        const price = one.do === 'trade' ? (MARKS[one.instrument]! * (1000n + one.off)) / 1000n : 0n;
        const refusal =
          one.do === 'mode' ? random.takeMode(one.mode) : random.trade(wanted(one.instrument, one.lots, { price }));
        seen[refusal ? 'refused' : 'done']++;
      }
    }),
    { numRuns: 30, seed: 7 },
  );
  expect(seen.done).toBeGreaterThan(50);
  expect(seen.refused).toBeGreaterThan(20);
});

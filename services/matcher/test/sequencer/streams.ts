import fc from 'fast-check';
import type { Command, OrderType, SelfTradePrevention, TimeInForce } from '../../src/sequencer/commands.ts';
import { BTC, BTC_MARK, ETH, ETH_MARK, order, round, START, signed, USD, type Venue } from './venue.ts';

const ACCOUNTS = 6;
/** Rounds that bring halted markets back, as far apart as steady ones may be. */
const [ROUNDS_TO_REOPEN, SECONDS_APART] = [5, 4] as const;

/** What a generated step wants; the stream fills in what depends on the state (ids, generations, time). */
export type Wish =
  | {
      readonly do: 'place';
      readonly account: number;
      readonly eth: boolean;
      readonly side: 0 | 1;
      readonly ticks: number;
      readonly size: number;
      readonly slot: number;
      readonly orderType: OrderType;
      readonly timeInForce: TimeInForce;
      readonly stp: SelfTradePrevention;
      readonly reduceOnly: boolean;
      readonly postOnly: boolean;
      readonly client: number | null;
      readonly lifetime: number;
    }
  | { readonly do: 'edit'; readonly pick: number; readonly ticks: number; readonly size: number }
  | { readonly do: 'cancel'; readonly pick: number }
  | { readonly do: 'cancelAll'; readonly account: number; readonly signed: boolean }
  | { readonly do: 'withdraw' | 'transfer'; readonly account: number; readonly amount: number }
  | { readonly do: 'deposit'; readonly account: number }
  | { readonly do: 'round'; readonly seconds: number; readonly move: number; readonly steady: boolean }
  | { readonly do: 'funding'; readonly row: number; readonly rate: number }
  | { readonly do: 'insure' }
  | { readonly do: 'liquidate'; readonly account: number; readonly eth: boolean; readonly keeper: number | null }
  | { readonly do: 'seal' };

const account = fc.integer({ min: 1, max: ACCOUNTS });
const ticks = fc.integer({ min: -3, max: 3 });
const rarely = fc.constantFrom(false, false, false, false, false, false, true);
const lots = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 4000 }));

export const wish: fc.Arbitrary<Wish> = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.record({
      do: fc.constant('place' as const),
      account,
      eth: fc.boolean(),
      side: fc.constantFrom(0 as const, 1 as const),
      ticks,
      size: lots,
      slot: fc.integer({ min: 0, max: 9 }),
      orderType: fc.constantFrom<OrderType>('limit', 'limit', 'limit', 'market'),
      timeInForce: fc.constantFrom<TimeInForce>('gtc', 'gtc', 'gtc', 'ioc', 'fok', 'gtt'),
      stp: fc.constantFrom<SelfTradePrevention>('expire_maker', 'expire_taker', 'expire_both'),
      reduceOnly: rarely,
      postOnly: rarely,
      client: fc.option(fc.integer({ min: 0, max: 30 })),
      lifetime: fc.constantFrom(5, 60, 86_400),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('edit' as const), pick: fc.nat(30), ticks, size: lots }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), pick: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancelAll' as const), account, signed: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('withdraw' as const, 'transfer' as const),
      account,
      amount: fc.integer({ min: 0, max: 3000 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('deposit' as const), account }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('round' as const),
      seconds: fc.constantFrom(1, 1, 10, 10, 20, 3600),
      move: fc.integer({ min: -4, max: 4 }),
      // Often enough that most streams trade most of the time although some rounds come late.
      steady: fc.constantFrom(true, true, false),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('funding' as const),
      row: fc.nat(2),
      rate: fc.integer({ min: -5, max: 5 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'insure' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('liquidate' as const),
      account,
      eth: fc.boolean(),
      keeper: fc.option(account),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'seal' as const }) },
);

/** Turns wishes into commands for the venue as it stands; many of them will be refused, which is the point. */
export class Stream {
  #time = START;
  #generation = 100n;
  #round = 1;
  readonly #venue: Venue;

  constructor(venue: Venue) {
    this.#venue = venue;
  }

  commands(wanted: Wish): Command[] {
    if (wanted.do !== 'round') return [this.#command(wanted)];
    const first = this.#oracleRound(wanted.seconds, wanted.move);
    if (!wanted.steady) return [first];
    return [first, ...Array.from({ length: ROUNDS_TO_REOPEN }, () => this.#oracleRound(SECONDS_APART, wanted.move))];
  }

  #command(wanted: Exclude<Wish, { do: 'round' }>): Command {
    const time = this.#time;
    switch (wanted.do) {
      case 'place':
        return this.#place(wanted);
      case 'edit': {
        const open = this.#pick(wanted.pick);
        if (!open) return { type: 'seal', time };
        const { instruction } = open.signed;
        const limitPrice = open.price + 10n * BigInt(wanted.ticks);
        const next = { ...instruction, revision: instruction.revision + 1, size: BigInt(wanted.size), limitPrice };
        return { type: 'edit', time, orderId: open.id, signed: { ...open.signed, instruction: next } };
      }
      case 'cancel': {
        const open = this.#pick(wanted.pick);
        return { type: 'cancel', time, account: open?.account ?? 1, orderId: open?.id ?? 999_999 };
      }
      case 'cancelAll': {
        const killer = signed({ kind: 'cancelAll', account: wanted.account, slot: 700, generation: this.#next() });
        const signature = wanted.signed ? { signed: killer } : { signed: null };
        return { type: 'cancelAll', time, account: wanted.account, instrument: null, label: null, ...signature };
      }
      case 'withdraw':
      case 'transfer': {
        const instrument = wanted.do === 'transfer' ? (wanted.account % ACCOUNTS) + 1 : 0;
        const amount = BigInt(wanted.amount) * USD;
        const fields = { account: wanted.account, instrument, slot: 701, generation: this.#next(), amount };
        return { type: wanted.do, time, signed: signed({ kind: wanted.do, ...fields }) };
      }
      case 'deposit': {
        const index = this.#venue.state.counters.nextEntryIndex;
        const entry = { kind: 'deposit', index, account: wanted.account, amount: 50n * USD } as const;
        return { type: 'l1Entry', time, entry, transactionHash: `0x${index}`, block: index };
      }
      case 'funding': {
        const step = ((BTC_MARK * BigInt(wanted.rate)) / 10_000n) << 24n;
        return { type: 'fundingStep', time, step: { row: wanted.row, step, hours: 1 } };
      }
      case 'insure': {
        const index = this.#venue.state.counters.nextEntryIndex;
        const entry = { kind: 'insure', index, amount: 20n * USD } as const;
        return { type: 'l1Entry', time, entry, transactionHash: `0x${index}`, block: index };
      }
      case 'liquidate':
        return this.#liquidate(wanted);
      case 'seal':
        return { type: 'seal', time };
    }
  }

  #place(wanted: Extract<Wish, { do: 'place' }>): Command {
    const { eth, ticks: offset, size, client, lifetime, do: _, account: by, ...rest } = wanted;
    return order(by, {
      ...rest,
      time: this.#time,
      instrument: eth ? ETH : BTC,
      limitPrice: (eth ? ETH_MARK : BTC_MARK) + 10n * BigInt(offset),
      size: BigInt(size),
      generation: this.#next(),
      expiry: Math.floor(this.#time / 1000) + lifetime,
      clientId: client === null ? null : `c${client}`,
    });
  }

  #liquidate({ account: poor, eth, keeper }: Extract<Wish, { do: 'liquidate' }>): Command {
    const instrument = eth ? ETH : BTC;
    const side = this.#venue.position(poor, instrument) > 0n ? 0 : 1;
    const offer =
      keeper === null
        ? null
        : signed({
            kind: 'order',
            account: keeper,
            instrument,
            side,
            size: 500n,
            limitPrice: side === 0 ? BTC_MARK : 1n,
            maxFeePerLot: 20_000n,
            slot: 702,
            generation: this.#next(),
          });
    return { type: 'liquidate', time: this.#time, account: poor, instrument, offer };
  }

  #oracleRound(seconds: number, move: number): Command {
    this.#time += seconds * 1000;
    this.#round++;
    const moved = (mark: bigint): bigint => mark + (mark * BigInt(move)) / 100n;
    return {
      type: 'oracleRound',
      time: this.#time,
      round: round(this.#round, this.#time, moved(BTC_MARK), moved(ETH_MARK)),
    };
  }

  #pick(pick: number) {
    const open = this.#venue.state.orders.all();
    return open[pick % Math.max(1, open.length)];
  }

  #next(): bigint {
    this.#generation += 1n;
    return this.#generation;
  }
}

/** Streams long enough to fill books and batches. */
export const wishes = fc.array(wish, { minLength: 1, maxLength: 90, size: 'max' });

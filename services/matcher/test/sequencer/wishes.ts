import fc from 'fast-check';
import type { OrderType, SelfTradePrevention, TimeInForce } from '../../src/sequencer/commands.ts';

export const ACCOUNTS = 6;

/** What a generated step wants; the stream fills in what depends on the state (ids, generations, time). */
export type Wish =
  | {
      readonly do: 'place';
      readonly account: number;
      readonly eth: boolean;
      /** Which of the dated instruments, if there are any; null for a perpetual. */
      readonly series: number | null;
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
  /** Standard margin, or portfolio margin of an underlying, there or not. */
  | { readonly do: 'marginMode'; readonly account: number; readonly mode: number }
  | { readonly do: 'round'; readonly seconds: number; readonly move: number; readonly steady: boolean }
  | { readonly do: 'funding'; readonly row: number; readonly rate: number }
  | { readonly do: 'insure' }
  /** In tenths, of which there are at most ten. */
  | { readonly do: 'split'; readonly tenths: number }
  | {
      readonly do: 'liquidate';
      readonly account: number;
      readonly eth: boolean;
      readonly series: number | null;
      readonly keeper: number | null;
    }
  | { readonly do: 'list'; readonly kind: 'future' | 'call' | 'put'; readonly hours: number; readonly strike: number }
  /** `wait`: until the first of them is due. */
  | { readonly do: 'expire'; readonly series: number; readonly wait: boolean }
  | { readonly do: 'sweep'; readonly account: number }
  | { readonly do: 'seal' };

const account = fc.integer({ min: 1, max: ACCOUNTS });
const ticks = fc.integer({ min: -3, max: 3 });
const series = fc.option(fc.nat(9));
const rarely = fc.constantFrom(false, false, false, false, false, false, true);
const lots = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 4000 }));

export const wish: fc.Arbitrary<Wish> = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.record({
      do: fc.constant('place' as const),
      account,
      eth: fc.boolean(),
      series,
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
      do: fc.constant('marginMode' as const),
      account,
      mode: fc.constantFrom(0, 1, 1, 1, 2, 3),
    }),
  },
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
  { weight: 1, arbitrary: fc.record({ do: fc.constant('split' as const), tenths: fc.integer({ min: 0, max: 11 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('liquidate' as const),
      account,
      eth: fc.boolean(),
      series,
      keeper: fc.option(account),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('list' as const),
      kind: fc.constantFrom('future' as const, 'call' as const, 'put' as const),
      hours: fc.integer({ min: 1, max: 3 }),
      strike: fc.integer({ min: -5, max: 5 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('expire' as const), series: fc.nat(9), wait: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('sweep' as const), account }) },
  { weight: 1, arbitrary: fc.constant({ do: 'seal' as const }) },
);

const OPENED: readonly Wish[] = [
  { do: 'list', kind: 'call', hours: 1, strike: 0 },
  { do: 'list', kind: 'future', hours: 2, strike: 0 },
  { do: 'marginMode', account: 1, mode: 1 },
  { do: 'marginMode', account: 2, mode: 1 },
  { do: 'marginMode', account: 3, mode: 2 },
];

/** Streams long enough to fill books and batches, with dated instruments from the start. */
export const wishes = fc
  .array(wish, { minLength: 1, maxLength: 90, size: 'max' })
  .map((list): Wish[] => [...OPENED, ...list]);

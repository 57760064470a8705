import {
  GENESIS_TERMS,
  INSTRUMENT_KIND,
  isLiquidatable,
  type Market,
  type MarketFigures,
  marketFigures,
  type Position,
} from '@tenor/protocol';
import { AccountScan, type HeldAccount, judgeAccount } from '../../services/margin-engine/src/index.ts';
import { coreSeconds } from './core-time.ts';
import type { Tell } from './report.ts';

/** All accounts judged after one move of all marks, on one core. Milliseconds of wall time unless said otherwise. */
export interface HealthFigures {
  readonly accounts: number;
  readonly positions: number;
  readonly instruments: number;
  readonly ticks: number;
  /** Marks of all instruments set and every account below maintenance margin found. */
  readonly tickP50: number;
  readonly tickP99: number;
  readonly tickWorst: number;
  /** Time on a core of one such tick, on average: other work of the machine does not count. */
  readonly tickCore: number;
  /** The same for a fall of all marks by a fifth, which brings thousands of accounts below: the first one, and the median of several. */
  readonly crashFirst: number;
  readonly crashP50: number;
  readonly crashBelow: number;
  /** The 100 accounts nearest to liquidation. */
  readonly nearestP50: number;
  /** One tick with every account judged in integers. */
  readonly exactTick: number;
}

const ACCOUNTS = 50_000;
const INSTRUMENTS = 16;
const PLACES = 6;
const TICKS = 300;
const CRASHES = 21;
const NEAREST = 100;
const USD = 1_000_000;
/** µUSD per lot, of both underlyings. */
const INDEX = 10_000_000n;

/** Repeatable numbers in [0, 1) (Park and Miller's generator). */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Rows of all kinds: 6 perpetuals and futures, 10 options. Rates of the listing terms. */
const market = (row: number): Market => {
  const linear = row < 6;
  const perpetual = row < 2;
  const optionKind = row % 2 === 0 ? INSTRUMENT_KIND.call : INSTRUMENT_KIND.put;
  return {
    ...GENESIS_TERMS[row % 2]!,
    instrument: row + 1,
    kind: perpetual ? INSTRUMENT_KIND.perpetual : linear ? INSTRUMENT_KIND.future : optionKind,
    expiryHour: perpetual ? 0 : 500_000,
    ...(linear
      ? {}
      : { strike: (INDEX * BigInt(80 + 4 * (row - 6))) / 100n, imRate: 157_287n, floorRate: 104_858n, slopeRate: 0n }),
    indexLong: BigInt(row) << 40n,
    indexShort: BigInt(row) << 40n,
    openInterest: 0n,
    lastMark: 0n,
    lastFundingHour: 0,
  };
};

/** Figures at a mark; the index stays. */
const figuresOf = (listed: Market, mark: bigint): MarketFigures => marketFigures(listed, mark, INDEX);

/** An account of 1 to 6 positions whose equity is 1.1 to 6 times its maintenance margin at the first marks. */
function account(id: number, markets: readonly Market[], marks: readonly bigint[], random: () => number): HeldAccount {
  const wanted = 1 + Math.floor(random() * PLACES);
  const rows = new Set<number>();
  while (rows.size < wanted) rows.add(Math.floor(random() * INSTRUMENTS));
  const positions = [...rows].map((row): Position => {
    const lots = BigInt(1 + Math.floor(random() ** 4 * 20_000));
    const snapshot = markets[row]!.indexLong - BigInt(Math.floor(random() * 2 ** 30));
    return { instrument: row + 1, size: random() < 0.5 ? lots : -lots, snapshot };
  });
  const { equity, maintenance } = judgeAccount(
    { id, collateral: 0n, positions },
    (instrument) => markets[instrument - 1]!,
    (instrument) => figuresOf(markets[instrument - 1]!, marks[instrument - 1]!),
  );
  const share = BigInt(Math.floor(1000 * (1.1 + 4.9 * random())));
  return { id, collateral: (((maintenance * share) / 1000n) >> 21n) - equity, positions };
}

const hundredths = (value: number): number => Math.round(value * 100) / 100;
const at = (sorted: Float64Array, share: number): number =>
  hundredths(sorted[Math.floor(share * (sorted.length - 1))]!);

function milliseconds(work: () => void): number {
  const from = performance.now();
  work();
  return performance.now() - from;
}

/** 50,000 accounts of 1 to 6 positions in 16 instruments. Throws where the scan and the rules disagree. */
export function benchHealth(tell: Tell): HealthFigures {
  const random = uniform(7);
  const markets = Array.from({ length: INSTRUMENTS }, (_, row) => market(row));
  const first = markets.map(() => BigInt(Math.floor((1 + 20 * random()) * USD)));
  const scan = new AccountScan(PLACES);
  const set = (marks: readonly bigint[]): void => {
    for (const [row, listed] of markets.entries())
      scan.setMarket(listed.instrument, listed, figuresOf(listed, marks[row]!));
  };
  set(first);
  const accounts = Array.from({ length: ACCOUNTS }, (_, id) => account(id, markets, first, random));
  for (const held of accounts) scan.setAccount(held);
  const moved = (most: number): bigint[] =>
    first.map((mark) => (mark * BigInt(Math.floor(1e6 * (1 + most * (2 * random() - 1))))) / 1_000_000n);

  tell(`${ACCOUNTS} accounts, ${TICKS} ticks`);
  const below = (): number => scan.belowMaintenance().length;
  const tick = (marks: readonly bigint[]): number => {
    set(marks);
    return below();
  };
  const from = coreSeconds();
  const times = Float64Array.from({ length: TICKS }, () => {
    const marks = moved(0.002);
    return milliseconds(() => tick(marks));
  }).sort();
  const tickCore = ((coreSeconds() - from) / TICKS) * 1000;
  const nearest = Float64Array.from({ length: 50 }, () => milliseconds(() => scan.nearest(NEAREST))).sort();
  const crash = first.map((mark) => (mark * 4n) / 5n);
  const crashes = Float64Array.from({ length: CRASHES }, () => {
    tick(first);
    return milliseconds(() => tick(crash));
  });
  const crashFirst = crashes[0]!;
  const crashBelow = below();
  let exactBelow = 0;
  const figures = markets.map((listed, row) => figuresOf(listed, crash[row]!));
  const exactTick = milliseconds(() => {
    for (const held of accounts) {
      const judged = judgeAccount(
        held,
        (instrument) => markets[instrument - 1]!,
        (instrument) => figures[instrument - 1]!,
      );
      if (isLiquidatable(judged)) exactBelow++;
    }
  });
  if (exactBelow !== crashBelow) throw new Error('the scan and the rules disagree');
  return {
    accounts: ACCOUNTS,
    positions: accounts.reduce((sum, { positions }) => sum + positions.length, 0),
    instruments: INSTRUMENTS,
    ticks: TICKS,
    tickP50: at(times, 0.5),
    tickP99: at(times, 0.99),
    tickWorst: at(times, 1),
    tickCore: hundredths(tickCore),
    crashFirst: hundredths(crashFirst),
    crashP50: at(crashes.sort(), 0.5),
    crashBelow,
    nearestP50: at(nearest, 0.5),
    exactTick: hundredths(exactTick),
  };
}

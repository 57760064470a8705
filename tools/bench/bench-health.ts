import {
  isLiquidatable,
  isOption,
  MAINTENANCE_FRACTION_BITS,
  type Position,
  type ScenarioFigures,
  STANDARD_MODE,
} from '@tenor/protocol';
import { AccountScan, type HeldAccount, judgeAccount } from '../../services/margin-engine/src/index.ts';
import { coreSeconds } from './core-time.ts';
import { figuresAfter, HEALTH_MARKETS } from './health-markets.ts';
import type { Tell } from './report.ts';

/** All accounts judged after one move of all prices, on one core. Milliseconds of wall time unless said otherwise. */
export interface HealthFigures {
  readonly accounts: number;
  readonly positions: number;
  readonly instruments: number;
  /** Of those. */
  readonly options: number;
  readonly ticks: number;
  /** Marks of all instruments set and every account below maintenance margin found. */
  readonly tickP50: number;
  readonly tickP99: number;
  readonly tickWorst: number;
  /** Time on a core of one such tick, on average: other work of the machine does not count. */
  readonly tickCore: number;
  /** The same for a fall of both underlyings by a fifth, which brings thousands of accounts below: the first one, and the median of several. */
  readonly crashFirst: number;
  readonly crashP50: number;
  readonly crashBelow: number;
  /** The 100 accounts nearest to liquidation. */
  readonly nearestP50: number;
  /** One tick with every account judged in integers. */
  readonly exactTick: number;
  /** The ticks again with so many of the accounts in portfolio margin of the underlying of their first position. */
  readonly portfolioAccounts: number;
  readonly portfolioTickP50: number;
  readonly portfolioTickCore: number;
}

const ACCOUNTS = 50_000;
const PLACES = 6;
const TICKS = 300;
const CRASHES = 21;
const NEAREST = 100;
const PORTFOLIO_EVERY = 10;

/** Repeatable numbers in [0, 1) (Park and Miller's generator). */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const marketOf = (instrument: number) => HEALTH_MARKETS[instrument - 1]!;

/** An account of 1 to 6 positions, every so many of them in portfolio margin, whose equity is 1.1 to 6 times its maintenance margin at the first marks. */
function account(
  id: number,
  figures: readonly ScenarioFigures[],
  random: () => number,
  portfolioEvery: number,
): HeldAccount {
  const wanted = 1 + Math.floor(random() * PLACES);
  const rows = new Set<number>();
  while (rows.size < wanted) rows.add(Math.floor(random() * HEALTH_MARKETS.length));
  const positions = [...rows].map((row): Position => {
    const lots = BigInt(1 + Math.floor(random() ** 4 * 20_000));
    const snapshot = HEALTH_MARKETS[row]!.indexLong - BigInt(Math.floor(random() * 2 ** 30));
    return { instrument: row + 1, size: random() < 0.5 ? lots : -lots, snapshot };
  });
  const marginMode =
    id % portfolioEvery === portfolioEvery - 1 ? marketOf(positions[0]!.instrument).underlying : STANDARD_MODE;
  const { equity, maintenance } = judgeAccount(
    { id, collateral: 0n, marginMode, positions },
    marketOf,
    (instrument) => figures[instrument - 1]!,
  );
  const share = BigInt(Math.floor(1000 * (1.1 + 4.9 * random())));
  const needed = ((maintenance * share) / 1000n) >> MAINTENANCE_FRACTION_BITS;
  return { id, collateral: needed - equity, marginMode, positions };
}

const hundredths = (value: number): number => Math.round(value * 100) / 100;
const at = (sorted: Float64Array, share: number): number =>
  hundredths(sorted[Math.floor(share * (sorted.length - 1))]!);

function milliseconds(work: () => void): number {
  const from = performance.now();
  work();
  return performance.now() - from;
}

/** The scan and what it is fed with. */
function population(portfolioEvery: number) {
  const random = uniform(7);
  const first = figuresAfter([1, 1]);
  const scan = new AccountScan(PLACES);
  const set = (figures: readonly ScenarioFigures[]): void => {
    for (const [row, listed] of HEALTH_MARKETS.entries()) scan.setMarket(listed.instrument, listed, figures[row]!);
  };
  set(first);
  const accounts = Array.from({ length: ACCOUNTS }, (_, id) => account(id, first, random, portfolioEvery));
  for (const held of accounts) scan.setAccount(held);
  const factor = (most: number): number => 1 + most * (2 * random() - 1);
  const moved = (most: number): ScenarioFigures[] =>
    figuresAfter([factor(most), factor(most)], () => factor(most / 10));
  const tick = (figures: readonly ScenarioFigures[]): number => {
    set(figures);
    return scan.belowMaintenance().length;
  };
  return { scan, accounts, first, moved, tick };
}

/** Ticks one after the other: each in milliseconds, sorted, and time on a core of one on average. */
function ticks({ moved, tick }: ReturnType<typeof population>): { times: Float64Array; core: number } {
  const from = coreSeconds();
  const times = Float64Array.from({ length: TICKS }, () => {
    const figures = moved(0.002);
    return milliseconds(() => tick(figures));
  }).sort();
  return { times, core: hundredths(((coreSeconds() - from) / TICKS) * 1000) };
}

/** Accounts below maintenance margin after a fall, each judged in integers, and how long that takes. Throws where the scan finds others. */
function exactly(
  { accounts }: ReturnType<typeof population>,
  crash: readonly ScenarioFigures[],
  found: number,
): number {
  let below = 0;
  const time = milliseconds(() => {
    for (const held of accounts)
      if (isLiquidatable(judgeAccount(held, marketOf, (instrument) => crash[instrument - 1]!))) below++;
  });
  if (below !== found) throw new Error(`the scan finds ${found} accounts, the rules ${below}`);
  return time;
}

/** 50,000 accounts of 1 to 6 positions in 16 perpetuals, futures and options. Throws where the scan and the rules disagree. */
export function benchHealth(tell: Tell): HealthFigures {
  const standard = population(ACCOUNTS + 1);
  const { scan, accounts, first, tick } = standard;
  tell(`${ACCOUNTS} accounts, ${TICKS} ticks`);
  const { times, core } = ticks(standard);
  const nearest = Float64Array.from({ length: 50 }, () => milliseconds(() => scan.nearest(NEAREST))).sort();
  const crash = figuresAfter([0.8, 0.8]);
  const crashes = Float64Array.from({ length: CRASHES }, () => {
    tick(first);
    return milliseconds(() => tick(crash));
  });
  const crashFirst = crashes[0]!;
  const crashBelow = scan.belowMaintenance().length;
  const exactTick = exactly(standard, crash, crashBelow);
  const mixed = population(PORTFOLIO_EVERY);
  const portfolioAccounts = mixed.accounts.filter(({ marginMode }) => marginMode !== STANDARD_MODE).length;
  tell(`${portfolioAccounts} of them in portfolio margin`);
  const portfolio = ticks(mixed);
  exactly(mixed, crash, mixed.tick(crash));
  return {
    accounts: ACCOUNTS,
    positions: accounts.reduce((sum, { positions }) => sum + positions.length, 0),
    instruments: HEALTH_MARKETS.length,
    options: HEALTH_MARKETS.filter(isOption).length,
    ticks: TICKS,
    tickP50: at(times, 0.5),
    tickP99: at(times, 0.99),
    tickWorst: at(times, 1),
    tickCore: core,
    crashFirst: hundredths(crashFirst),
    crashP50: at(crashes.sort(), 0.5),
    crashBelow,
    nearestP50: at(nearest, 0.5),
    exactTick: hundredths(exactTick),
    portfolioAccounts,
    portfolioTickP50: at(portfolio.times, 0.5),
    portfolioTickCore: portfolio.core,
  };
}

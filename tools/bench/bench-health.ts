import { isLiquidatable, isOption, type MarketFigures, type Position } from '@tenor/protocol';
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
}

const ACCOUNTS = 50_000;
const PLACES = 6;
const TICKS = 300;
const CRASHES = 21;
const NEAREST = 100;

/** Repeatable numbers in [0, 1) (Park and Miller's generator). */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const marketOf = (instrument: number) => HEALTH_MARKETS[instrument - 1]!;

/** An account of 1 to 6 positions whose equity is 1.1 to 6 times its maintenance margin at the first marks. */
function account(id: number, figures: readonly MarketFigures[], random: () => number): HeldAccount {
  const wanted = 1 + Math.floor(random() * PLACES);
  const rows = new Set<number>();
  while (rows.size < wanted) rows.add(Math.floor(random() * HEALTH_MARKETS.length));
  const positions = [...rows].map((row): Position => {
    const lots = BigInt(1 + Math.floor(random() ** 4 * 20_000));
    const snapshot = HEALTH_MARKETS[row]!.indexLong - BigInt(Math.floor(random() * 2 ** 30));
    return { instrument: row + 1, size: random() < 0.5 ? lots : -lots, snapshot };
  });
  const { equity, maintenance } = judgeAccount(
    { id, collateral: 0n, positions },
    marketOf,
    (instrument) => figures[instrument - 1]!,
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

/** 50,000 accounts of 1 to 6 positions in 16 perpetuals, futures and options. Throws where the scan and the rules disagree. */
export function benchHealth(tell: Tell): HealthFigures {
  const random = uniform(7);
  const first = figuresAfter([1, 1]);
  const scan = new AccountScan(PLACES);
  const set = (figures: readonly MarketFigures[]): void => {
    for (const [row, listed] of HEALTH_MARKETS.entries()) scan.setMarket(listed.instrument, listed, figures[row]!);
  };
  set(first);
  const accounts = Array.from({ length: ACCOUNTS }, (_, id) => account(id, first, random));
  for (const held of accounts) scan.setAccount(held);
  const factor = (most: number): number => 1 + most * (2 * random() - 1);
  const moved = (most: number): MarketFigures[] => figuresAfter([factor(most), factor(most)], () => factor(most / 10));

  tell(`${ACCOUNTS} accounts, ${TICKS} ticks`);
  const below = (): number => scan.belowMaintenance().length;
  const tick = (figures: readonly MarketFigures[]): number => {
    set(figures);
    return below();
  };
  const from = coreSeconds();
  const times = Float64Array.from({ length: TICKS }, () => {
    const figures = moved(0.002);
    return milliseconds(() => tick(figures));
  }).sort();
  const tickCore = ((coreSeconds() - from) / TICKS) * 1000;
  const nearest = Float64Array.from({ length: 50 }, () => milliseconds(() => scan.nearest(NEAREST))).sort();
  const crash = figuresAfter([0.8, 0.8]);
  const crashes = Float64Array.from({ length: CRASHES }, () => {
    tick(first);
    return milliseconds(() => tick(crash));
  });
  const crashFirst = crashes[0]!;
  const crashBelow = below();
  let exactBelow = 0;
  const exactTick = milliseconds(() => {
    for (const held of accounts) {
      const judged = judgeAccount(held, marketOf, (instrument) => crash[instrument - 1]!);
      if (isLiquidatable(judged)) exactBelow++;
    }
  });
  if (exactBelow !== crashBelow) throw new Error('the scan and the rules disagree');
  return {
    accounts: ACCOUNTS,
    positions: accounts.reduce((sum, { positions }) => sum + positions.length, 0),
    instruments: HEALTH_MARKETS.length,
    options: HEALTH_MARKETS.filter(isOption).length,
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

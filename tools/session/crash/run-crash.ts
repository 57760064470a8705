import { join } from 'node:path';
import type { Checks } from '../checks.ts';
import { recordedPrices } from '../recorded-prices.ts';
import type { SessionClock } from '../session-clock.ts';
import type { CrashOptions, SessionOptions } from '../session-options.ts';
import { batchReports, tradesAndFunding } from '../trade-records.ts';
import { owedWithin } from '../verify-state.ts';
import { checkBooks, checkPlans, checkReceipts } from './check-day.ts';
import { checkExpiries } from './check-expiries.ts';
import { checkPortfolios } from './check-portfolios.ts';
import { ConstraintCheck } from './constraint-check.ts';
import { crashDay } from './crash-day.ts';
import { CrashExchange } from './crash-exchange.ts';
import { crashPrices } from './crash-prices.ts';
import type { CrashReport } from './crash-report.ts';
import type { CheckedBatch } from './plan-check.ts';
import { playDay } from './play-day.ts';
import { lastToSettle, sample } from './sample.ts';
import { settleDay } from './settle-day.ts';

type Tell = (line: string) => void;

/** Replays the day on an exchange of its own in a data directory, and checks everything that can be known of it. */
export async function runCrash(
  options: SessionOptions,
  crash: CrashOptions,
  dataDirectory: string,
  clock: SessionClock,
  checks: Checks,
  tell: Tell,
): Promise<Omit<CrashReport, 'ok' | 'durationSeconds'>> {
  const day = crashDay(crash.day, crash.secondsPerTick);
  const prices = crashPrices(recordedPrices(process.env), join(dataDirectory, 'prices'), day, options.seed);
  tell(`prices of ${day.name}: ${prices.source}`);
  if (prices.source === 'scripted')
    tell('!!!!!!!! THE RECORDED DAY IS NOT HERE (set TENOR_DATA): a random walk with a scripted crash takes its place');
  const running = await CrashExchange.start({
    dataDirectory,
    size: options.size,
    prices: prices.of(day.calm),
    clock,
    tell,
  });
  const stop = (): void => void running.stop().finally(() => process.exit(1));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    const played = await playDay(running, day, prices, clock, options.seed, checks, tell);
    const { client, accounts } = played;
    const participants = [accounts.maker, ...played.desks, ...accounts.members];
    const { exchange } = accounts.maker.account;
    tell('the day is over; working every batch out again');
    const checked = await checkPlans(client, running, options.size, checks, tell);
    const receipts = await checkReceipts(exchange, checked, played.series, day, checks);
    const portfolios = checkPortfolios(checked, accounts.members, receipts, day, checks);
    const expiries = checkExpiries(checked, played.series, checks);
    const solvent = await checkBooks(checked, participants, played.entered, checks);

    const last = lastToSettle(checked.batches, crash.settle);
    const [settled, byConstraints] = await Promise.all([
      settleDay(running, exchange, played.insurer, checked.batches, last, checks, tell),
      checkConstraints(options, crash, checked.batches, checks, tell),
    ]);
    const { batches, proved } = await batchReports(exchange);
    const { trades } = await tradesAndFunding(exchange);
    const { flows, state } = checked;
    for (const { account } of participants) account.exchange.close();
    return {
      day: day.name,
      prices: prices.source,
      accounts: played.entered,
      deposits: checked.batches.flatMap(({ plan }) => plan.entries.filter(({ kind }) => kind === 'deposit')).length,
      orders: played.orders,
      trades,
      fundingSteps: flows.fundingSteps,
      listings: Object.keys(played.series).length,
      expiries,
      withdrawalsClaimed: 0,
      liquidations: receipts.length,
      portfolioAccounts: portfolios.accounts,
      portfolioLiquidations: portfolios.liquidations,
      keeperLiquidations: receipts.filter(({ keeper }) => keeper !== null).length,
      insurancePaid: Number(flows.insurancePaid),
      levies: flows.levies,
      levied: Number(flows.levied),
      deleveraged: flows.deleveraged,
      worstEquity: Number(solvent.worstEquity),
      badDebt: Number(solvent.badDebt),
      checked: { byRules: checked.batches.length, byConstraints, proved, settled: settled.settled },
      batches,
      l1: { stateRoot: settled.stateRoot.toString(), replayedRoot: settled.replayedRoot.toString() },
      conservation: { vault: Number(await played.insurer.vault()), owed: Number(owedWithin(state)) },
    };
  } finally {
    await running.stop();
  }
}

/** Runs a sample through the constraint system. Returns how many were. */
async function checkConstraints(
  { size }: SessionOptions,
  { constraintSample }: CrashOptions,
  batches: readonly CheckedBatch[],
  checks: Checks,
  tell: Tell,
): Promise<number> {
  if (constraintSample === 0) {
    tell('no batch is checked by the constraint system, as asked');
    return 0;
  }
  const chosen = sample(batches, constraintSample);
  const check = new ConstraintCheck(size);
  const faults: string[] = [];
  for (const batch of chosen) {
    const fault = await check.check(batch);
    if (fault !== null) faults.push(fault);
  }
  for (const fault of faults) tell(fault);
  const liquidating = chosen.filter(({ liquidations }) => liquidations.length > 0).length;
  const expiring = chosen.filter(({ plan }) => plan.expiry !== null).length;
  checks.that(
    `${chosen.length} batches, ${liquidating} of them with liquidations and ${expiring} with expiries, satisfy every constraint of the circuit`,
    faults.length === 0 && chosen.length > 0,
    faults[0],
  );
  return chosen.length;
}

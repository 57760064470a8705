import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { TenorError } from '@tenor/protocol';
import { startExchange } from '../start/supervisor.ts';
import { Checks } from './checks.ts';
import type { CrashReport } from './crash/crash-report.ts';
import { runCrash } from './crash/run-crash.ts';
import { recordedPrices } from './recorded-prices.ts';
import { runSession } from './run-session.ts';
import { SessionClock } from './session-clock.ts';
import { type CrashOptions, HELP, type SessionOptions, sessionOptions } from './session-options.ts';
import type { SessionReport } from './session-report.ts';

const started = performance.now();
/** Sessions play from 7:20 UTC of a day: before the half hour in which settlement prices are averaged. */
const CLOCK_BEFORE_EXPIRY = 40 * 60_000;
const tell = (line: string): void =>
  console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(7)} s  ${line}`);

const secondsSinceStart = (): number => Math.round((performance.now() - started) / 100) / 10;

/** Boots an exchange of its own, plays the session on it and takes it down again. */
async function play(options: SessionOptions): Promise<SessionReport> {
  const dataDirectory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), 'tenor-session-'));
  const pricesDirectory = recordedPrices(process.env);
  tell(pricesDirectory === null ? `prices: random walk, seed ${options.seed}` : 'prices: recorded');
  const checks = new Checks(tell);
  const clock = await SessionClock.start(dataDirectory, CLOCK_BEFORE_EXPIRY);
  const running = await startExchange({
    dataDirectory,
    size: options.size,
    seed: options.seed,
    pricesDirectory,
    genesisHoursAgo: 1,
    sealMilliseconds: options.sealSeconds * 1000,
    web: false,
    // The clock leaps from hour to hour: signers with prices of their own would refuse each leap for a while.
    signers: false,
    onProgress: tell,
  });
  const stop = (): void => void running.stop().finally(() => process.exit(1));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    // Before anything but the contracts is on it.
    await clock.moveL1(running.rpcUrl);
    const result = await runSession(running, options, clock, checks, tell);
    const durationSeconds = secondsSinceStart();
    for (const failure of checks.failures) tell(`FAILED ${failure}`);
    return { ok: checks.ok, durationSeconds, ...result };
  } finally {
    await running.stop();
    if (options.dataDirectory === null) rmSync(dataDirectory, { recursive: true, force: true });
  }
}

/** Replays a violent day on an exchange of its own. */
async function playCrash(options: SessionOptions, crash: CrashOptions): Promise<CrashReport> {
  const dataDirectory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), 'tenor-session-'));
  const checks = new Checks(tell);
  try {
    const clock = await SessionClock.start(dataDirectory, CLOCK_BEFORE_EXPIRY);
    const result = await runCrash(options, crash, dataDirectory, clock, checks, tell);
    for (const failure of checks.failures) tell(`FAILED ${failure}`);
    return { ok: checks.ok, durationSeconds: secondsSinceStart(), ...result };
  } finally {
    if (options.dataDirectory === null) rmSync(dataDirectory, { recursive: true, force: true });
  }
}

function tellCrash(report: CrashReport): void {
  const {
    accounts,
    liquidations,
    keeperLiquidations,
    portfolioAccounts,
    portfolioLiquidations,
    deleveraged,
    levies,
    insurancePaid,
    worstEquity,
    badDebt,
    checked,
  } = report;
  tell(
    `${accounts} leveraged accounts, ${liquidations} liquidations (${keeperLiquidations} by a keeper), ${insurancePaid} µUSD from the insurance fund, ${levies} levies, ${deleveraged} deleveragings`,
  );
  tell(`${portfolioAccounts} accounts in portfolio margin, ${portfolioLiquidations} liquidations of them`);
  tell(`worst equity ${worstEquity} µUSD, bad debt ${badDebt} µUSD`);
  tell(
    `batches: ${checked.byRules} checked by the rules, ${checked.byConstraints} by the constraint system, ${checked.proved} proved, ${checked.settled} settled on L1`,
  );
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help')) return console.log(HELP);
  const options = sessionOptions(args);
  const crash = options.crash ? await playCrash(options, options.crash) : null;
  const report: SessionReport = crash ?? (await play(options));
  if (options.report) writeFileSync(resolve(options.report), `${JSON.stringify(report, null, 2)}\n`);
  const { ok, durationSeconds, deposits, orders, trades, fundingSteps, withdrawalsClaimed, batches } = report;
  const { listings, expiries } = report;
  if (crash) tellCrash(crash);
  tell(
    `${deposits} deposits, ${orders} orders, ${trades} trades, ${fundingSteps} funding steps, ${listings} instruments listed, ${expiries} expired, ${batches.length} batches`,
  );
  tell(
    `${withdrawalsClaimed} withdrawals claimed; ${ok ? 'everything matches' : 'SOMETHING DOES NOT MATCH'} (${durationSeconds} s)`,
  );
  process.exitCode = ok ? 0 : 1;
}

await main().catch((error: unknown) => {
  console.error(error instanceof TenorError ? `error ${error.code} ${error.name}: ${error.message}` : error);
  process.exitCode = 1;
});
// A session that broke off may have left connections behind that would hold the process.
process.exit();

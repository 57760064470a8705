import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { TenorError } from '@tenor/protocol';
import { startExchange } from '../start/supervisor.ts';
import { Checks } from './checks.ts';
import { recordedPrices } from './recorded-prices.ts';
import { runSession } from './run-session.ts';
import { type SessionOptions, sessionOptions } from './session-options.ts';
import type { SessionReport } from './session-report.ts';

const started = performance.now();
const tell = (line: string): void =>
  console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(7)} s  ${line}`);

/** Boots an exchange of its own, plays the session on it and takes it down again. */
async function play(options: SessionOptions): Promise<SessionReport> {
  const dataDirectory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), 'tenor-session-'));
  const pricesDirectory = recordedPrices(process.env);
  tell(pricesDirectory === null ? `prices: random walk, seed ${options.seed}` : 'prices: recorded');
  const checks = new Checks(tell);
  const running = await startExchange({
    dataDirectory,
    size: options.size,
    seed: options.seed,
    pricesDirectory,
    genesisHoursAgo: 1,
    web: false,
    onProgress: tell,
  });
  const stop = (): void => void running.stop().finally(() => process.exit(1));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    const result = await runSession(running, options, checks, tell);
    const durationSeconds = Math.round((performance.now() - started) / 100) / 10;
    for (const failure of checks.failures) tell(`FAILED ${failure}`);
    return { ok: checks.ok, durationSeconds, ...result };
  } finally {
    await running.stop();
    if (options.dataDirectory === null) rmSync(dataDirectory, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const options = sessionOptions(process.argv.slice(2));
  const report = await play(options);
  if (options.report) writeFileSync(resolve(options.report), `${JSON.stringify(report, null, 2)}\n`);
  const { ok, durationSeconds, deposits, orders, trades, fundingSteps, withdrawalsClaimed, batches } = report;
  tell(
    `${deposits} deposits, ${orders} orders, ${trades} trades, ${fundingSteps} funding steps, ${batches.length} batches`,
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

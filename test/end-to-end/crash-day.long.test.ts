import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repositoryRoot } from '../../tools/gen/repository.ts';
import type { CrashReport } from '../../tools/session/crash/crash-report.ts';
import { recordedPrices } from '../../tools/session/recorded-prices.ts';

/** `npm run session -- --day crash` as a person would run it. The session checks itself; here we check that it ran to its end, and what its report claims. */
const folder = mkdtempSync(join(tmpdir(), 'tenor-crash-day-'));
let report: CrashReport;

beforeAll(async () => {
  const file = join(folder, 'report.json');
  let output = '';
  const args = ['--import', 'tsx', 'tools/session/main.ts', '--day', 'crash', '--report', file];
  const child = spawn(process.execPath, args, { cwd: repositoryRoot, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      process.stdout.write(text.replaceAll(/^(?=.)/gm, '    '));
    });
  }
  const exitCode = await new Promise((resolve) => child.on('close', resolve));
  if (exitCode !== 0) throw new Error(`the session ended with code ${exitCode}:\n${output.slice(-3000)}`);
  report = JSON.parse(readFileSync(file, 'utf8')) as CrashReport;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a violent day', () => {
  test('finds that everything matches, at recorded prices where there are any', () => {
    expect(report.ok).toBe(true);
    expect(report.prices).toBe(recordedPrices(process.env) === null ? 'scripted' : 'recorded');
  });

  test('liquidates, and nobody is left with a debt', () => {
    expect(report.accounts).toBeGreaterThanOrEqual(12);
    expect(report.liquidations).toBeGreaterThanOrEqual(5);
    expect(report.keeperLiquidations).toBeLessThanOrEqual(report.liquidations);
    expect(report.portfolioAccounts).toBeGreaterThanOrEqual(3);
    expect(report.portfolioLiquidations).toBeGreaterThanOrEqual(1);
    expect(report.portfolioLiquidations).toBeLessThanOrEqual(report.liquidations);
    expect(report.worstEquity).toBeGreaterThanOrEqual(0);
    expect(report.badDebt).toBe(0);
  });

  test('lists options and a future, which expire while it lasts', () => {
    expect(report.listings).toBe(3);
    expect(report.expiries).toBe(3);
  });

  test('says how far each kind of look went', () => {
    const { byRules, byConstraints, proved, settled } = report.checked;
    expect(byRules).toBeGreaterThan(20);
    expect(byConstraints).toBeGreaterThanOrEqual(20);
    expect(settled).toBeGreaterThan(10);
    expect(proved).toBeGreaterThanOrEqual(settled);
    expect(proved).toBeLessThanOrEqual(byRules);
    expect(report.batches.map(({ number }) => number)).toEqual(report.batches.map((_, index) => index + 1));
    expect(report.batches.length).toBe(settled);
  });

  test('has the state of the settled batches rebuilt from L1 alone, and a vault that covers all that is owed', () => {
    expect(report.l1.replayedRoot).toBe(report.l1.stateRoot);
    expect(report.conservation.owed).toBeLessThanOrEqual(report.conservation.vault);
    expect(report.conservation.vault - report.conservation.owed).toBeLessThan(1000);
  });
});

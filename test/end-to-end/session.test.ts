import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repositoryRoot } from '../../tools/gen/repository.ts';
import type { SessionReport } from '../../tools/session/session-report.ts';

/**
 * `npm run session` as a person would run it: a real exchange with its processes, a real L1, real proofs. The session checks itself; here we
 * check that it ran to its end, and what its report claims. It trades and seals less often than by default: every kind of command is proved, each in
 * few batches.
 */
const folder = mkdtempSync(join(tmpdir(), 'tenor-session-test-'));
const ARGS = ['--size', 'test', '--orders', '200', '--trade-every', '67', '--seal-seconds', '120'];
/** Fifteen as a rule; one or two more where the prover is idle early and asks for what there is. */
const MOST_BATCHES = 18;
let exitCode: number | null;
let output = '';
let report: SessionReport;

beforeAll(async () => {
  const file = join(folder, 'report.json');
  const child = spawn(process.execPath, ['--import', 'tsx', 'tools/session/main.ts', ...ARGS, '--report', file], {
    cwd: repositoryRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      process.stdout.write(text.replaceAll(/^(?=.)/gm, '    '));
    });
  }
  exitCode = await new Promise((resolve) => child.on('close', resolve));
  if (exitCode !== 0) throw new Error(`the session ended with code ${exitCode}:\n${output.slice(-3000)}`);
  report = JSON.parse(readFileSync(file, 'utf8')) as SessionReport;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a session', () => {
  test('finds that everything matches', () => {
    expect(exitCode).toBe(0);
    expect(report.ok).toBe(true);
  });

  test('has deposited, ordered, traded, funded, withdrawn', () => {
    expect(report.deposits).toBeGreaterThanOrEqual(3);
    expect(report.orders).toBeGreaterThanOrEqual(200);
    expect(report.trades).toBeGreaterThan(0);
    expect(report.fundingSteps).toBeGreaterThan(0);
    expect(report.withdrawalsClaimed).toBeGreaterThanOrEqual(3);
  });

  test('has listed a call, a put and a future through L1 and let one of them expire', () => {
    expect(report.listings).toBe(3);
    expect(report.expiries).toBe(1);
  });

  test('has settled at least three batches, in order and without a gap', () => {
    expect(report.batches.length).toBeGreaterThanOrEqual(3);
    expect(report.batches.map(({ number }) => number)).toEqual(report.batches.map((_, index) => index + 1));
    // A listing, an expiry and a funding step visit nobody: alone in a batch they are all of it.
    const unvisited = report.batches.filter(({ visits }) => visits === 0);
    expect(unvisited.length).toBeLessThanOrEqual(report.listings + report.expiries + report.fundingSteps);
    expect(report.batches.length - unvisited.length).toBeGreaterThanOrEqual(3);
    // Each takes some ten seconds of two cores.
    expect(report.batches.length).toBeLessThanOrEqual(MOST_BATCHES);
    for (const batch of report.batches) {
      expect(batch.constraints).toBeGreaterThan(50_000);
      expect(batch.proveSeconds).toBeGreaterThan(0);
      expect(batch.witnessSeconds).toBeGreaterThan(0);
      expect(batch.l1GasUsed).toBeGreaterThan(200_000);
      expect(batch.dataBytes).toBeGreaterThan(500);
    }
  });

  test('has the state rebuilt from L1 alone, with the same root', () => {
    expect(report.l1.replayedRoot).toBe(report.l1.stateRoot);
    expect(BigInt(report.l1.stateRoot)).toBeGreaterThan(0n);
  });

  test('owes no more than the vault holds', () => {
    expect(report.conservation.vault).toBeGreaterThan(0);
    expect(report.conservation.owed).toBeLessThanOrEqual(report.conservation.vault);
    // What differs is rounding, always in favour of the vault.
    expect(report.conservation.vault - report.conservation.owed).toBeLessThan(1000);
  });
});

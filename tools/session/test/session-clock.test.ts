import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { roundStrike } from '../listed-series.ts';

const folder = mkdtempSync(join(tmpdir(), 'tenor-clock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const preload = new URL('../shifted-clock.mjs', import.meta.url).href;
const HOUR = 3_600_000;

/** What a process prints that runs this script with the clock of a file. */
async function inProcess(script: string, path: string): Promise<unknown> {
  const env = { ...process.env, NODE_OPTIONS: `--import ${preload}`, TENOR_CLOCK_FILE: path };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env });
  return JSON.parse(stdout);
}

describe('a shifted clock', () => {
  const path = join(folder, 'clock');

  test('moves Date.now(), new Date() and Date() of a process and of its threads, and leaves everything else of dates alone', async () => {
    writeFileSync(path, String(5 * HOUR));
    const before = Date.now();
    const told = (await inProcess(
      `import { Worker } from 'node:worker_threads';
       const thread = await new Promise((resolve) =>
         new Worker('import { parentPort } from "node:worker_threads"; parentPort.postMessage(Date.now())', { eval: true }).once('message', resolve));
       console.log(JSON.stringify({
         now: Date.now(), object: new Date().getTime(), text: Date.parse(Date()), thread,
         fixed: new Date(2026, 0, 2).getTime(), parsed: Date.parse('2026-01-02T00:00:00Z'),
         instance: new Date() instanceof Date, own: new (class extends Date {})().getTime(),
       }));`,
      path,
    )) as Record<string, number>;
    const after = Date.now();
    for (const name of ['now', 'object', 'thread', 'own']) {
      expect(told[name]).toBeGreaterThanOrEqual(before + 5 * HOUR);
      expect(told[name]).toBeLessThanOrEqual(after + 5 * HOUR);
    }
    expect(Math.abs(told.text! - before - 5 * HOUR)).toBeLessThan(after - before + 2_000);
    expect(told.fixed).toBe(new Date(2026, 0, 2).getTime());
    expect(told.parsed).toBe(Date.UTC(2026, 0, 2));
    expect(told.instance).toBe(true);
  });

  test('follows the file while the process runs, and keeps its time without it', async () => {
    writeFileSync(path, '0');
    const moved = await inProcess(
      `import { rmSync, writeFileSync } from 'node:fs';
       import { setTimeout as sleep } from 'node:timers/promises';
       const from = Date.now();
       writeFileSync(process.env.TENOR_CLOCK_FILE, '${HOUR}');
       await sleep(400);
       const moved = Date.now() - from;
       rmSync(process.env.TENOR_CLOCK_FILE);
       await sleep(200);
       console.log(JSON.stringify([moved, Date.now() - from - moved]));`,
      path,
    );
    const [step, rest] = moved as [number, number];
    expect(step).toBeGreaterThanOrEqual(HOUR);
    expect(step).toBeLessThan(HOUR + 60_000);
    expect(rest).toBeLessThan(60_000);
  });

  test('a session starts before 08:00 UTC and moves on together with its L1', async () => {
    const script = `
      import { createServer } from 'node:http';
      const { SessionClock } = await import(${JSON.stringify(new URL('../session-clock.ts', import.meta.url).href)});
      const calls = [];
      const l1 = createServer((request, response) => {
        let text = '';
        request.on('data', (part) => { text += part; }).on('end', () => {
          const { method, params } = JSON.parse(text);
          calls.push([method, ...params]);
          response.end(JSON.stringify({ result: null }));
        });
      }).listen(0, '127.0.0.1');
      await new Promise((resolve) => l1.once('listening', resolve));
      const url = 'http://127.0.0.1:' + l1.address().port;
      const real = Date.now();
      const clock = await SessionClock.start(process.argv[1], ${40 * 60_000});
      const left = clock.expiry - Date.now();
      await clock.moveL1(url);
      await clock.advance(${90_000}, url);
      const then = clock.expiry - Date.now();
      await clock.advance(${40 * 60_000}, url);
      console.log(JSON.stringify({ left, then, hour: clock.expiryHour % 24, ahead: clock.expiry - real, calls, env: process.env.NODE_OPTIONS }));
      process.exit();`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', script, join(folder, 'session')],
      { env: { ...process.env, NODE_OPTIONS: '' } },
    );
    const told = JSON.parse(stdout) as {
      left: number;
      then: number;
      hour: number;
      ahead: number;
      calls: [string, number?][];
      env: string;
    };
    expect(told.hour).toBe(8);
    expect(told.left).toBeGreaterThan(39 * 60_000);
    expect(told.left).toBeLessThanOrEqual(40 * 60_000);
    // The pause after the move is over by then.
    expect(told.then).toBeGreaterThan(30_000);
    expect(told.then).toBeLessThanOrEqual(87_500);
    expect(told.env).toContain('shifted-clock.mjs');
    expect(told.calls.map(([method]) => method)).toEqual([
      'evm_increaseTime',
      'evm_mine',
      'evm_increaseTime',
      'evm_mine',
    ]);
    const moves = told.calls.flatMap(([, seconds]) => (seconds === undefined ? [] : [seconds]));
    const shift = Number(readFileSync(join(folder, 'session', 'clock'), 'utf8'));
    expect(Math.abs(moves[0]! + moves[1]! - shift / 1000)).toBeLessThanOrEqual(2);
    expect(Math.abs(told.ahead - shift - 90_000)).toBeLessThan(120_000);
  });
});

describe('strikes', () => {
  test('are round and near', () => {
    expect([94_535, 3_342, 2_767.2, 1_000, 99].map(roundStrike)).toEqual([95_000, 3_350, 2_750, 1_000, 99]);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveHealth } from '@tenor/bot';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DryDesk } from '../src/dry-desk.ts';
import { Lister } from '../src/lister.ts';
import { listerConfig } from '../src/lister-config.ts';
import type { ListingDesk } from '../src/listing-desk.ts';
import { seriesCount } from '../src/series-count.ts';
import { StandInExchange } from './stand-in-exchange.ts';

const log = pino({ level: 'silent' });
const base = {
  TENOR_URL: 'http://127.0.0.1:1',
  TENOR_LISTER_KEY: `0x${'11'.repeat(32)}`,
  TENOR_LISTER_CYCLE_MS: '10',
};
let stage: StandInExchange;
let lister: Lister | null;
let told: string[];
let folder: string;

beforeEach(() => {
  stage = new StandInExchange();
  lister = null;
  told = [];
  folder = mkdtempSync(join(tmpdir(), 'tenor-lister-'));
});
afterEach(async () => {
  await lister?.stop();
  rmSync(folder, { recursive: true });
});

function startLister(env: NodeJS.ProcessEnv = {}, args: string[] = [], desk: ListingDesk = stage): Lister {
  const config = listerConfig({ ...base, ...env }, args);
  // The instruments change while it runs: they are asked for anew.
  const exchange = new Proxy(stage.exchange, {
    get: (_, name: keyof typeof stage.exchange) => stage.exchange[name],
  });
  lister = new Lister({ exchange, desk, config, rows: 16, log, tell: (text) => told.push(text) });
  lister.start();
  return lister;
}

async function cyclesDone(): Promise<number> {
  return (await lister!.metrics.totals(lister!.metrics.cycles)).done ?? 0;
}
async function someCycles(): Promise<void> {
  const before = await cyclesDone();
  for (let i = 0; i < 400 && (await cyclesDone()) < before + 3; i++) await new Promise((go) => setTimeout(go, 10));
  expect(await cyclesDone()).toBeGreaterThanOrEqual(before + 3);
}

describe('the lister', () => {
  test('fills an empty board once, in one transaction, and says so', async () => {
    startLister();
    await someCycles();
    expect(stage.transactions).toEqual([14]);
    expect(told).toEqual(['listing 12 options and 2 futures']);
    expect((await lister!.health()).pending).toHaveLength(14);

    stage.applied = stage.listings.length;
    await someCycles();
    expect(stage.transactions).toEqual([14]);
    expect(told.slice(1)).toEqual(['12 options and 2 futures on the board']);
    const { series, pending, freeRows, mode } = await lister!.health();
    expect({ series: series.length, pending, freeRows, mode }).toEqual({
      series: 14,
      pending: [],
      freeRows: 0,
      mode: 'watching',
    });
  });

  test('started again while its listings are on their way, it does not list them twice', async () => {
    startLister();
    await someCycles();
    await lister!.stop();
    startLister();
    await someCycles();
    stage.applied = 5;
    await someCycles();
    expect(stage.transactions).toEqual([14]);
  });

  test('keeps to the cap of a day, whoever has listed', async () => {
    startLister({ TENOR_LISTER_PER_DAY: '6' });
    await someCycles();
    stage.applied = 6;
    await someCycles();
    expect(stage.transactions).toEqual([6]);
    expect((await lister!.health()).skipped.per_day).toBeGreaterThanOrEqual(8);
  });

  test('waits for prices and for the market to run', async () => {
    stage.marketMode = 'halted';
    startLister();
    await someCycles();
    expect(await lister!.health()).toMatchObject({ mode: 'waiting' });
    stage.indexPrice = { 'BTC-PERP': '95000', 'ETH-PERP': null };
    stage.marketMode = 'running';
    await someCycles();
    expect(stage.transactions).toEqual([7]);
  });

  test('does nothing while the kill switch is thrown', async () => {
    const file = join(folder, 'stop');
    writeFileSync(file, '');
    startLister({ TENOR_LISTER_KILL_FILE: file });
    await someCycles();
    expect([stage.transactions, (await lister!.health()).mode]).toEqual([[], 'killed']);
    rmSync(file);
    await someCycles();
    expect(stage.transactions).toEqual([14]);
  });

  test('a dry run says what it would list and sends nothing', async () => {
    startLister({}, ['--dry-run'], new DryDesk());
    await someCycles();
    expect(stage.transactions).toEqual([]);
    expect(told[0]).toBe('would list 12 options and 2 futures');
  });

  test('a health page tells how it is, and that L1 does not let it list', async () => {
    startLister();
    await someCycles();
    const page = await serveHealth('lister', lister!, 0);
    expect((await fetch(`${page.url}/health`)).status).toBe(200);
    expect(await (await fetch(page.url)).text()).toContain('&#34;watching&#34;');
    const metrics = await (await fetch(`${page.url}/metrics`)).text();
    expect(metrics).toMatch(/tenor_lister_sent_total\{kind="call"\} 6/);
    stage.allows = false;
    stage.listings.length = 0;
    await someCycles();
    expect((await fetch(`${page.url}/health`)).status).toBe(503);
    await page.close();
  });
});

describe('its configuration', () => {
  const env = { TENOR_URL: base.TENOR_URL, TENOR_LISTER_KEY: base.TENOR_LISTER_KEY };
  test('is read from the environment', () => {
    expect(listerConfig({ ...env, TENOR_LISTER_VOLATILITY: 'SOL=0.9', TENOR_LISTER_WEEKLIES: '4' }, [])).toMatchObject({
      volatility: { SOL: 0.9 },
      rules: { weeklies: 4, monthlies: 2, leastHours: 36, widest: 2 },
      isDryRun: false,
    });
    expect(listerConfig({ TENOR_URL: env.TENOR_URL }, ['--dry-run'])).toMatchObject({ privateKey: null });
  });

  test.each([
    [{ ...env, TENOR_URL: 'localhost:3000' }, [], /TENOR_URL/],
    [{ TENOR_URL: env.TENOR_URL }, [], /TENOR_LISTER_KEY/],
    [{ ...env, TENOR_LISTER_WEEKLIES: '0' }, [], /TENOR_LISTER_WEEKLIES/],
    [{ ...env, TENOR_LISTER_VOLATILITY: 'BTC' }, [], /TENOR_LISTER_VOLATILITY/],
    [env, ['--fast'], /--fast/],
  ])('says what is wrong: %#', (settings, args, message) => {
    expect(() => listerConfig(settings, args)).toThrow(message);
  });

  test('never prints the key', () => {
    expect(() => listerConfig({ ...env, TENOR_LISTER_KEY: '0xsecret' }, [])).toThrow(
      expect.not.stringContaining('secret'),
    );
  });
});

test('counts in words', () => {
  expect(seriesCount([{ kind: 'call' }, { kind: 'future' }])).toBe('1 option and 1 future');
  expect(seriesCount([])).toBe('no options or futures');
});

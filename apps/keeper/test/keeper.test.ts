import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveHealth } from '@tenor/bot';
import { AccountClient, ExchangeClient, TradingKey } from '@tenor/sdk';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FALLEN, Stage, WEB_CONFIG } from '../../../services/matcher/test/gateway/liquidation-stage.ts';
import type { Desk } from '../src/desk.ts';
import { DryDesk } from '../src/dry-desk.ts';
import { Keeper } from '../src/keeper.ts';
import { keeperConfig } from '../src/keeper-config.ts';
import { LiveDesk } from '../src/live-desk.ts';

const log = pino({ level: 'silent' });
const base = {
  TENOR_URL: 'http://127.0.0.1:1',
  TENOR_KEEPER_KEY: `0x${'11'.repeat(32)}`,
  TENOR_KEEPER_CYCLE_MS: '20',
  TENOR_KEEPER_COOLDOWN_MS: '60',
  TENOR_KEEPER_LIQUIDATION_USD: '100000',
  TENOR_KEEPER_POSITION_USD: '250000',
  TENOR_KEEPER_UNWIND_USD: '5000000',
};
let stage: Stage;
let exchange: ExchangeClient;
let folder: string;
let keeper: Keeper | null;

beforeEach(async () => {
  stage = await Stage.open({ webConfig: WEB_CONFIG });
  exchange = await ExchangeClient.connect(stage.rig.url);
  folder = mkdtempSync(join(tmpdir(), 'tenor-keeper-'));
  keeper = null;
});
afterEach(async () => {
  await keeper?.stop();
  exchange.close();
  await stage.rig.close();
  rmSync(folder, { recursive: true });
});

async function liveDesk(): Promise<LiveDesk> {
  const { account, secret } = stage.keeper;
  return new LiveDesk(await AccountClient.open(exchange, { account, key: new TradingKey(secret) }));
}

async function startKeeper(desk: Desk, env: NodeJS.ProcessEnv = {}, args: string[] = []): Promise<Keeper> {
  keeper = new Keeper({ exchange, desk, config: keeperConfig({ ...base, ...env }, args), log });
  await keeper.start();
  return keeper;
}

async function eventually<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (let i = 0; i < 400; i++) {
    const value = await read();
    if (holds(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`waited in vain; last: ${JSON.stringify(await read())}`);
}

const cyclesDone = async (): Promise<number> => (await keeper!.metrics.totals(keeper!.metrics.cycles)).done ?? 0;
async function someCycles(): Promise<void> {
  const before = await cyclesDone();
  await eventually(cyclesDone, (done) => done >= before + 4);
}
const receipts = async () => (await exchange.call('public/liquidations', {})).results;

describe('the keeper on a real exchange', () => {
  test('takes over within its caps, rests its way out, and sells to the bid that comes', async () => {
    await startKeeper(await liveDesk());
    await someCycles();
    expect(await receipts()).toEqual([]);

    await stage.fall(FALLEN);
    const { position } = await eventually(
      async () => ({ position: (await keeper!.health()).positionUsd ?? 0, skipped: (await keeper!.health()).skipped }),
      ({ skipped }) => (skipped.position_cap ?? 0) > 0,
    );
    expect(position).toBeLessThanOrEqual(250_000);
    expect(position).toBeGreaterThan(249_900);
    const taken = await receipts();
    expect(taken).toHaveLength(3);
    for (const { keeper: by, notional, account } of taken) {
      expect({ by, account }).toEqual({ by: stage.keeper.account, account: stage.victim.account });
      expect(Number(notional)).toBeLessThanOrEqual(100_000);
    }

    // Nobody bids: it rests at the mark and only reduces.
    const token = stage.tokens.get(stage.keeper);
    const orders = async () => (await stage.rig.call('private/orders', {}, token)).result.results;
    const [order] = await eventually(orders, (open) => open.length === 1);
    expect(order).toMatchObject({ side: 'sell', reduce_only: true, post_only: true, price: '86000' });

    // Somebody bids a little below the mark: it takes the bid. One far below it leaves alone.
    await stage.rig.call('private/cancel_all', {}, stage.tokens.get(stage.other));
    await stage.place(stage.other, 0, FALLEN - 40_000n, 1_000n);
    const positions = async () => (await stage.rig.call('private/fills', {}, token)).result.results;
    await someCycles();
    expect((await positions()).filter(({ liquidity, side }) => liquidity === 'taker' && side === 'sell')).toEqual([]);
    await stage.place(stage.other, 0, FALLEN - 20_000n, 1_000n);
    const fills = await eventually(positions, (all) => all.some(({ side }) => side === 'sell'));
    expect(fills[0]).toMatchObject({ side: 'sell', price: '85800', size: '0.1', liquidity: 'taker' });
  });

  test('does nothing while the kill switch is thrown, and says so', async () => {
    const file = join(folder, 'stop');
    writeFileSync(file, '');
    await startKeeper(await liveDesk(), { TENOR_KEEPER_KILL_FILE: file });
    await stage.fall(FALLEN);
    await someCycles();
    expect(await receipts()).toEqual([]);
    expect(await keeper!.health()).toMatchObject({ mode: 'killed' });
    rmSync(file);
    await eventually(receipts, (all) => all.length > 0);
    writeFileSync(file, '');
    await eventually(
      () => keeper!.health(),
      ({ mode }) => mode === 'killed',
    );
    const open = await stage.rig.call('private/orders', {}, stage.tokens.get(stage.keeper));
    expect(open.result.results).toEqual([]);
  });

  test('a dry run says what it would do and changes nothing', async () => {
    const said: { msg: string; instrument?: string; rewardUsd?: number }[] = [];
    const listening = pino({ level: 'info' }, { write: (line) => said.push(JSON.parse(line) as { msg: string }) });
    await stage.fall(FALLEN);
    const before = stage.rig.exchange.stateHash();
    await startKeeper(new DryDesk(500_000_000_000n, listening), {}, ['--dry-run']);
    await eventually(
      async () => said,
      (lines) => lines.some(({ msg }) => msg === 'would offer'),
    );
    expect(said[0]).toMatchObject({ instrument: 'BTC-PERP', side: 'buy', account: stage.victim.account });
    // Half of the penalty of 1.25 % on $100,000.
    expect(said[0]!.rewardUsd).toBeCloseTo(625, 0);
    expect(stage.rig.exchange.stateHash()).toBe(before);
  });

  test('a health page tells how it is, with counters, and that it is not well', async () => {
    await startKeeper(await liveDesk());
    await someCycles();
    const page = await serveHealth('keeper', keeper!, 0);
    const json = await fetch(`${page.url}/health`);
    expect([json.status, await json.json()]).toMatchObject([200, { mode: 'watching', account: stage.keeper.account }]);
    expect(await (await fetch(page.url)).text()).toContain('&#34;watching&#34;');
    expect(await (await fetch(`${page.url}/metrics`)).text()).toMatch(/tenor_keeper_cycles_total\{outcome="done"\} \d/);
    expect((await fetch(`${page.url}/else`)).status).toBe(404);
    await keeper!.stop();
    exchange.close();
    expect((await fetch(`${page.url}/health`)).status).toBe(503);
    await page.close();
    keeper = null;
  });
});

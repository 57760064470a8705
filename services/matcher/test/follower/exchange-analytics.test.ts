import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { followExchange } from '../../src/follower/exchange-analytics.ts';
import { GatewayRig, type Trader } from '../gateway/gateway-rig.ts';

let rig: GatewayRig;
let maker: Trader;
let taker: Trader;
beforeAll(async () => {
  rig = await GatewayRig.start();
  [maker, taker] = rig.traders as [Trader, Trader];
});
afterAll(() => rig.close());

async function trade(price: bigint, size: bigint, side: 0 | 1): Promise<void> {
  const other = side === 0 ? 1 : 0;
  await rig.call('private/place', rig.order(maker, other, price, size), await rig.login(maker));
  const { result } = await rig.call('private/place', rig.order(taker, side, price, size), await rig.login(taker));
  expect(result.order.status).toBe('filled');
}

const follow = (name: string) => followExchange(rig.exchange, join(rig.directory, name));
const figures = (analytics: ReturnType<typeof follow>) =>
  [maker, taker].map(({ account }) => analytics.position(account, 1));

test('following live, from the history and from a kept file come to the same figures', async () => {
  const live = follow('live.json');
  await trade(9_500_000n, 10n, 0);
  await trade(9_510_000n, 10n, 0);
  await rig.round({ btc: 9_520_000n, eth: 3_400_000n });
  const expected = figures(live);
  expect(expected[1]).toMatchObject({ entryPrice: 9_505_000n, unrealizedPnl: 20n * 15_000n, realizedPnl: 0n });
  live.stop();

  await trade(9_530_000n, 5n, 1);
  const fromHistory = follow('none.json');
  const fromFile = follow('live.json');
  expect(figures(fromHistory)[1]).toMatchObject({ realizedPnl: 5n * 25_000n });
  expect(figures(fromFile)).toEqual(figures(fromHistory));
  fromHistory.stop();
  fromFile.stop();

  const path = join(rig.directory, 'live.json');
  const kept = JSON.parse(readFileSync(path, 'utf8')) as { engineSeq: number; model: string };
  for (const text of ['{"broken', JSON.stringify({ ...kept, engineSeq: kept.engineSeq + 1000 })]) {
    writeFileSync(path, text);
    const again = follow('live.json');
    expect(figures(again)).toEqual(figures(fromHistory));
    again.stop();
  }
});

test('liquidation prices follow the margin mode, live, from the history and from a kept file', async () => {
  await trade(9_500_000n, 10_000n, 0);
  const live = follow('mode.json');
  const short = (analytics: ReturnType<typeof follow>) => analytics.position(maker.account, 1)!.liquidationPrice!;
  const standard = short(live);
  const instruction = rig.instruction(maker, { kind: 'marginMode', instrument: 1, slot: 300 });
  const signed = { instruction, signature: { R8: maker.key, S: 0n }, key: maker.key };
  await rig.exchange.submit({ type: 'marginMode', time: Date.now(), signed });
  // The grid moves by 15 %, and standard maintenance margin is 2.5 %.
  const scoped = short(live);
  expect(scoped).toBeLessThan(standard);
  live.stop();
  for (const name of ['mode.json', 'never.json']) {
    const again = follow(name);
    expect(short(again)).toBe(scoped);
    again.stop();
  }
});

import { join } from 'node:path';
import { CIRCUIT_SIZES, type L1Entry, type MarketTerms } from '@tenor/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { followExchange } from '../../src/follower/exchange-analytics.ts';
import { marginEngineView } from '../../src/follower/margin-engine-port.ts';
import { RiskWatch } from '../../src/follower/risk-watch.ts';
import { GatewayRig, type Trader } from '../gateway/gateway-rig.ts';
import { future, option } from '../sequencer/dated-venue.ts';

const HOUR = 3_600_000;
const [FUTURE, CALL] = [3, 4];
const START = 9_500_000n;
let ahead: number;
let rig: GatewayRig;
let buyer: Trader;
let seller: Trader;
let expiryHour: number;
const now = (): number => Date.now() + ahead;

beforeEach(async () => {
  ahead = 0;
  rig = await GatewayRig.start({ now });
  [buyer, seller] = rig.traders as [Trader, Trader];
  expiryHour = Math.floor(Date.now() / HOUR) + 2;
});
afterEach(() => rig.close());

function list(terms: MarketTerms) {
  const index = rig.exchange.queries.summary().nextEntryIndex;
  const entry: L1Entry = { kind: 'list', index, terms };
  return rig.exchange.submit({ type: 'l1Entry', time: now(), transactionHash: '0xab', block: 5, entry });
}

async function trade(instrument: number, price: bigint, size: bigint): Promise<void> {
  for (const [trader, side] of [
    [seller, 1],
    [buyer, 0],
  ] as const) {
    const params = rig.order(trader, side, price, size, { instrument, maxFeePerLot: 10_000n });
    expect((await rig.call('private/place', params, await rig.login(trader))).error).toBeUndefined();
  }
}

test('whoever follows knows dated instruments from their listing to their settlement, live and from the history', async () => {
  const follow = (name: string) => followExchange(rig.exchange, join(rig.directory, name));
  const live = follow('live.json');
  const watch = new RiskWatch(rig.exchange, CIRCUIT_SIZES.dev.K);
  const view = marginEngineView(rig.exchange, watch, now);
  await list(future(FUTURE, 1, expiryHour));
  await list(option(CALL, 'call', START, 1, expiryHour));
  rig.dated = new Map([
    [2, 9_510_000n],
    [3, 300_000n],
  ]);
  await rig.round();
  expect((await view.markets()).map(({ row }) => row)).toEqual([0, 1, 2, 3]);
  await trade(CALL, 310_000n, 10n);
  await trade(FUTURE, 9_500_000n, 10n);
  const held = (analytics: typeof live) => [CALL, FUTURE].map((id) => analytics.position(buyer.account, id));
  expect(held(live)).toMatchObject([
    { entryPrice: 310_000n, unrealizedPnl: -100_000n },
    { entryPrice: 9_500_000n, unrealizedPnl: 100_000n },
  ]);
  const meanwhile = follow('none.json');
  expect(held(meanwhile)).toEqual(held(live));
  meanwhile.stop();

  rig.letPricesStop();
  ahead = expiryHour * HOUR - Date.now() + 1000;
  rig.settlement = { hour: expiryHour, prices: [9_900_000n, 3_400_000n] };
  await rig.round();
  await view.submitExpiry(3);
  expect(await view.expiredHolders(1)).toEqual([buyer.account]);
  expect(await view.expiredHolders(9)).toEqual([buyer.account, seller.account]);
  await view.submitSweep(seller.account);
  await expect(view.submitSweep(seller.account)).rejects.toMatchObject({ refusal: 'NO_POSITION' });
  expect(live.position(buyer.account, CALL)).toBeNull();
  const later = follow('nothing.json');
  expect(held(later)).toEqual(held(live));
  expect(held(later)[1]).toMatchObject({ entryPrice: 9_500_000n });
  later.stop();
  live.stop();

  expect(watch.liquidatable()).toEqual([]);
  const fresh = new RiskWatch(rig.exchange, CIRCUIT_SIZES.dev.K);
  expect(fresh.liquidatable()).toEqual([]);
  fresh.stop();
  watch.stop();
});

import { ExchangeRefusal, Liquidator } from '@tenor/margin-engine';
import { CIRCUIT_SIZES } from '@tenor/protocol';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { marginEngineView } from '../../src/follower/margin-engine-port.ts';
import { RiskWatch } from '../../src/follower/risk-watch.ts';
import { GatewayRig, type Trader } from '../gateway/gateway-rig.ts';

const PLACES = CIRCUIT_SIZES.dev.K;
const MARK = 9_500_000n;
const LOTS = 1000n;
const ETH_MARK = 3_400_000n;
const log = pino({ level: 'silent' });
let rig: GatewayRig;
let maker: Trader;
let taker: Trader;
let watch: RiskWatch;
let view: ReturnType<typeof marginEngineView>;

beforeEach(async () => {
  rig = await GatewayRig.start();
  [maker, taker] = rig.traders as [Trader, Trader];
  await rig.round({ btc: MARK, eth: ETH_MARK });
  watch = new RiskWatch(rig.exchange, PLACES);
  view = marginEngineView(rig.exchange, watch, Date.now);
  await place(maker, 1, MARK, LOTS);
  await place(taker, 0, MARK, LOTS);
  // Of a position of $9,500 (initial margin $475) about $500 are left to lose.
  const amount = 1_000_000_000_000n - 520_000_000n;
  const instruction = rig.instruction(taker, { kind: 'withdraw', amount });
  const reply = await rig.call('private/withdraw', rig.signed(taker, instruction), await rig.login(taker));
  expect(reply.error).toBeUndefined();
});
afterEach(async () => {
  watch.stop();
  await rig.close();
});

const place = async (trader: Trader, side: 0 | 1, price: bigint, size: bigint): Promise<void> => {
  const { error } = await rig.call('private/place', rig.order(trader, side, price, size), await rig.login(trader));
  expect(error).toBeUndefined();
};
const held = (trader: Trader): bigint => rig.exchange.queries.positions(trader.account)[0]?.size ?? 0n;

test('an account that falls below its maintenance margin is closed by the book, as far as needed', async () => {
  const liquidator = new Liquidator(view, log);
  expect(watch.liquidatable()).toEqual([]);
  expect(await liquidator.tick()).toBe(0);
  const low = (MARK * 96n) / 100n;
  await rig.round({ btc: low, eth: ETH_MARK });
  expect(watch.liquidatable()).toEqual([{ account: taker.account, instruments: [1] }]);
  await place(maker, 0, low - 10_000n, 2_000n);
  expect(await liquidator.tick()).toBe(1);
  expect(held(taker)).toBeGreaterThan(0n);
  expect(held(taker)).toBeLessThan(LOTS);
  expect(watch.liquidatable()).toEqual([]);
  const [receipt] = rig.exchange.queries.liquidations({ limit: 5 }).results;
  expect(receipt).toMatchObject({ account: taker.account, instrument: 1, keeper: null, lots: LOTS - held(taker) });
});

test('what the book does not take waits, and is taken once there is a taker', async () => {
  const liquidator = new Liquidator(view, log);
  const low = (MARK * 96n) / 100n;
  await rig.round({ btc: low, eth: ETH_MARK });
  expect(await liquidator.tick()).toBe(0);
  expect(held(taker)).toBe(LOTS);
  await expect(view.liquidate(taker.account, 1)).rejects.toBeInstanceOf(ExchangeRefusal);
  await place(maker, 0, low - 10_000n, 2_000n);
  expect(await liquidator.tick()).toBe(1);
});

test('a watch that starts later knows the same accounts, and funding moves them', async () => {
  const low = (MARK * 96n) / 100n;
  await rig.round({ btc: low, eth: ETH_MARK });
  const later = new RiskWatch(rig.exchange, PLACES);
  expect(later.liquidatable()).toEqual(watch.liquidatable());
  later.stop();
  await rig.round({ btc: MARK, eth: ETH_MARK });
  expect(watch.liquidatable()).toEqual([]);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Trader } from '../../../../services/matcher/test/gateway/gateway-rig.ts';
import { FALLEN, Stage, WEB_CONFIG } from '../../../../services/matcher/test/gateway/liquidation-stage.ts';
import { AccountClient, ApiError, ExchangeClient, type LiquidationJson, TradingKey } from '../../src/index.ts';
import { until } from '../support/local-server.ts';

let stage: Stage;
let keeper: AccountClient;

const clientOf = async ({ account, secret }: Trader): Promise<AccountClient> =>
  AccountClient.open(await ExchangeClient.connect(stage.rig.url), { account, key: new TradingKey(secret) });

beforeAll(async () => {
  stage = await Stage.open({ webConfig: WEB_CONFIG });
  keeper = await clientOf(stage.keeper);
});
afterAll(async () => {
  keeper?.exchange.close();
  await stage?.rig.close();
});

const offer = () => {
  const scale = keeper.exchange.instrument('BTC-PERP');
  const account = stage.victim.account;
  const limitTicks = FALLEN / scale.tickMicroUsdPerLot;
  return { account, instrument: scale.name, side: 'buy', lots: scale.lots('80'), limitTicks } as const;
};

test('a refused offer leaves its slot free', async () => {
  expect(await keeper.exchange.liquidatable()).toMatchObject({ total: 0, accounts: [] });
  const refusal: unknown = await keeper.liquidate(offer()).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(ApiError);
  expect(refusal).toMatchObject({ name: 'NOT_LIQUIDATABLE' });
  expect(keeper.busySlots).toBe(0);
});

test('a keeper finds an account below maintenance margin, takes over what is needed and reads the receipt in the channel', async () => {
  const seen: LiquidationJson[] = [];
  await keeper.exchange.subscribe('liquidations', ({ liquidations }) => seen.push(...liquidations));
  await stage.fall(FALLEN);
  const [found] = (await keeper.exchange.liquidatable(1)).accounts;
  expect(found).toMatchObject({ account: stage.victim.account, positions: [{ side: 'buy', instrument: 'BTC-PERP' }] });
  const { order, liquidation } = await keeper.liquidate(offer());
  expect(order.filled).toBe(found!.positions[0]!.needed);
  expect(liquidation).toMatchObject({ keeper: keeper.account, average_price: found!.positions[0]!.keeper_price });
  expect(keeper.busySlots).toBe(0);
  await until(() => seen.length > 0, 'the receipt');
  expect(seen).toEqual([liquidation]);
  expect((await keeper.exchange.call('public/liquidations', {})).results).toEqual([liquidation]);
  expect(await keeper.positions()).toMatchObject([{ size: order.filled }]);
});

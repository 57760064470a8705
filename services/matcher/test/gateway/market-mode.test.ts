import { afterAll, beforeAll, expect, test } from 'vitest';
import { GatewayRig, type Trader } from './gateway-rig.ts';

const BTC_MARK = 9_500_000n;
let rig: GatewayRig;
let trader: Trader;
beforeAll(async () => {
  rig = await GatewayRig.start();
  [trader] = rig.traders as [Trader];
});
afterAll(() => rig.close());

/** The journal's clock goes on without a round. */
async function silence(milliseconds: number): Promise<void> {
  rig.letPricesStop();
  const { time } = rig.exchange.queries.summary();
  await rig.exchange.submit({
    type: 'cancelAll',
    account: trader.account,
    instrument: null,
    label: null,
    signed: null,
    time: time + milliseconds,
  });
}
const place = async () => rig.call('private/place', rig.order(trader, 0, BTC_MARK, 10n), await rig.login(trader));

test('the status says what is traded and why, and orders are refused with what to do', async () => {
  expect((await rig.call('public/status', {})).result).toMatchObject({ state: 'running', market_mode: 'running' });
  expect((await place()).result.order.status).toBe('open');

  await silence(20_000);
  expect((await rig.call('public/status', {})).result).toMatchObject({
    market_mode: 'reduce-only',
    market_mode_reason: expect.stringMatching(/^Positions may only be reduced: .* 2\d s\.$/),
  });
  expect((await place()).error).toMatchObject({ code: 50007, name: 'MARKET_REDUCE_ONLY', data: { retryable: true } });

  await silence(100_000);
  expect((await rig.call('public/status', {})).result).toMatchObject({
    market_mode: 'halted',
    market_mode_reason: expect.stringMatching(/^Halted: .* 12\d s\.$/),
  });
  const { error, status } = await place();
  expect([status, error]).toMatchObject([503, { code: 50008, data: { retryable: true, outcome: 'not_executed' } }]);
});

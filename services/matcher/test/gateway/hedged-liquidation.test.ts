import { CIRCUIT_SIZES } from '@tenor/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RiskWatch } from '../../src/follower/risk-watch.ts';
import { expiryText } from '../../src/sequencer/series-symbol.ts';
import { future } from '../sequencer/dated-venue.ts';
import { GatewayRig, type Trader } from './gateway-rig.ts';

const [BTC, FUTURE, FUTURE_ROW] = [1, 3, 2];
const MARK = 9_500_000n;
const RISEN = 9_900_000n;
const ETH_MARK = 3_400_000n;
/** µUSD of free collateral that are left. */
const SPARE = 500_000_000n;
let rig: GatewayRig;
let watch: RiskWatch;
let hedged: Trader;
let other: Trader;
let keeper: Trader;
let futureName: string;

/** Short futures of $95,000 with a long perpetual of $19,000 against them, in portfolio margin, and little more than that asks for. */
beforeEach(async () => {
  rig = await GatewayRig.start();
  [hedged, other, keeper] = rig.traders as [Trader, Trader, Trader];
  watch = new RiskWatch(rig.exchange, CIRCUIT_SIZES.dev.K);
  const expiryHour = Math.floor(Date.now() / 3_600_000) + 100;
  futureName = `BTC-${expiryText(expiryHour)}`;
  const index = rig.exchange.queries.summary().nextEntryIndex;
  await rig.exchange.submit({
    type: 'l1Entry',
    entry: { kind: 'list', index, terms: future(FUTURE, 1, expiryHour) },
    transactionHash: '0xab',
    block: 5,
    time: Date.now(),
  });
  await moveTo(MARK);
  await trade(FUTURE, 1, 10_000n);
  await trade(BTC, 0, 2_000n);
  await call('private/set_margin_mode', rig.instruction(hedged, { kind: 'marginMode', instrument: 1 }));
  const { freeCollateral } = rig.exchange.queries.account(hedged.account).health!;
  await call('private/withdraw', rig.instruction(hedged, { kind: 'withdraw', amount: freeCollateral - SPARE }));
});
afterEach(async () => {
  watch.stop();
  await rig.close();
});

const moveTo = (mark: bigint): Promise<void> => {
  rig.dated.set(FUTURE_ROW, mark);
  return rig.round({ btc: mark, eth: ETH_MARK });
};

async function call(
  method: 'private/set_margin_mode' | 'private/withdraw',
  instruction: ReturnType<GatewayRig['instruction']>,
): Promise<void> {
  const { error } = await rig.call(method, rig.signed(hedged, instruction), await rig.login(hedged));
  expect(error).toBeUndefined();
}

async function trade(instrument: number, side: 0 | 1, size: bigint): Promise<void> {
  for (const [trader, way] of [
    [other, side === 0 ? 1 : 0],
    [hedged, side],
  ] as const) {
    const params = rig.order(trader, way, MARK, size, { instrument });
    expect((await rig.call('private/place', params, await rig.login(trader))).error).toBeUndefined();
  }
}

const takeOver = async (instrument: string, id: number, side: 0 | 1) =>
  rig.call(
    'private/liquidate',
    { account: hedged.account, instrument, ...rig.order(keeper, side, RISEN, 50_000n, { instrument: id }) },
    await rig.login(keeper),
  );

test('a keeper sees the position that frees margin, and may not take what covers it', async () => {
  expect(watch.liquidatable()).toEqual([]);
  await moveTo(RISEN);
  const { result } = await rig.call('public/liquidatable', {});
  expect(result.total).toBe(1);
  const [found] = result.accounts;
  expect(found!.positions.map(({ instrument, side }) => [instrument, side])).toEqual([[futureName, 'sell']]);
  // The book is offered both, the one that covers last.
  expect(watch.liquidatable()).toEqual([{ account: hedged.account, instruments: [FUTURE, BTC] }]);

  const refused = await takeOver('BTC-PERP', BTC, 0);
  expect(refused.error).toMatchObject({ name: 'HEDGE_LEG', code: 30032, data: { param: 'instrument' } });
  expect(refused.error.message).toContain(futureName);

  const taken = await takeOver(futureName, FUTURE, 1);
  expect(taken.error).toBeUndefined();
  expect(taken.result.liquidation.size).toBe(found!.positions[0]!.needed);
  const after = (await rig.call('private/account', {}, await rig.login(hedged))).result;
  expect(after.margin_mode).toBe('portfolio:BTC');
  expect(Number(after.free_collateral)).toBeGreaterThan(0);
  expect(watch.liquidatable()).toEqual([]);
  expect(rig.exchange.queries.positions(hedged.account)).toContainEqual(
    expect.objectContaining({ instrument: BTC, size: 2_000n }),
  );
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { LiquidatableAccounts } from '../../src/gateway/liquidatable-accounts.ts';
import { FeedClient } from './feed-client.ts';
import { ETH, FALLEN, keeperPriceOf, LONG, START, Stage } from './liquidation-stage.ts';

/** The index at which the account owes more than the highest levy brings. */
const DEEP = 8_000_000n;

const usdPerBtc = (microUsdPerLot: bigint): string => String(Number(microUsdPerLot) / 100);
let stage: Stage;

describe('an account falls below maintenance margin', () => {
  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterAll(() => stage.rig.close());

  test('while it is healthy nobody can take anything over', async () => {
    expect((await stage.rig.call('public/liquidatable', {})).result).toMatchObject({ total: 0, accounts: [] });
    expect(await stage.refused(() => stage.liquidate(stage.keeper, { limit: START }))).toBe('NOT_LIQUIDATABLE');
  });

  test('then everybody sees what a keeper can take and at which price', async () => {
    await stage.fall(FALLEN);
    const { result } = await stage.rig.call('public/liquidatable', {});
    const state = (await stage.rig.call('private/account', {}, stage.tokens.get(stage.victim))).result;
    expect(result.total).toBe(1);
    expect(result.accounts).toMatchObject([
      {
        account: stage.victim.account,
        equity: state.equity,
        initial_margin: state.initial_margin,
        maintenance_margin: state.maintenance_margin,
        positions: [
          {
            instrument: 'BTC-PERP',
            side: 'buy',
            size: '73.68',
            mark_price: usdPerBtc(FALLEN),
            keeper_price: usdPerBtc(keeperPriceOf(FALLEN)),
          },
        ],
      },
    ]);
    expect(Number(state.equity)).toBeLessThan(Number(state.maintenance_margin));
    const { needed } = result.accounts[0]!.positions[0]!;
    expect(Number(needed)).toBeGreaterThan(0);
    expect(Number(needed)).toBeLessThan(73.68);
    const rest = await fetch(`${stage.rig.url}/v1/liquidatable?limit=1`);
    expect(await rest.json()).toMatchObject({ accounts: result.accounts });
  });

  test('what the rules do not allow is refused by number and changes nothing', async () => {
    const { keeper, other, victim } = stage;
    const refusals = {
      'the wrong side': await stage.refused(() => stage.liquidate(keeper, { side: 1 })),
      'a limit below the keeper price': await stage.refused(() =>
        stage.liquidate(keeper, { limit: ((keeperPriceOf(FALLEN) - 1n) / 10n) * 10n }),
      ),
      'his own account': await stage.refused(() => stage.liquidate(victim)),
      'an unknown account': await stage.refused(() => stage.liquidate(keeper, { account: 999 })),
      'a healthy account': await stage.refused(() => stage.liquidate(keeper, { account: other.account, side: 1 })),
      'an unknown instrument': await stage.refused(() => stage.liquidate(keeper, { instrument: 'DOGE-PERP' })),
      'an instrument that it does not hold': await stage.refused(() =>
        stage.liquidate(keeper, { instrument: 'ETH-PERP' }),
      ),
      'a price off the tick': await stage.refused(() => stage.liquidate(keeper, { limit: FALLEN + 1n })),
    };
    expect(refusals).toEqual({
      'the wrong side': 'NO_POSITION',
      'a limit below the keeper price': 'LIMIT_PRICE',
      'his own account': 'SELF_TRADE',
      'an unknown account': 'UNKNOWN_ACCOUNT',
      'a healthy account': 'NOT_LIQUIDATABLE',
      'an unknown instrument': 'UNKNOWN_INSTRUMENT',
      'an instrument that it does not hold': 'NO_POSITION',
      'a price off the tick': 'OFF_TICK',
    });
  });

  test('an offer needs a session to trade and a signature of its account', async () => {
    const { rig, keeper, rival, victim } = stage;
    const offer = (fields: object = {}) => ({
      account: victim.account,
      instrument: 'BTC-PERP',
      ...rig.order(keeper, 0, FALLEN, LONG),
      ...fields,
    });
    const call = (params: ReturnType<typeof offer>, token?: string) =>
      stage.refused(() => rig.call('private/liquidate', params, token));
    const { signature } = rig.order(rival, 0, FALLEN, LONG);
    const postOnly = rig.order(keeper, 0, FALLEN, LONG, { postOnly: true });
    const token = stage.tokens.get(keeper);
    expect([
      await call(offer()),
      await call(offer(), await rig.login(keeper, 'read')),
      await call(offer(), stage.tokens.get(rival)),
      await call(offer({ signature }), token),
      await call(offer(postOnly), token),
      await call(offer({ valid_until: 1 }), token),
    ]).toEqual([
      'UNAUTHENTICATED',
      'UNAUTHENTICATED',
      'INVALID_PARAMS',
      'INVALID_SIGNATURE',
      'INVALID_PARAMS',
      'EXPIRED',
    ]);
  });

  test('the first keeper takes what is needed; the second finds nothing to take; everybody can read the receipt', async () => {
    const { rig, keeper, rival, victim } = stage;
    const feed = await FeedClient.open(rig.url);
    await feed.call('public/subscribe', { channels: ['liquidations'] });
    const { needed } = (await rig.call('public/liquidatable', {})).result.accounts[0]!.positions[0]!;
    const [first, second] = await Promise.all([stage.liquidate(keeper), stage.liquidate(rival)]);
    expect(second.error).toMatchObject({ name: 'NOT_LIQUIDATABLE', code: 30020, data: { outcome: 'not_executed' } });

    const price = usdPerBtc(keeperPriceOf(FALLEN));
    const { order, fills, receipt, liquidation } = first.result;
    expect(order).toMatchObject({ filled: needed, average_price: price, fee: '0', status: 'cancelled' });
    expect(fills).toMatchObject([{ price, size: needed, liquidity: 'taker', fee: '0' }]);
    expect(receipt).toMatchObject({ engine_seq: liquidation.engine_seq });
    expect(liquidation).toMatchObject({
      account: victim.account,
      keeper: keeper.account,
      side: 'sell',
      size: needed,
      average_price: price,
      mark_price: usdPerBtc(FALLEN),
      index_prices: { BTC: expect.stringMatching(/^\d+(\.\d+)?$/), ETH: expect.stringMatching(/^\d+(\.\d+)?$/) },
      insurance: '0',
      scenario_prices: {},
      stage: 'accepted',
    });
    expect(Number(liquidation.fee)).toBeGreaterThan(0);
    expect(Number(liquidation.before.equity)).toBeLessThan(Number(liquidation.before.maintenance_margin));
    expect(Number(liquidation.after.equity)).toBeGreaterThan(Number(liquidation.after.initial_margin));

    expect((await rig.call('public/liquidatable', {})).result.total).toBe(0);
    expect((await rig.call('public/status', {})).result.insurance_fund).toBe(liquidation.fee);
    const own = await rig.call('private/fills', {}, stage.tokens.get(victim));
    expect(own.result.results[0]).toMatchObject({ liquidity: 'liquidation', order_id: null, fee: liquidation.fee });
    const messages = await feed.until('liquidations', (all) => all.length > 1);
    expect(messages).toMatchObject([
      { type: 'snapshot', liquidations: [] },
      { type: 'change', prev_seq: 0, seq: 1, liquidations: [liquidation] },
    ]);
    feed.close();
  });

  test('receipts are read in pages, newest first, also those of one account', async () => {
    const { rig, keeper, rival, victim } = stage;
    await stage.fall(7_500_000n);
    const { result } = await stage.liquidate(rival, { limit: FALLEN, size: 1000n });
    expect(result.order).toMatchObject({ status: 'filled', filled: '0.1' });
    const all = (await rig.call('public/liquidations', {})).result;
    expect(all.results.map((one) => one.keeper)).toEqual([rival.account, keeper.account]);
    const page = (await rig.call('public/liquidations', { limit: 1 })).result;
    const rest = (await rig.call('public/liquidations', { limit: 1, cursor: page.next! })).result;
    expect([...page.results, ...rest.results]).toEqual(all.results);
    const of = async (account: number) => (await rig.call('public/liquidations', { account })).result.results;
    expect(await of(victim.account)).toEqual(all.results);
    expect(await of(keeper.account)).toEqual([]);
    const late = await FeedClient.open(rig.url);
    await late.call('public/subscribe', { channels: ['liquidations'] });
    expect(late.of('liquidations')).toMatchObject([{ type: 'snapshot', liquidations: all.results }]);
    late.close();
  });
});

describe('an account with open orders', () => {
  beforeEach(async () => {
    stage = await Stage.open();
    return () => stage.rig.close();
  });

  test('loses them when it is liquidated', async () => {
    const { rig, keeper, victim } = stage;
    await stage.place(victim, 0, 9_100_000n, 5n);
    await stage.fall(FALLEN);
    expect((await stage.liquidate(keeper)).error).toBeUndefined();
    const { results } = (await rig.call('private/orders', { open: false }, stage.tokens.get(victim))).result;
    expect(results[0]).toMatchObject({ status: 'cancelled', reason: 'liquidation' });
  });

  test('keeps them when it is the one that offers to take its own position', async () => {
    await stage.place(stage.victim, 0, 9_100_000n, 5n);
    await stage.fall(FALLEN);
    expect(await stage.refused(() => stage.liquidate(stage.victim))).toBe('SELF_TRADE');
  });
});

test('the price for a keeper follows the split of the penalty, which everybody can read', async () => {
  stage = await Stage.open();
  const { rig, keeper } = stage;
  const share = async () => (await rig.call('public/status', {})).result.keeper_share;
  expect(await share()).toBe('0.5');
  await rig.exchange.submit({ type: 'penaltySplit', time: Date.now(), keeperSharePpm: 200_000 });
  expect(await share()).toBe('0.2');
  await stage.fall(FALLEN);
  const [position] = (await rig.call('public/liquidatable', {})).result.accounts[0]!.positions;
  // A fifth of a quarter of the initial margin rate of 5 %.
  const price = FALLEN - (((FALLEN * 52_429n) / 20n) >> 20n);
  expect(position!.keeper_price).toBe(usdPerBtc(price));
  const { order, liquidation } = (await stage.liquidate(keeper)).result;
  expect(order).toMatchObject({ filled: position!.needed, average_price: position!.keeper_price });
  const reward = (Number(liquidation.mark_price) - Number(liquidation.average_price)) * Number(liquidation.size);
  expect(Number(liquidation.fee) / reward).toBeCloseTo(4, 3);
  await rig.close();
});

test('a debt that nobody takes is closed against the winner, and both find the receipt', async () => {
  stage = await Stage.open();
  const { rig, victim, other, keeper } = stage;
  await stage.fall(DEEP);
  const feed = await FeedClient.open(rig.url);
  await feed.call('public/subscribe', { channels: ['deleveragings'] });
  const time = Date.now();
  await rig.exchange.submit({ type: 'liquidate', time, account: victim.account, instrument: 1, offer: null });
  const { results } = (await rig.call('public/deleveragings', {})).result;
  expect(results).toHaveLength(1);
  const [receipt] = results;
  expect(receipt).toMatchObject({
    account: victim.account,
    instrument: 'BTC-PERP',
    side: 'sell',
    size: '73.68',
    mark_price: usdPerBtc(DEEP),
    counterparties: [{ account: other.account, size: '73.68' }],
    stage: 'accepted',
  });
  expect(Number(receipt!.price)).toBeGreaterThan(Number(receipt!.mark_price));
  expect(Number(receipt!.levy)).toBeGreaterThan(0);
  expect(Number(receipt!.before.equity)).toBeLessThan(0);
  expect(Number(receipt!.after.equity)).toBeGreaterThanOrEqual(0);
  const messages = await feed.until('deleveragings', (all) => all.length > 1);
  expect(messages).toMatchObject([
    { type: 'snapshot', deleveragings: [] },
    { type: 'change', prev_seq: 0, seq: 1, deleveragings: results },
  ]);
  await feed.call('public/subscribe', { channels: ['deleveragings'] });
  expect(feed.of('deleveragings').at(-1)).toMatchObject({ type: 'snapshot', deleveragings: results });
  expect(feed.mismatches).toEqual([]);
  feed.close();
  const of = async (account: number) => (await rig.call('public/deleveragings', { account })).result.results;
  expect(await of(victim.account)).toEqual(results);
  expect(await of(other.account)).toEqual(results);
  expect(await of(keeper.account)).toEqual([]);
  const rest = await fetch(`${rig.url}/v1/deleveragings?limit=1`);
  expect(await rest.json()).toMatchObject({ results });
  const fills = (await rig.call('private/fills', {}, stage.tokens.get(other))).result.results;
  expect(fills[0]).toMatchObject({ liquidity: 'deleveraging', order_id: null, fee: '0', side: 'buy', size: '73.68' });
  await rig.close();
});

test('what is kept of the accounts below maintenance margin is what judging everybody anew gives', async () => {
  stage = await Stage.open();
  const { rig, victim, other, keeper } = stage;
  const { queries } = rig.exchange;
  const kept = new LiquidatableAccounts(queries);
  const stop = rig.exchange.subscribe((events) => kept.apply(events));
  const seen: number[][] = [];
  const compare = () => {
    const anew = new LiquidatableAccounts(queries).list();
    expect(kept.list()).toEqual(anew);
    const below = rig.traders.filter(({ account }) => {
      const { equity, maintenanceMargin } = queries.account(account).health!;
      return equity < maintenanceMargin && queries.positions(account).length > 0;
    });
    expect(anew.map(({ account }) => account).sort()).toEqual(below.map(({ account }) => account).sort());
    seen.push(anew.map(({ account }) => account));
  };
  compare();
  await stage.fall(FALLEN);
  compare();
  await stage.liquidate(keeper, { size: 10n });
  compare();
  await stage.liquidate(keeper);
  compare();
  await stage.fall(7_500_000n);
  compare();
  await rig.round({ btc: 11_000_000n, eth: ETH });
  compare();
  expect(seen).toEqual([[], [victim.account], [victim.account], [], [victim.account], [other.account]]);
  stop();
  await rig.close();
});

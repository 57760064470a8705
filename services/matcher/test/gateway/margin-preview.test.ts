import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MethodParams } from '../../src/gateway/schema/methods.ts';
import { expiryText } from '../../src/sequencer/series-symbol.ts';
import { option } from '../sequencer/dated-venue.ts';
import { GatewayRig, type Trader } from './gateway-rig.ts';

const [CALL, CALL_ROW] = [3, 2];
const MARK = 9_500_000n;
const OPTION_MARK = 300_000n;
let rig: GatewayRig;
let trader: Trader;
let other: Trader;
let token: string;
let call: string;

type Asked = MethodParams<'private/margin_preview'>;
const ask = (params: Asked, as = token) => rig.call('private/margin_preview', params, as);

beforeEach(async () => {
  rig = await GatewayRig.start();
  [trader, other] = rig.traders as [Trader, Trader];
  token = await rig.login(trader);
  const expiryHour = Math.floor(Date.now() / 3_600_000) + 100;
  call = `BTC-${expiryText(expiryHour)}-95000-C`;
  await rig.exchange.submit({
    type: 'l1Entry',
    entry: {
      kind: 'list',
      index: rig.exchange.queries.summary().nextEntryIndex,
      terms: option(CALL, 'call', MARK, 1, expiryHour),
    },
    transactionHash: '0xab',
    block: 5,
    time: Date.now(),
  });
  rig.dated.set(CALL_ROW, OPTION_MARK);
  await rig.round();
  // Rounds move nothing but the state hash.
  rig.letPricesStop();
});
afterEach(() => rig.close());

/** Trades with the other account at once: BTC or the call, lots signed. */
async function trade(instrument: number, lots: bigint, price: bigint) {
  const place = (by: Trader, signedLots: bigint, as: string) => {
    const [side, size] = signedLots > 0n ? ([0, signedLots] as const) : ([1, -signedLots] as const);
    return rig.call('private/place', rig.order(by, side, price, size, { instrument }), as);
  };
  await place(other, -lots, await rig.login(other));
  return place(trader, lots, token);
}
const takeMode = async (mode: number): Promise<void> => {
  const params = rig.signed(trader, rig.instruction(trader, { kind: 'marginMode', instrument: mode }));
  expect((await rig.call('private/set_margin_mode', params, token)).error).toBeUndefined();
};
async function figures() {
  const { result } = await rig.call('private/account', {}, token);
  const { equity, initial_margin, maintenance_margin, free_collateral } = result;
  return { equity, initial_margin, maintenance_margin, free_collateral };
}

describe('the margin preview over the API', () => {
  test.each(['standard', 'portfolio:BTC'])('says what the fill of an order leaves, in %s', async (mode) => {
    if (mode !== 'standard') await takeMode(1);
    for (const [name, id, lots, price, micros] of [
      ['BTC-PERP', 1, '0.5', '95000', MARK],
      [call, CALL, '-0.8', '3000', OPTION_MARK],
      ['BTC-PERP', 1, '-0.3', '94999.9', MARK - 10n],
      [call, CALL, '0.2', '3010', OPTION_MARK + 1000n],
    ] as const) {
      const side = lots.startsWith('-') ? 'sell' : 'buy';
      const before = await figures();
      const { result } = await ask({ instrument: name, side, size: lots.replace('-', ''), price });
      expect(result).toMatchObject({ margin_mode: mode, now: before, accepted: true, reason: null });
      const { result: placed } = await trade(id, BigInt(Number(lots) * 10_000), micros);
      expect(placed.order.status).toBe('filled');
      expect(await figures()).toEqual(result.after);
      expect(Number(result.worst_case)).toBeGreaterThanOrEqual(Number(result.after.initial_margin));
    }
  });

  test('says that an order or a mode is too much, with the error that it would get', async () => {
    const order: Asked = { instrument: 'BTC-PERP', side: 'sell', size: '80', price: '95000' };
    expect((await ask(order)).result).toMatchObject({ accepted: true, reason: null });
    const { result } = await ask({ ...order, size: '500' });
    expect(result.accepted).toBe(false);
    const { error } = await rig.call('private/place', rig.order(trader, 1, MARK, 5_000_000n), token);
    expect(result.reason).toEqual(error);
    expect(result.reason).toMatchObject({ name: 'MARGIN', code: 30001 });
    expect(Number(result.worst_case)).toBeGreaterThan(Number(result.now.equity));
    // What standard margin bears, portfolio margin does not.
    const inMode = await ask({ ...order, margin_mode: 'portfolio:BTC' });
    expect(inMode.result).toMatchObject({ margin_mode: 'portfolio:BTC', accepted: false, reason: { code: 30001 } });
    await rig.call('private/place', rig.order(trader, 1, MARK, 800_000n), token);
    const mode = (await ask({ margin_mode: 'portfolio:BTC' })).result;
    const taken = rig.signed(trader, rig.instruction(trader, { kind: 'marginMode', instrument: 1 }));
    expect(mode.accepted).toBe(false);
    expect(mode.reason).toEqual((await rig.call('private/set_margin_mode', taken, token)).error);
    expect((await ask({ margin_mode: 'portfolio:ETH' })).result.accepted).toBe(true);
    expect((await ask({ margin_mode: 'standard' })).result).toMatchObject({ accepted: true, after: await figures() });
  });

  test('says what another mode asks for, before it is taken', async () => {
    await trade(1, 5_000n, MARK);
    await trade(CALL, -5_000n, OPTION_MARK);
    const { result } = await ask({ margin_mode: 'portfolio:BTC' });
    expect(result.now).toEqual(await figures());
    expect(result.after.initial_margin).not.toBe(result.now.initial_margin);
    await takeMode(1);
    expect(await figures()).toEqual(result.after);
  });

  test('closes what is held with a reduce-only order of any size', async () => {
    await trade(1, 5_000n, MARK);
    const closing: Asked = { instrument: 'BTC-PERP', side: 'sell', size: '7', price: '95000', reduce_only: true };
    expect((await ask(closing)).result).toMatchObject({ accepted: true, after: { initial_margin: '0' } });
    expect((await ask({ ...closing, side: 'buy' })).error).toMatchObject({ name: 'REDUCE_ONLY' });
  });

  test('reads with a session that may only read, and changes nothing', async () => {
    const reader = await rig.login(trader, 'read');
    const before = rig.exchange.stateHash();
    const order: Asked = { instrument: call, side: 'buy', size: '1', price: '3000' };
    const { result, limits } = await ask({ ...order, margin_mode: 'portfolio:BTC' }, reader);
    expect(result.accepted).toBe(true);
    expect(limits.bucket).toBe('reads');
    expect((await rig.raw<unknown>('{"jsonrpc":"2.0","id":1,"method":"private/margin_preview"}')).error.name).toBe(
      'UNAUTHENTICATED',
    );
    expect(rig.exchange.stateHash()).toBe(before);
  });

  test.each([
    [{}, 'INVALID_PARAMS', 'instrument'],
    [{ reduce_only: true }, 'INVALID_PARAMS', 'instrument'],
    [{ side: undefined }, 'INVALID_PARAMS', 'side'],
    [{ size: undefined }, 'INVALID_PARAMS', 'size'],
    [{ price: undefined, margin_mode: 'portfolio:BTC' }, 'INVALID_PARAMS', 'price'],
    [{ side: 'long' }, 'INVALID_PARAMS', 'side'],
    [{ size: '1e3' }, 'INVALID_PARAMS', 'size'],
    [{ margin_mode: 'portfolio' }, 'INVALID_PARAMS', 'margin_mode'],
    [{ margin_mode: 'portfolio:DOGE' }, 'INVALID_PARAMS', 'margin_mode'],
    [{ instrument: 'DOGE-PERP' }, 'UNKNOWN_INSTRUMENT', 'instrument'],
    [{ size: '0.00001' }, 'OFF_LOT', 'size'],
    [{ size: '0' }, 'SIZE_OUT_OF_RANGE', 'size'],
    [{ size: '-1' }, 'SIZE_OUT_OF_RANGE', 'size'],
    [{ size: '9'.repeat(30) }, 'SIZE_OUT_OF_RANGE', 'size'],
    [{ price: '95000.01' }, 'OFF_TICK', 'price'],
    [{ price: '95000.001' }, 'OFF_TICK', 'price'],
    [{ price: '-95000' }, 'PRICE_OUT_OF_RANGE', 'price'],
  ])('refuses %j with %s', async (fields: Record<string, string | boolean | undefined>, name, param) => {
    const whole = Object.keys(fields).some((key) => key !== 'reduce_only');
    const order = { instrument: 'BTC-PERP', side: 'buy', size: '1', price: '95000' };
    const params = whole ? { ...order, ...fields } : fields;
    const { error } = await rig.raw(
      JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'private/margin_preview', params }),
      token,
    );
    expect(error).toMatchObject({ name, data: { param } });
  });

  test('knows no margin while there is no fresh mark', async () => {
    const params: Asked = { margin_mode: 'standard' };
    await rig.close();
    let ahead = 0;
    rig = await GatewayRig.start({ now: () => Date.now() + ahead });
    rig.letPricesStop();
    token = await rig.login(trader);
    expect((await ask(params)).result.accepted).toBe(true);
    ahead = 3 * 3_600_000;
    token = await rig.login(trader);
    expect((await ask(params)).error).toMatchObject({ name: 'NO_MARK', data: { retryable: true } });
  });
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AccountJson } from '../../src/gateway/schema/account-records.ts';
import { FeedClient } from './feed-client.ts';
import { GatewayRig, type Trader } from './gateway-rig.ts';

const MARK = 9_500_000n;
/** $1M of collateral: as much of a perpetual as standard margin bears, and portfolio margin does not. */
const LOTS = 800_000n;
let rig: GatewayRig;
let trader: Trader;
let other: Trader;
let token: string;

beforeEach(async () => {
  rig = await GatewayRig.start();
  [trader, other] = rig.traders as [Trader, Trader];
  token = await rig.login(trader);
});
afterEach(() => rig.close());

const taking = (mode: number, by = trader) =>
  rig.signed(by, rig.instruction(by, { kind: 'marginMode', instrument: mode }));
const take = (mode: number) => rig.call('private/set_margin_mode', taking(mode), token);
const modeNow = async (): Promise<string> => (await rig.call('private/account', {}, token)).result.margin_mode;

describe('the margin mode over the API', () => {
  test('is standard, is set by a signed instruction, and shows in the account, its channel and the answer', async () => {
    expect(await modeNow()).toBe('standard');
    const feed = await FeedClient.open(rig.url);
    await feed.call('private/login', await rig.loginParams(trader));
    await feed.call('private/subscribe', { channels: ['account'] });
    const { result } = await take(1);
    expect(result.account).toMatchObject({ account: trader.account, margin_mode: 'portfolio:BTC' });
    expect(result.receipt.engine_seq).toBe(rig.exchange.queries.summary().engineSeq);
    await feed.until(
      'account',
      (messages) => (messages.at(-1)?.account as AccountJson)?.margin_mode === 'portfolio:BTC',
    );
    expect(await modeNow()).toBe('portfolio:BTC');
    expect((await take(2)).result.account.margin_mode).toBe('portfolio:ETH');
    expect((await take(0)).result.account.margin_mode).toBe('standard');
    feed.close();
  });

  test('is refused without a session that may trade, of another kind, for another account, and for no underlying', async () => {
    const before = rig.exchange.stateHash();
    const refusal = async (params: ReturnType<typeof taking>, as?: string) =>
      (await rig.call('private/set_margin_mode', params, as)).error.name;
    expect(await refusal(taking(1))).toBe('UNAUTHENTICATED');
    expect(await refusal(taking(1), await rig.login(trader, 'read'))).toBe('UNAUTHENTICATED');
    expect(await refusal(rig.signed(trader, rig.instruction(trader, { kind: 'cancel' })), token)).toBe(
      'INVALID_PARAMS',
    );
    expect(await refusal(taking(1, other), token)).toBe('INVALID_PARAMS');
    expect(await refusal(taking(3), token)).toBe('INVALID_PARAMS');
    const forged = taking(1);
    forged.instruction.instrument = '2';
    expect(await refusal(forged, token)).toBe('INVALID_SIGNATURE');
    expect(rig.exchange.stateHash()).toBe(before);
  });

  test('is refused where the account could not carry its orders or positions in it', async () => {
    const { result } = await rig.call('private/place', rig.order(trader, 0, MARK, LOTS), token);
    expect(result.order.status).toBe('open');
    expect((await take(1)).error).toMatchObject({ name: 'MARGIN', code: 30001 });
    await rig.call('private/place', rig.order(other, 1, MARK, LOTS), await rig.login(other));
    expect((await take(1)).error).toMatchObject({ name: 'MARGIN', code: 30001 });
    expect(await modeNow()).toBe('standard');
    expect((await take(2)).result.account.margin_mode).toBe('portfolio:ETH');
  });
});

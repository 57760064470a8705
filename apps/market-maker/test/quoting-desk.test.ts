import { type AccountClient, InstrumentScale, type OrderJson, type TickerJson } from '@tenor/sdk';
import { pino } from 'pino';
import { beforeEach, describe, expect, test } from 'vitest';
import { BTC_CALL, BTC_PERP } from '../../../packages/sdk/test/support/instrument.ts';
import { backlogPosture } from '../src/backlog-policy.ts';
import { botConfig } from '../src/bot-config.ts';
import { QuotingDesk } from '../src/quoting-desk.ts';

const perpetual = new InstrumentScale(BTC_PERP);
const call = new InstrumentScale({ ...BTC_CALL, expiration_timestamp: Date.now() + 7 * 86_400_000 });
const config = botConfig({ TENOR_URL: 'http://127.0.0.1:1', TENOR_BOT_KEY: `0x${'11'.repeat(32)}` }, []);
const normal = backlogPosture(0, 96, 3);

/** An account whose exchange takes every order, with prices for two instruments. */
class StandInAccount {
  readonly account = 7;
  readonly followed = new Map<string, (message: never, isFresh: boolean) => void>();
  readonly tickers = new Map<string, (message: { ticker: TickerJson }) => void>();
  readonly resting = new Map<string, OrderJson>();
  initialMargin = '1000';
  #count = 0;

  readonly exchange = {
    connection: { state: 'open', onState: () => undefined },
    knownInstrument: (name: string) => [perpetual, call].find((scale) => scale.name === name) ?? null,
    refreshInstruments: async () => undefined,
    subscribe: async (channel: string, listener: (message: { ticker: TickerJson }) => void) => {
      this.tickers.set(channel, listener);
      return () => void this.tickers.delete(channel);
    },
  };

  async cancelAll() {
    this.resting.clear();
  }

  async follow(channel: string, listener: (message: never, isFresh: boolean) => void) {
    this.followed.set(channel, listener);
  }

  async state() {
    return { equity: '500000', initial_margin: this.initialMargin };
  }

  async placeInTicks(order: {
    instrument: string;
    side: 'buy' | 'sell';
    limitTicks: bigint;
    lots: bigint;
    label: string;
  }) {
    const scale = this.exchange.knownInstrument(order.instrument)!;
    const placed = {
      order_id: String(++this.#count),
      engine_seq: this.#count,
      instrument: order.instrument,
      label: order.label,
      side: order.side,
      price: scale.priceText(order.limitTicks),
      remaining: scale.sizeText(order.lots),
      filled: '0',
      status: 'open',
    } as OrderJson;
    this.resting.set(placed.order_id, placed);
    return { order: placed };
  }

  async cancel({ order_id }: { order_id: string }) {
    const order = { ...this.resting.get(order_id)!, status: 'cancelled', engine_seq: ++this.#count } as OrderJson;
    this.resting.delete(order_id);
    return { cancelled: [order] };
  }

  tell(channel: string, message: object, isFresh: boolean): void {
    this.followed.get(channel)!(message as never, isFresh);
  }

  prices(): void {
    const index_price = '95000';
    for (const [name, mark_price] of [
      [perpetual.name, '95000'],
      [call.name, '6000'],
    ] as const)
      this.tickers.get(`ticker.${name}`)?.({ ticker: { mark_price, index_price, greeks: null } as TickerJson });
  }

  quoted(): string[] {
    return [...new Set([...this.resting.values()].map(({ instrument }) => instrument))].sort();
  }

  sides(instrument: string): string[] {
    return [...this.resting.values()].filter((order) => order.instrument === instrument).map(({ side }) => side);
  }
}

let stand: StandInAccount;
let desk: QuotingDesk;

beforeEach(async () => {
  stand = new StandInAccount();
  desk = await QuotingDesk.open(stand as unknown as AccountClient, config, pino({ level: 'silent' }));
  stand.tell('orders', { orders: [] }, true);
  stand.tell('positions', { positions: [] }, true);
});

async function cycle(): Promise<void> {
  stand.prices();
  await desk.cycle(normal, () => false);
}

describe('a desk', () => {
  test('quotes what it is given, and takes off what is taken from it', async () => {
    await desk.quote([perpetual, call]);
    await cycle();
    expect(stand.quoted()).toEqual([call.name, perpetual.name].sort());
    expect(new Set(stand.sides(call.name))).toEqual(new Set(['buy', 'sell']));
    await desk.quote([perpetual]);
    expect(stand.quoted()).toEqual([perpetual.name]);
    expect([...stand.tickers.keys()]).toEqual([`ticker.${perpetual.name}`]);
    await cycle();
    expect(stand.quoted()).toEqual([perpetual.name]);
  });

  test('knows a position that it had before it quotes the instrument, and that it has gone', async () => {
    stand.tell('positions', { positions: [{ instrument: call.name, size: '-0.5' }] }, false);
    expect(desk.held).toEqual([call.name]);
    await desk.quote([call]);
    expect(desk.health().instruments).toMatchObject([{ instrument: call.name, inventory: '-0.5' }]);
    stand.tell('positions', { positions: [{ instrument: call.name, size: '0' }] }, false);
    expect(desk.held).toEqual([]);
    expect(desk.health().instruments).toMatchObject([{ inventory: '0' }]);
  });

  test('short of margin, it only reduces', async () => {
    stand.tell('positions', { positions: [{ instrument: call.name, size: '-0.5' }] }, false);
    stand.initialMargin = '300000';
    await desk.quote([perpetual, call]);
    await cycle();
    expect(stand.quoted()).toEqual([call.name]);
    expect(new Set(stand.sides(call.name))).toEqual(new Set(['buy']));
    expect(desk.health().marginShare).toBe(0.6);
  });
});

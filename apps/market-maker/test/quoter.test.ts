import { type AccountClient, InstrumentScale, type OrderJson, type TickerJson } from '@tenor/sdk';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { BTC_CALL } from '../../../packages/sdk/test/support/instrument.ts';
import { backlogPosture } from '../src/backlog-policy.ts';
import { DEFAULT_OPTIONS } from '../src/bot-config.ts';
import { LiveQuotes } from '../src/live-quotes.ts';
import { MarketView } from '../src/market-view.ts';
import type { Quote } from '../src/quote-ladder.ts';
import { optionSource } from '../src/quote-source.ts';
import { Quoter, reducingOnly } from '../src/quoter.ts';

const scale = new InstrumentScale({ ...BTC_CALL, tick_size: '1', min_price: '1' });
const normal = backlogPosture(0, 96, 3);
const CLOSING = 30 * 60_000;
const now = scale.expiresAt! - 48 * 3_600_000;
const ticker = {
  mark_price: '2900',
  index_price: '95000',
  greeks: { delta: '0.5', gamma: '0.00001', vega: '52', theta: '-200' },
} as TickerJson;

/** An account that takes every order, and remembers what rests. */
function stand(inventoryLots = 0n) {
  const resting = new Map<string, OrderJson>();
  const live = new LiveQuotes();
  const view = new MarketView(scale);
  view.inventoryLots = inventoryLots;
  view.observeTicker(ticker, now);
  let count = 0;
  const account = {
    placeInTicks: async (placed: { side: 'buy' | 'sell'; limitTicks: bigint; lots: bigint; label: string }) => {
      const order = {
        order_id: String(++count),
        engine_seq: count,
        instrument: scale.name,
        label: placed.label,
        side: placed.side,
        price: scale.priceText(placed.limitTicks),
        remaining: scale.sizeText(placed.lots),
        filled: '0',
        status: 'open',
      } as OrderJson;
      resting.set(order.order_id, order);
      return { order };
    },
    cancel: async ({ order_id }: { order_id: string }) => {
      const order = { ...resting.get(order_id)!, status: 'cancelled', engine_seq: ++count } as OrderJson;
      resting.delete(order_id);
      return { cancelled: [order] };
    },
  } as unknown as AccountClient;
  const quoter = new Quoter({
    account,
    live,
    view,
    source: optionSource(view, DEFAULT_OPTIONS),
    tolerancePpm: 120n,
    closingMilliseconds: CLOSING,
    log: pino({ level: 'silent' }),
  });
  const sides = () => [...resting.values()].map(({ side, price }) => `${side} ${price}`).sort();
  return { quoter, view, sides };
}

describe('the quoter of an option', () => {
  test('quotes two sides around the mark, a point of volatility apart, and leaves them while the mark is near', async () => {
    const { quoter, view, sides } = stand();
    await quoter.cycle(normal, false, now);
    expect(sides()).toEqual(['buy 2847', 'sell 2953']);
    view.observeTicker({ ...ticker, mark_price: '2925' }, now);
    await quoter.cycle(normal, false, now);
    expect(quoter.cancelled).toBe(0);
    view.observeTicker({ ...ticker, mark_price: '2960' }, now);
    await quoter.cycle(normal, false, now);
    expect(sides()).toEqual(['buy 2907', 'sell 3013']);
  });

  test('stops shortly before the expiry', async () => {
    const { quoter, view, sides } = stand();
    await quoter.cycle(normal, false, now);
    expect(sides()).toHaveLength(2);
    const closing = scale.expiresAt! - CLOSING;
    view.observeTicker(ticker, closing);
    await quoter.cycle(normal, false, closing);
    expect(sides()).toEqual([]);
  });

  test('only reduces while the account is short of margin', async () => {
    const { quoter, sides } = stand(-100n);
    await quoter.cycle(normal, true, now);
    expect(sides()).toHaveLength(1);
    expect(sides()[0]).toMatch(/^buy/);
  });

  test('quotes nothing around a stale mark', async () => {
    const { quoter, sides } = stand();
    await quoter.cycle(normal, false, now);
    await quoter.cycle(normal, false, now + 60_000);
    expect(sides()).toEqual([]);
  });
});

test('what reduces is at most what is held', () => {
  const quotes: Quote[] = [
    { side: 'buy', level: 0, ticks: 9n, lots: 5n },
    { side: 'sell', level: 0, ticks: 11n, lots: 5n },
    { side: 'sell', level: 1, ticks: 12n, lots: 10n },
  ];
  expect(reducingOnly(quotes, 8n)).toEqual([quotes[1], { ...quotes[2], lots: 3n }]);
  expect(reducingOnly(quotes, -2n)).toEqual([{ ...quotes[0], lots: 2n }]);
  expect(reducingOnly(quotes, 0n)).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/sequencer/commands.ts';
import { BTC_MARK, ETH, ETH_MARK, keyOf, order, round, START, signed, USD, Venue } from './venue.ts';

const SECONDS = START / 1000;

const table: [string, string, Command][] = [
  ['UNKNOWN_ACCOUNT', 'an account that is not there', order(9)],
  ['KEY_NOT_OF_ACCOUNT', "another account's key", withKey(order(1), 2)],
  ['UNKNOWN_INSTRUMENT', 'an instrument that is not listed', order(1, { instrument: 77 })],
  ['INVALID_PARAMS', 'another kind of instruction', { ...order(1), signed: signed({ kind: 'withdraw', account: 1 }) }],
  ['EXPIRED', 'an expiry in the past', order(1, { expiry: SECONDS - 1 })],
  ['EXPIRY_TOO_FAR', 'an expiry beyond 30 days', order(1, { expiry: SECONDS + 31 * 86_400 })],
  ['OFF_TICK', 'a price between ticks', order(1, { limitPrice: BTC_MARK + 1n })],
  ['PRICE_OUT_OF_RANGE', 'a price below the bounds', order(1, { limitPrice: 10n })],
  ['PRICE_OUT_OF_RANGE', 'a price above the bounds', order(1, { limitPrice: 60_000_000_000n })],
  ['SIZE_OUT_OF_RANGE', 'no size', order(1, { size: 0n })],
  ['SIZE_OUT_OF_RANGE', 'a size above the maximum', order(1, { size: 20_000_000n })],
  ['NOTIONAL_TOO_LARGE', 'a notional from 2^48', order(1, { size: 10_000_000n, limitPrice: 1_000_000_000n })],
  ['FEE_LIMIT_TOO_LOW', 'a fee limit below the fee', order(1, { maxFeePerLot: 4_999n })],
  ['PRICE_BAND', 'a buy above the band', order(1, { limitPrice: BTC_MARK + 500_010n })],
  ['PRICE_BAND', 'a sale below the band', order(1, { side: 1, limitPrice: BTC_MARK - 500_010n })],
  ['REDUCE_ONLY', 'reduce-only without a position', order(1, { reduceOnly: true })],
  ['INVALID_PARAMS', 'post-only that cannot rest', order(1, { postOnly: true, timeInForce: 'ioc' })],
  ['MARGIN', 'more than the account can carry', order(1, { size: 400_000n })],
  ['INVALID_PARAMS', 'a slot below 0', order(1, { slot: -1 })],
  ['INVALID_SLOT', 'a slot above 767', order(1, { slot: 768 })],
  ['INVALID_PARAMS', 'a generation beyond its bits', order(1, { generation: 1n << 36n })],
  ['ORDER_NOT_FOUND', 'cancelling what is not there', { type: 'cancel', time: START, account: 1, orderId: 5 }],
  ['ORDER_NOT_FOUND', 'editing what is not there', { type: 'edit', time: START, orderId: 5, signed: order(1).signed }],
  [
    'UNKNOWN_ACCOUNT',
    'cancelling all of nobody',
    { type: 'cancelAll', time: START, account: 9, instrument: null, label: null, signed: null },
  ],
  [
    'AMOUNT_OUT_OF_RANGE',
    'withdrawing nothing',
    { type: 'withdraw', time: START, signed: signed({ kind: 'withdraw', account: 1 }) },
  ],
  [
    'INSUFFICIENT_FUNDS',
    'withdrawing too much',
    { type: 'withdraw', time: START, signed: signed({ kind: 'withdraw', account: 1, amount: 100_001n * USD }) },
  ],
  [
    'NOT_OWNER',
    "transferring to another owner's account",
    { type: 'transfer', time: START, signed: signed({ kind: 'transfer', account: 1, instrument: 2, amount: USD }) },
  ],
  ['STALE_ROUND', 'an old oracle round', { type: 'oracleRound', time: START, round: round(1, START) }],
  [
    'ROUND_REFUSED',
    'an oracle round with another mark than was signed',
    { type: 'oracleRound', time: START, round: { ...round(2, START), marks: [1n, ...round(2, START).marks.slice(1)] } },
  ],
  [
    'FUNDING_REFUSED',
    'funding before its hour',
    { type: 'fundingStep', time: START, step: { row: 0, step: 0n, hours: 1 } },
  ],
  [
    'ENTRY_OUT_OF_ORDER',
    'an L1 entry twice',
    {
      type: 'l1Entry',
      time: START,
      entry: { kind: 'deposit', index: 3, account: 2, amount: USD },
      transactionHash: '0x1',
      block: 1,
    },
  ],
  [
    'ENTRY_OUT_OF_ORDER',
    'an L1 entry too early',
    {
      type: 'l1Entry',
      time: START,
      entry: { kind: 'deposit', index: 5, account: 2, amount: USD },
      transactionHash: '0x1',
      block: 1,
    },
  ],
  ['BATCH_NOT_FOUND', 'a report on a batch that is not there', { type: 'batchFinal', time: START, number: 3 }],
];

function withKey<C extends Command & { signed: object }>(command: C, account: number): C {
  return { ...command, signed: { ...command.signed, key: keyOf(account) } };
}

describe('admission', () => {
  const venue = new Venue(2);
  it.each(table)('%s: %s', (name, _, command) => {
    expect(venue.refused(command)).toBe(name);
  });

  it('waits for marks', () => {
    expect(new Venue().refused(order(1))).toBe('UNKNOWN_ACCOUNT');
    const old = new Venue(1);
    const withdraw = (time: number): Command => ({
      type: 'withdraw',
      time,
      signed: signed({ kind: 'withdraw', account: 1, slot: 9, amount: USD }),
    });
    expect(old.refused(withdraw(START + 601_000))).toBe('NO_MARK');
    expect(old.apply(withdraw(START + 600_000)).events).not.toHaveLength(0);
    expect(old.apply(order(1, { time: old.reopen(START + 601_000) })).order).toMatchObject({ status: 'open' });
  });

  it('refuses a slot that an open order uses, and a dead generation', () => {
    const used = new Venue(2);
    used.apply(order(1));
    expect(used.refused(order(1, { generation: 2n }))).toBe('SLOT_IN_USE');
    used.apply(order(2, { side: 1, generation: 5n }));
    expect(used.refused(order(2, { side: 1, generation: 4n }))).toBe('SLOT_DEAD');
    expect(used.refused(order(2, { side: 1, generation: 5n }))).toBe('OVERFILL');
  });

  it('holds an account to its number of open orders', () => {
    const many = new Venue(1, 1_000_000n * USD);
    for (let slot = 0; slot < 256; slot++) many.apply(order(1, { slot, size: 1n }));
    expect(many.refused(order(1, { slot: 300, size: 1n }))).toBe('TOO_MANY_ORDERS');
    expect(many.apply(order(1, { slot: 300, size: 1n, timeInForce: 'ioc' })).order).toMatchObject({
      status: 'cancelled',
    });
  });
});

describe('pre-trade margin', () => {
  // 5 % of $10 and a little more for size; the fee of 0.05 % comes on top.
  it('counts what all open orders could do together, on the worse side', () => {
    const venue = new Venue(1, 60n * USD);
    venue.apply(order(1, { size: 100n, slot: 0 }));
    expect(venue.refused(order(1, { size: 100n, slot: 1, limitPrice: BTC_MARK - 10n }))).toBe('MARGIN');
    expect(venue.refused(order(1, { instrument: ETH, size: 300n, slot: 1, limitPrice: ETH_MARK }))).toBe('MARGIN');
    // A sale of the same size makes no position larger than the purchase does.
    expect(venue.apply(order(1, { side: 1, size: 100n, slot: 1, limitPrice: BTC_MARK + 10n })).order).toMatchObject({
      status: 'open',
    });
  });

  it('counts the loss of a limit beyond the mark', () => {
    const venue = new Venue(1, 52n * USD);
    expect(venue.refused(order(1, { size: 100n, limitPrice: BTC_MARK + 100_000n }))).toBe('MARGIN');
    expect(venue.apply(order(1, { size: 100n })).order).toMatchObject({ status: 'open' });
  });

  it('lets a position be reduced whatever it costs', () => {
    const venue = new Venue(2, 60n * USD);
    venue.apply(order(1, { size: 100n }));
    venue.apply(order(2, { side: 1, size: 100n }));
    const fallen = round(2, START + 1000, BTC_MARK - 400_000n);
    venue.apply({ type: 'oracleRound', time: START + 1000, round: fallen });
    expect(venue.sequencer.ledger.health(1).freeCollateral).toBeLessThan(0n);
    const at = { time: START + 1000, limitPrice: BTC_MARK - 400_000n, slot: 1 };
    expect(venue.refused(order(1, { ...at, size: 101n }))).toBe('MARGIN');
    expect(venue.apply(order(1, { ...at, side: 1, size: 100n })).order).toMatchObject({ status: 'open' });
  });

  it('keeps the money that open orders rely on', () => {
    const venue = new Venue(1, 60n * USD);
    venue.apply(order(1, { size: 100n }));
    const withdraw = (amount: bigint): Command => ({
      type: 'withdraw',
      time: START,
      signed: signed({ kind: 'withdraw', account: 1, slot: 9, amount }),
    });
    expect(venue.refused(withdraw(10n * USD))).toBe('INSUFFICIENT_FUNDS');
    venue.apply(withdraw(9n * USD));
    expect(venue.collateral(1)).toBe(51n * USD);
  });
});

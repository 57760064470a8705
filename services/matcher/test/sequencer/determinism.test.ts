import { cashIndicesOf, pendingCash, TenorError } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NaiveBook } from '../../src/book/naive-book.ts';
import { decodeCommand, encodeCommand } from '../../src/sequencer/command-codec.ts';
import { Sequencer } from '../../src/sequencer/sequencer.ts';
import { Stream } from './streams.ts';
import { digest, ledgers, opening, USD, Venue } from './venue.ts';
import { type Wish, wishes } from './wishes.ts';

const OPENING = opening(6, 2_000n * USD, () => 7n);

/** Runs wishes; a refusal must leave no trace. */
function run(wishes: readonly Wish[], observe: (venue: Venue) => void = () => {}): Venue {
  const venue = new Venue();
  for (const command of OPENING) venue.apply(command);
  const stream = new Stream(venue);
  // One by one: what a wish comes to depends on the venue as it then stands.
  const commands = function* () {
    for (const wanted of wishes) yield* stream.commands(wanted);
  };
  for (const command of commands()) {
    const before = venue.hash;
    try {
      if (venue.sequencer.repeatedOrder(command) === null) {
        const { order } = venue.apply(command);
        if (order?.timeInForce === 'fok') expect(order.status).toBe('filled');
      }
    } catch (error) {
      if (!(error instanceof TenorError)) throw error;
      expect(error.name).not.toBe('INTERNAL');
      expect(venue.hash).toBe(before);
    }
    observe(venue);
  }
  return venue;
}

describe('the sequencer', () => {
  it('is a function of its journal: replay and snapshot plus replay end in the same state', () => {
    fc.assert(
      fc.property(wishes, fc.nat(), (list, cut) => {
        const venue = run(list);
        const expected = venue.hash;
        const at = cut % (venue.journal.length + 1);
        let replayed = Sequencer.create(ledgers);
        venue.journal.forEach((command, index) => {
          if (index === at) replayed = Sequencer.restore(ledgers, replayed.serialize())!;
          replayed.apply(decodeCommand(encodeCommand(command)), index + 1, BigInt(index + 1));
        });
        expect(digest(replayed)).toBe(expected);
      }),
      { numRuns: 20 },
    );
  });

  it('neither makes nor loses money or lots, and its books hold what its records say', () => {
    fc.assert(
      fc.property(wishes, (list) => {
        const venue = run(list, ({ sequencer, journal }) => {
          const { state } = sequencer.ledger;
          const { accounts, house, settled } = state;
          const indicesOf = cashIndicesOf(state);
          let cash = house.feePool + house.insuranceFund;
          const lots = new Map<number, bigint>();
          for (const { collateral, positions } of accounts.values()) {
            cash += collateral;
            const expired = positions.filter(({ instrument }) => settled.has(instrument));
            cash += pendingCash(expired, indicesOf) >> 24n;
            for (const { instrument, size } of positions) {
              if (!settled.has(instrument)) lots.set(instrument, (lots.get(instrument) ?? 0n) + size);
            }
          }
          expect([...lots.values()].every((sum) => sum === 0n)).toBe(true);
          // Funding rounds toward −∞ for every account, so cash may only shrink while index steps are pending.
          if (!journal.some(({ type }) => type === 'fundingStep')) expect(cash).toBe(paidIn(journal));
        });
        expectBooksMatch(venue);
      }),
      { numRuns: 15 },
    );
  });
});

function paidIn(journal: Venue['journal']): bigint {
  let sum = 0n;
  for (const command of journal) {
    if (command.type === 'l1Entry' && 'amount' in command.entry) sum += command.entry.amount;
    if (command.type === 'withdraw') sum -= command.signed.instruction.amount;
  }
  return sum;
}

/** Rebuilds each book naively from the records in the order of the queue, and compares. */
function expectBooksMatch({ state }: Venue): void {
  for (const instrument of state.listed.ids()) {
    const naive = new NaiveBook();
    const records = state.orders.all().filter((order) => order.instrument === instrument);
    for (const { id, side, price, remaining, size, filled, status } of records) {
      naive.add(id, side, Number(price), Number(remaining));
      expect(status).toBe('open');
      expect(size).toBe(filled + remaining);
    }
    const book = state.orders.book(instrument);
    expect(book.size).toBe(naive.size);
    for (const side of [0, 1] as const) expect(book.levels(side)).toEqual(naive.levels(side));
    const crossed = book.bestPrice(0) !== 0 && book.bestPrice(1) !== 0 && book.bestPrice(0) >= book.bestPrice(1);
    expect(crossed).toBe(false);
  }
}

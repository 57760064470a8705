import { TenorError } from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/sequencer/commands.ts';
import { outageAt } from '../../src/sequencer/price-outage.ts';
import { Stream } from './streams.ts';
import { BTC, ETH, opening, USD, Venue } from './venue.ts';
import { type Wish, wish } from './wishes.ts';

describe('whatever is sent', () => {
  const ACCOUNTS = [1, 2, 3, 4, 5, 6] as const;
  /** What moves time by itself, and series, on which fewer would trade with each other. */
  const NOT_HERE = new Set<Wish['do']>(['round', 'cancelAll', 'list', 'expire']);
  const trading = fc.array(
    wish.filter(({ do: action }) => !NOT_HERE.has(action)),
    { minLength: 30, maxLength: 60, size: 'max' },
  );
  /** Trading, a round that comes late or very late, and the same people going on. */
  const outage = fc
    .tuple(trading, fc.constantFrom(20, 20, 20, 3600), trading)
    .map(([before, seconds, after]): Wish[] => [...before, { do: 'round', seconds, move: 0, steady: false }, ...after]);
  const sizes = (of: Venue): bigint[] =>
    ACCOUNTS.flatMap((account) => [BTC, ETH].map((instrument) => of.position(account, instrument)));
  const priceOf = (of: Venue, id: number): bigint | null => of.state.orders.get(id)?.price ?? null;

  it('no position grows or turns while prices are late, nothing trades while they have stopped, no book is ever crossed', () => {
    let tradesWhileLate = 0;
    fc.assert(
      fc.property(outage, (list) => {
        const random = new Venue();
        for (const command of opening(6, 2_000n * USD)) random.apply(command);
        const stream = new Stream(random);
        for (const wanted of list) {
          for (const command of stream.commands(wanted)) {
            const before = sizes(random);
            const { mode } = outageAt(random.state.outage, Math.max(command.time, random.state.counters.time));
            const trades = tradesOf(random, command);
            const after = sizes(random);
            if (mode === 'halted') expect(trades).toBe(0);
            if (mode !== 'running') {
              tradesWhileLate += trades;
              after.forEach((size, index) => {
                const [low, high] = before[index]! < 0n ? [before[index]!, 0n] : [0n, before[index]!];
                expect(size >= low && size <= high).toBe(true);
              });
            }
            for (const instrument of [BTC, ETH]) {
              const book = random.state.orders.book(instrument);
              const [bid, ask] = [priceOf(random, book.first(0)), priceOf(random, book.first(1))];
              if (bid !== null && ask !== null) expect(bid).toBeLessThan(ask);
            }
          }
        }
      }),
      { numRuns: 80 },
    );
    expect(tradesWhileLate).toBeGreaterThan(0);
  });
});

/** Trades of a command; none where it is refused. */
function tradesOf(of: Venue, command: Command): number {
  try {
    if (of.sequencer.repeatedOrder(command) !== null) return 0;
    return of.apply(command).events.filter(({ type }) => type === 'trade').length;
  } catch (error) {
    if (!(error instanceof TenorError)) throw error;
    return 0;
  }
}

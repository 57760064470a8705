import {
  type BatchPlan,
  CIRCUIT_SIZES,
  type ExchangeState,
  genesisState,
  SettledState,
  stringifyExact,
  TenorError,
} from '@tenor/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Stream } from './streams.ts';
import { ORACLE_KEYS, opening, START, USD, Venue } from './venue.ts';
import { type Wish, wishes } from './wishes.ts';

/** Everything that wishes seal, the batch that is open at the end included. */
function sealedBy(list: readonly Wish[]): { venue: Venue; plans: BatchPlan[] } {
  const venue = new Venue();
  const plans: BatchPlan[] = [];
  for (const command of opening(6, 2_000n * USD, () => 7n)) plans.push(...venue.apply(command).plans);
  const stream = new Stream(venue);
  for (const wanted of list) {
    for (const command of stream.commands(wanted)) {
      try {
        if (venue.sequencer.repeatedOrder(command) === null) plans.push(...venue.apply(command).plans);
      } catch (error) {
        if (!(error instanceof TenorError)) throw error;
      }
    }
  }
  plans.push(...venue.apply({ type: 'seal', time: START }).plans);
  return { venue, plans };
}

const withoutOrder = ({ accounts, settled, ...rest }: ExchangeState): string =>
  stringifyExact({
    ...rest,
    accounts: [...accounts.values()].sort((a, b) => a.id - b.id).map(sortedSlots),
    settled: [...settled].sort(([a], [b]) => a - b),
  });

const sortedSlots = ({ slots, ...rest }: { slots: Map<number, unknown> }) => ({
  ...rest,
  slots: [...slots].sort(([a], [b]) => a - b),
});

describe('sealed batches', () => {
  it('carry exactly what the commands did: settling them one by one leads to the exchange’s own state', () => {
    fc.assert(
      fc.property(wishes, (list) => {
        const { venue, plans } = sealedBy(list);
        const settled = new SettledState(
          CIRCUIT_SIZES.dev,
          genesisState(CIRCUIT_SIZES.dev, START / 3_600_000),
          ORACLE_KEYS,
        );
        plans.forEach((plan, index) => {
          expect(plan.number).toBe(index + 1);
          settled.skip(plan);
        });
        expect(withoutOrder(settled.state)).toBe(withoutOrder(venue.sequencer.ledger.state));
      }),
      { numRuns: 20 },
    );
  });

  it('keep to the circuit’s capacities and to the journal’s order', () => {
    fc.assert(
      fc.property(wishes, (list) => {
        const { A, R, Q, E } = CIRCUIT_SIZES.dev;
        let last = 0;
        for (const { visits, rows, entries, rounds, lastSequence } of sealedBy(list).plans) {
          expect([visits.length <= A, rows.length <= R, entries.length <= Q, rounds.length]).toEqual([
            true,
            true,
            true,
            E,
          ]);
          expect(lastSequence).toBeGreaterThanOrEqual(last);
          last = lastSequence;
        }
      }),
      { numRuns: 10 },
    );
  });
});

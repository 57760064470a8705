import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GenerationClock, SlotAllocator } from '../../src/index.ts';

const GENESIS = 1_735_689_600_000;

describe('GenerationClock', () => {
  test('strictly increases whatever the clock does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 2 }), (times) => {
        let now = 0;
        const clock = new GenerationClock(() => GENESIS + now);
        const given = times.map((time) => {
          now = time;
          return clock.next();
        });
        for (let i = 1; i < given.length; i++) expect(given[i]).toBeGreaterThan(given[i - 1]!);
      }),
    );
  });

  test('follows the 10 ms clock and skips what was seen', () => {
    const clock = new GenerationClock(() => GENESIS + 1234);
    expect(clock.next()).toBe(123n);
    expect(clock.next()).toBe(124n);
    clock.raiseAbove(1000n);
    expect(clock.next()).toBe(1001n);
  });
});

describe('SlotAllocator', () => {
  test('never gives a busy slot, and gives all 768', () => {
    const allocator = new SlotAllocator(700);
    const all = Array.from({ length: 768 }, () => allocator.take());
    expect(new Set(all).size).toBe(768);
    expect(all[0]).toBe(700);
    expect(Math.max(...all)).toBe(767);
    expect(() => allocator.take()).toThrow(expect.objectContaining({ name: 'TOO_MANY_ORDERS' }));
    allocator.release(5);
    expect(allocator.take()).toBe(5);
  });

  test('keeps a model: taken, occupied and released in any order', () => {
    const action = fc.oneof(
      fc.constant({ kind: 'take' as const }),
      fc.record({ kind: fc.constant('release' as const), slot: fc.integer({ min: 0, max: 767 }) }),
      fc.record({ kind: fc.constant('occupy' as const), slot: fc.integer({ min: 0, max: 767 }) }),
      fc.record({
        kind: fc.constant('reset' as const),
        open: fc.array(fc.integer({ min: 0, max: 767 }), { maxLength: 5 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
        const allocator = new SlotAllocator();
        let model = new Set<number>();
        for (const step of actions) {
          if (step.kind === 'take') {
            const slot = allocator.take();
            expect(model.has(slot)).toBe(false);
            model.add(slot);
          } else if (step.kind === 'release') {
            allocator.release(step.slot);
            model.delete(step.slot);
          } else if (step.kind === 'occupy') {
            allocator.occupy(step.slot);
            model.add(step.slot);
          } else {
            allocator.reset(step.open);
            model = new Set(step.open);
          }
          expect(allocator.busy).toBe(model.size);
        }
        for (const slot of model) expect(allocator.isBusy(slot)).toBe(true);
      }),
    );
  });

  test('every slot that is not busy can be had', () => {
    const allocator = new SlotAllocator();
    allocator.occupy(3);
    allocator.take();
    allocator.reset([9]);
    const rest = Array.from({ length: 767 }, () => allocator.take());
    expect(new Set([...rest, 9]).size).toBe(768);
  });
});

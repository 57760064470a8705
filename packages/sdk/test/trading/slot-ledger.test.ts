import { describe, expect, test } from 'vitest';
import { GenerationClock, type OrderJson } from '../../src/index.ts';
import { type HeldSlot, SlotLedger } from '../../src/trading/slot-ledger.ts';

const record = ({ slot, generation }: HeldSlot, status: OrderJson['status']): OrderJson =>
  ({ slot, generation: generation.toString(), status, order_id: '1' }) as OrderJson;

describe('SlotLedger', () => {
  const ledger = () => new SlotLedger(new GenerationClock());

  test('an order holds its slot until it ends', () => {
    const slots = ledger();
    const held = slots.take();
    slots.answered(held, true);
    expect(slots.take().slot).not.toBe(held.slot);
    slots.observe(record(held, 'filled'));
    expect(slots.take().slot).toBe(held.slot);
  });

  test('the end may be told before the reply', () => {
    const slots = ledger();
    const held = slots.take();
    slots.observe(record(held, 'filled'));
    slots.answered(held, true);
    expect(slots.busy).toBe(0);
  });

  test('news of an earlier holder does not free the slot of the present one', () => {
    const slots = ledger();
    const first = slots.take();
    slots.answered(first, true);
    slots.observe(record(first, 'cancelled'));
    const second = slots.take();
    expect(second.slot).toBe(first.slot);
    expect(second.generation).toBeGreaterThan(first.generation);
    slots.answered(second, true);
    slots.observe(record(first, 'cancelled'));
    expect(slots.busy).toBe(1);
  });

  test('a snapshot frees what is not open, keeps what is in flight and learns of other orders', () => {
    const slots = ledger();
    const gone = slots.take();
    const open = slots.take();
    slots.answered(gone, true);
    slots.answered(open, true);
    const inFlight = slots.take();
    const foreign = { slot: 500, generation: 1n << 35n };
    slots.reset([record(open, 'open'), record(foreign, 'open')]);
    expect(slots.busy).toBe(3);
    const next = slots.take();
    expect([open.slot, inFlight.slot, foreign.slot]).not.toContain(next.slot);
    expect(next.generation).toBeGreaterThan(foreign.generation);
  });

  test('a slot found in use is not tried again', () => {
    const slots = ledger();
    const held = slots.take();
    slots.foundInUse(held);
    expect(Array.from({ length: 767 }, () => slots.take().slot)).not.toContain(held.slot);
  });
});

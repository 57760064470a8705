import type { BookSide } from '../src/book/order-book.ts';
import type { FlowStep } from './flow.ts';

const RESTING = 1000;
const LEVELS = 375;
const MIDDLE = 100_000;

/** A small generator of pseudo-random numbers (mulberry32), so that every run sees the same flow. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/**
 * The mix that exchange-core publishes its figures for: 82 % moves, 9 % new orders, 6 % cancels, 3 % orders that trade at
 * once, over about a thousand resting orders on 750 levels.
 */
export function syntheticFlow(steps: number, seed = 1): FlowStep[] {
  const below = generator(seed);
  const ids: number[] = [];
  const sides = new Map<number, BookSide>();
  let last = 0;
  const price = (side: BookSide): number => (side === 0 ? MIDDLE - 1 - below(LEVELS) : MIDDLE + below(LEVELS));
  const add = (): FlowStep => {
    const id = ++last;
    const side = (id % 2) as BookSide;
    ids.push(id);
    sides.set(id, side);
    return { kind: 'add', id, side, price: price(side), lots: 1 + below(100) };
  };
  const flow = Array.from({ length: RESTING }, add);
  while (flow.length < steps) {
    const kind = below(100);
    const pick = below(ids.length);
    const id = ids[pick]!;
    if (kind < 82) flow.push({ kind: 'move', id, price: price(sides.get(id)!), lots: 1 + below(100) });
    else if (kind < 91 || ids.length < RESTING / 2) flow.push(add());
    else if (kind < 97) {
      ids.splice(pick, 1);
      flow.push({ kind: 'remove', id });
    } else flow.push({ kind: 'take', side: below(2) as BookSide, lots: 1 + below(200) });
  }
  return flow;
}

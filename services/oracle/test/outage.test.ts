import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  beginOutage,
  checkThresholds,
  DEFAULT_OUTAGE,
  MARKET_MODES,
  type MarketMode,
  nextOutage,
  type Outage,
  type OutageThresholds,
  PERMISSIONS,
} from '../src/index.ts';

const START = 1_760_000_000_000;
const rank = (mode: MarketMode): number => MARKET_MODES.indexOf(mode);

/** A market that looks at its index every `stepMs`; an index is good at the given moments (ms after the start). */
function watch(
  goodAt: (elapsed: number) => boolean,
  until: number,
  stepMs = 500,
  thresholds = DEFAULT_OUTAGE,
): Outage[] {
  const seen: Outage[] = [];
  let outage = beginOutage(START);
  let lastGoodAt: number | null = null;
  for (let elapsed = 0; elapsed <= until; elapsed += stepMs) {
    const now = START + elapsed;
    if (goodAt(elapsed)) lastGoodAt = now;
    outage = nextOutage(outage, { now, lastGoodAt, cause: '2 of 3 sources agree' }, thresholds);
    seen.push(outage);
  }
  return seen;
}
const modeAt = (seen: readonly Outage[], elapsed: number): MarketMode =>
  seen.findLast(({ at }) => at <= START + elapsed)!.mode;

const anyThresholds: fc.Arbitrary<OutageThresholds> = fc
  .tuple(
    fc.integer({ min: 1, max: 5_000 }),
    fc.integer({ min: 1, max: 20_000 }),
    fc.integer({ min: 1, max: 60_000 }),
    fc.integer({ min: 0, max: 20_000 }),
  )
  .map(([steady, more, evenMore, recoverAfterMs]) => ({
    steadyWithinMs: steady,
    reduceOnlyAfterMs: steady + more,
    haltAfterMs: steady + more + evenMore,
    recoverAfterMs,
  }));
/** Steps of a clock, now and then backwards, with or without a good index. */
const anyCourse = fc.array(
  fc.record({
    wait: fc.oneof(fc.integer({ min: -500, max: 3_000 }), fc.integer({ min: 0, max: 90_000 })),
    good: fc.boolean(),
  }),
  { minLength: 1, maxLength: 60 },
);

describe('a market whose index stops', () => {
  test('opens once its index has stayed steady, by way of reduce-only', () => {
    const seen = watch(() => true, 30_000);
    expect(modeAt(seen, 9_500)).toBe('halted');
    expect(modeAt(seen, 10_000)).toBe('reduce-only');
    expect(modeAt(seen, 19_500)).toBe('reduce-only');
    expect(modeAt(seen, 20_000)).toBe('running');
  });

  test('goes to reduce-only at 15 s and halts at 120 s, in words', () => {
    const seen = watch((elapsed) => elapsed <= 60_000, 300_000);
    expect(modeAt(seen, 74_500)).toBe('running');
    expect(modeAt(seen, 75_000)).toBe('reduce-only');
    expect(modeAt(seen, 179_500)).toBe('reduce-only');
    expect(modeAt(seen, 180_000)).toBe('halted');
    expect(seen.find(({ at }) => at === START + 90_000)!.reason).toBe(
      'Positions may only be reduced: no good index price for 30 s: 2 of 3 sources agree.',
    );
    const last = seen.at(-1)!;
    expect(last.reason).toBe('Halted: no good index price for 240 s: 2 of 3 sources agree.');
    expect(last.since).toBe(START + 180_000);
  });

  test('comes back one mode at a time, each after 10 s without a break', () => {
    const breaks = (elapsed: number): boolean => elapsed >= 200_000 && !(elapsed > 205_000 && elapsed < 212_000);
    const seen = watch((elapsed) => elapsed <= 20_000 || breaks(elapsed), 300_000);
    expect(modeAt(seen, 199_500)).toBe('halted');
    // The break from 205 s to 212 s begins the wait again; the index is steady from 212.5 s on.
    expect(modeAt(seen, 222_000)).toBe('halted');
    expect(modeAt(seen, 222_500)).toBe('reduce-only');
    expect(modeAt(seen, 232_000)).toBe('reduce-only');
    expect(modeAt(seen, 232_500)).toBe('running');
  });

  test('does not flap when the index limps along at one price every 16 s', () => {
    const limping = watch((elapsed) => elapsed <= 60_000 || elapsed % 16_000 === 0, 600_000);
    const changes = limping.filter(({ mode }, i) => i > 0 && mode !== limping[i - 1]!.mode).map(({ mode }) => mode);
    expect(changes).toEqual(['reduce-only', 'running', 'reduce-only']);
  });

  test('sees an outage that began and ended between two looks', () => {
    const before = { ...beginOutage(START), mode: 'running', lastGoodAt: START } as const;
    const now = START + 200_000;
    expect(nextOutage(before, { now, lastGoodAt: now }, DEFAULT_OUTAGE).mode).toBe('halted');
    const sooner = START + 20_000;
    expect(nextOutage(before, { now: sooner, lastGoodAt: sooner }, DEFAULT_OUTAGE).mode).toBe('reduce-only');
  });

  test('refuses thresholds out of order', () => {
    for (const wrong of [
      { steadyWithinMs: 15_000 },
      { reduceOnlyAfterMs: 120_000 },
      { steadyWithinMs: 0 },
      { recoverAfterMs: -1 },
      { haltAfterMs: Number.NaN },
    ]) {
      expect(() => checkThresholds({ ...DEFAULT_OUTAGE, ...wrong })).toThrow(RangeError);
    }
  });
});

describe('on any course of prices', () => {
  /** Runs a course; `each` sees every step with the age of the last good price, infinite before the first. */
  function run(
    course: readonly { wait: number; good: boolean }[],
    thresholds: OutageThresholds,
    each: (before: Outage, after: Outage, age: number) => void,
  ): void {
    let outage = beginOutage(START);
    let now = START;
    let lastGoodAt: number | null = null;
    for (const { wait, good } of course) {
      now += wait;
      if (good) lastGoodAt = Math.max(lastGoodAt ?? now, now);
      const after = nextOutage(outage, { now, lastGoodAt }, thresholds);
      const age = after.lastGoodAt === null ? Number.POSITIVE_INFINITY : after.at - after.lastGoodAt;
      each(outage, after, age);
      outage = after;
    }
  }

  test('a market never runs on an index older than its limits', () => {
    fc.assert(
      fc.property(anyCourse, anyThresholds, (course, thresholds) => {
        run(course, thresholds, (_, { mode }, age) => {
          if (age >= thresholds.haltAfterMs) expect(mode).toBe('halted');
          if (age >= thresholds.reduceOnlyAfterMs) expect(mode).not.toBe('running');
        });
      }),
      { numRuns: 1_000 },
    );
  });

  test('it comes back one mode at a time, and only after a steady time in the mode it leaves', () => {
    let returns = 0;
    fc.assert(
      fc.property(anyCourse, anyThresholds, (course, thresholds) => {
        let unsteadyAt = START;
        run(course, thresholds, (before, after, age) => {
          const gap = (after.lastGoodAt ?? START) - (before.lastGoodAt ?? START);
          if (Math.max(age, gap) > thresholds.steadyWithinMs) unsteadyAt = after.at;
          const steps = rank(before.mode) - rank(after.mode);
          expect(steps).toBeLessThanOrEqual(1);
          if (steps !== 1) return;
          returns++;
          expect(after.at - unsteadyAt).toBeGreaterThanOrEqual(thresholds.recoverAfterMs);
          expect(after.at - before.since).toBeGreaterThanOrEqual(thresholds.recoverAfterMs);
          expect(age).toBeLessThanOrEqual(thresholds.steadyWithinMs);
        });
      }),
      { numRuns: 2_000 },
    );
    expect(returns).toBeGreaterThan(100);
  });

  test('time never goes back, and a mode keeps its beginning and has words', () => {
    fc.assert(
      fc.property(anyCourse, anyThresholds, (course, thresholds) => {
        run(course, thresholds, (before, after) => {
          expect(after.at).toBeGreaterThanOrEqual(before.at);
          expect(after.since).toBe(after.mode === before.mode ? before.since : after.at);
          expect(after.reason).toMatch(/^[A-Z].*\.$/s);
        });
      }),
    );
  });
});

describe('permissions', () => {
  test('shrink from mode to mode', () => {
    for (const [i, mode] of MARKET_MODES.entries()) {
      const worse = MARKET_MODES[i + 1];
      if (!worse) continue;
      for (const [what, allowed] of Object.entries(PERMISSIONS[worse])) {
        if (allowed) expect(PERMISSIONS[mode]).toHaveProperty(what, true);
      }
    }
    expect(PERMISSIONS.running).not.toEqual(PERMISSIONS['reduce-only']);
  });

  test('nobody is liquidated without an index, and closing stays possible until the halt', () => {
    expect(PERMISSIONS['reduce-only']).toMatchObject({ opening: false, reducing: true, liquidations: false });
    expect(Object.values(PERMISSIONS.halted)).not.toContain(true);
    expect(Object.values(PERMISSIONS.running)).not.toContain(false);
  });
});

/** Marks of the calls of one expiry, or of the puts with strikes and order turned round (x = −strike): what falls with x. All lists have one length. */
export interface FallingMarks {
  /** Ascending, distinct. */
  readonly x: readonly bigint[];
  readonly marks: readonly bigint[];
  /** Least value of each, max(c − x, 0) discounted or not: falls with x by at most its step and, apart from rounding, is convex. */
  readonly lower: readonly bigint[];
}

const floorDivide = (a: bigint, b: bigint): bigint => (a >= 0n || a % b === 0n ? a / b : a / b - 1n);
const ceilDivide = (a: bigint, b: bigint): bigint => -floorDivide(-a, b);
const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** The lower bounds, raised from the right where their rounding had made them concave. Stays at or below the undiscounted value. */
function convexAnchor({ x, lower }: FallingMarks): bigint[] {
  const anchor = [...lower];
  for (let i = anchor.length - 2; i >= 0; i--) {
    const [next, afterNext] = [anchor[i + 1]!, anchor[i + 2]];
    const fall = afterNext === undefined ? 0n : (next - afterNext) * (x[i + 1]! - x[i]!);
    const needed = afterNext === undefined ? next : next + ceilDivide(fall, x[i + 2]! - x[i + 1]!);
    anchor[i] = max(anchor[i]!, needed);
  }
  return anchor;
}

/** Lowers every value to its neighbours' chord, rounded down; true where one moved. The ends keep the slope within [−1, 0]. */
function lowerToChords(x: readonly bigint[], m: bigint[], order: readonly number[]): boolean {
  let moved = false;
  for (const i of order) {
    const [before, after] = [m[i - 1], m[i + 1]];
    let most: bigint;
    if (before === undefined && after === undefined) continue;
    if (before === undefined) most = after! + x[i + 1]! - x[i]!;
    else if (after === undefined) most = before;
    else {
      const width = x[i + 1]! - x[i - 1]!;
      most = floorDivide(before * (x[i + 1]! - x[i]!) + after * (x[i]! - x[i - 1]!), width);
    }
    if (m[i]! <= most) continue;
    m[i] = most;
    moved = true;
  }
  return moved;
}

/** Lower convex hull of the points, rounded down: most of the way at once where marks are far from convex. */
function floorOfHull(x: readonly bigint[], m: readonly bigint[]): bigint[] {
  const hull: number[] = [];
  for (let i = 0; i < x.length; i++) {
    while (hull.length > 1) {
      const [a, b] = [hull.at(-2)!, hull.at(-1)!];
      if ((m[b]! - m[a]!) * (x[i]! - x[b]!) < (m[i]! - m[b]!) * (x[b]! - x[a]!)) break;
      hull.pop();
    }
    hull.push(i);
  }
  let edge = 0;
  return x.map((at, i) => {
    if (i > hull[edge + 1]!) edge++;
    const [a, b] = [hull[edge]!, hull[edge + 1]];
    if (b === undefined) return m[i]!;
    return floorDivide(m[a]! * (x[b]! - at) + m[b]! * (at - x[a]!), x[b]! - x[a]!);
  });
}

/** Marks of a smooth surface need a few. Strikes a few µUSD apart can need as many as the marks are high: integers hold no convex curve there. */
const PASSES_MAX = 200;

/**
 * The greatest integer marks not above those given (which are raised to `lower` first) that are convex in x and fall with it by at most its step: no butterfly,
 * no vertical spread and no exercise has a negative price. Unique, since the greater of two such lists is one again, and never below `lower`, since the lower
 * bounds, made convex, are one. Marks of a sound surface lose little more than their rounding had added. Integers of one unit (µUSD per lot).
 * Where strikes lie so close together that this does not end soon, the lower bounds themselves.
 */
export function convexMarks(input: FallingMarks): bigint[] {
  const { x, marks } = input;
  const anchor = convexAnchor(input);
  const raised = marks.map((mark, i) => max(mark, anchor[i]!));
  const m = floorOfHull(x, raised);
  const upward = [...x.keys()];
  const downward = [...upward].reverse();
  // None falls below the anchor, which no pass would change.
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    if (!lowerToChords(x, m, pass % 2 === 0 ? upward : downward)) return m;
  }
  return anchor;
}

import { readFileSync } from 'node:fs';
import type { R1cs } from './r1cs.ts';

/** Names of signals and the wires that carry them. */
export interface Symbols {
  /** Wire of each signal; −1 where the compiler eliminated it. */
  readonly wireOf: ReadonlyMap<string, number>;
  /** One name of each wire. */
  readonly nameOf: ReadonlyMap<number, string>;
}

/** Reads a .sym file. */
export function readSymbols(path: string): Symbols {
  const wireOf = new Map<string, number>();
  const nameOf = new Map<number, string>();
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const [, wireText, , name] = line.split(',');
    if (wireText === undefined || !name) continue;
    const wire = Number(wireText);
    wireOf.set(name, wire);
    if (wire >= 0 && !nameOf.has(wire)) nameOf.set(wire, name);
  }
  return { wireOf, nameOf };
}

/**
 * The wire of a signal. -O2 keeps only one name of several equal signals, so several patterns may be given.
 * @throws if every signal that matches was eliminated
 */
export function wireMatching(symbols: Symbols, ...patterns: RegExp[]): number {
  for (const pattern of patterns) {
    for (const [name, wire] of symbols.wireOf) if (wire >= 0 && pattern.test(name)) return wire;
  }
  throw new Error(`no wire carries a signal matching ${patterns.join(' or ')}`);
}

/** Longer combinations say little about the place: they are sums over a whole component. */
const LONGEST_TELLING_COMBINATION = 40;

/** The signals named in a constraint, without array positions: a hint at the rule that it belongs to. */
export function where(r1cs: R1cs, symbols: Symbols, constraint: number): string[] {
  const names = new Set<string>();
  for (const { wires } of r1cs.constraints[constraint] ?? []) {
    if (wires.length >= LONGEST_TELLING_COMBINATION) continue;
    for (const wire of wires) {
      const name = symbols.nameOf.get(wire);
      if (name) names.add(name.replace(/^main\./, '').replace(/\.(in|out|bits)\[\d+\].*$/, ''));
    }
  }
  return [...names];
}

import { FIELD, modulo } from '../../tooling/field.ts';
import { type Constraint, holds } from '../../tooling/r1cs.ts';
import type { TestCircuit } from './test-circuit.ts';

export interface SweepReport {
  readonly mutants: number;
  /** Signals that can be changed alone without violating anything. */
  readonly survivors: readonly string[];
  /** Constraints that no single change violates: they may be vacuous. */
  readonly neverViolated: readonly number[];
}

/**
 * Changes every wire of a witness alone to several other values and re-checks the constraints that touch it.
 * A measure of coverage, not of soundness: dependent signals can still move together.
 */
export function sweepSignals(circuit: TestCircuit, witness: readonly bigint[]): SweepReport {
  const { constraints } = circuit.r1cs;
  const touching = new Map<number, number[]>();
  constraints.forEach((constraint, index) => {
    for (const wire of new Set(constraint.flatMap(({ wires }) => [...wires]))) {
      const list = touching.get(wire);
      if (list) list.push(index);
      else touching.set(wire, [index]);
    }
  });
  const changed = [...witness];
  const violatedOnce = new Set<number>();
  const survivors = new Set<string>();
  let mutants = 0;
  for (let wire = 1; wire < witness.length; wire++) {
    const value = witness[wire] as bigint;
    const others = [value + 1n, value - 1n, 0n, 1n, 1n - value, -value, value + (1n << 64n), FIELD - 2n].map(modulo);
    for (const other of new Set(others)) {
      if (other === value) continue;
      mutants++;
      changed[wire] = other;
      const bad = (touching.get(wire) ?? []).filter((index) => !holds(constraints[index] as Constraint, changed));
      for (const index of bad) violatedOnce.add(index);
      if (bad.length === 0) survivors.add(circuit.symbols.nameOf.get(wire) ?? `wire ${wire}`);
    }
    changed[wire] = value;
  }
  const neverViolated = constraints.map((_, index) => index).filter((index) => !violatedOnce.has(index));
  return { mutants, survivors: [...survivors], neverViolated };
}

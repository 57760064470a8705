import {
  type BatchInput,
  type BatchPlan,
  type BatchRecord,
  CIRCUIT_SIZES,
  type CircuitSize,
  type Columns,
  SettledState,
} from '@tenor/protocol';
import { expect } from 'vitest';
import { DOMAIN, oracleKeys, type World } from '../../../test/scenario/world.ts';
import { type TemplateUse, type TestCircuit, testCircuit } from '../rig/test-circuit.ts';

export const TEST = CIRCUIT_SIZES.test;

/** Loaded once for all test files of a process: reading a batch circuit and warming up its generator take longer than most files. */
const loaded = new Map<string, Promise<TestCircuit>>();

const mainOf = (
  { A, R, K, DEPTH, M, T, E, Q, U, N, V, SETTLED }: Omit<CircuitSize, 'name'>,
  leaveOut: number,
): TemplateUse => ({
  include: 'batch/batch.circom',
  main: `Batch(${[A, R, K, DEPTH, M, T, E, Q, U, N, V, SETTLED, leaveOut].join(', ')})`,
  publicInputs: ['r'],
});

/** The batch circuit at a size. */
export function batchCircuit(size: Omit<CircuitSize, 'name'>): Promise<TestCircuit> {
  const use = mainOf(size, 0);
  const known = loaded.get(use.main) ?? testCircuit(use);
  loaded.set(use.main, known);
  return known;
}

/**
 * The batch circuit for demonstrations, at -O1: the same constraints with more names, compiled in half the time.
 * @param leaveOut bits of what is left out of the sponge, to show what the absorb rule is for
 */
export const demonstrationCircuit = (size: Omit<CircuitSize, 'name'>, leaveOut: number): Promise<TestCircuit> =>
  testCircuit({ ...mainOf(size, leaveOut), simplification: '--O1' });

/** A state and a batch on it. */
export interface Scene {
  readonly world: World;
  readonly settled: SettledState;
  readonly plan: BatchPlan;
}

/** Plays `history`, settles it, then plays `batch` and seals it as the plan under test. */
export function scene(size: CircuitSize, world: World, history: (w: World) => void, batch: (w: World) => void): Scene {
  const settled = new SettledState(size, world.ledger.state, oracleKeys(size));
  history(world);
  world.begin();
  world.ledger.seal();
  for (const plan of world.ledger.takeSealed()) settled.apply(plan, DOMAIN);
  batch(world);
  world.begin();
  world.ledger.seal();
  const [plan, ...more] = world.ledger.takeSealed();
  if (!plan || more.length > 0) throw new Error('the scene must fit one batch');
  return { world, settled, plan };
}

type Mutable<T> = { -readonly [P in keyof T]: T[P] extends readonly (infer U)[] ? Mutable<U>[] : T[P] };

/** Where a cheat takes hold: in the plan, in what was worked out of it, or in the circuit's input. */
export interface Cheat {
  readonly plan?: (plan: BatchPlan, scene: Scene) => BatchPlan;
  readonly record?: (record: Mutable<BatchRecord>, scene: Scene) => void;
  readonly input?: (input: Columns) => void;
}

/** The batch with the cheat applied, on a copy of the scene's state. */
export function cheated({ settled, ...scene }: Scene, cheat: Cheat): BatchInput {
  const copy = new SettledState(settled.size, settled.state, settled.oracleKeys);
  const whole = { ...scene, settled: copy };
  const plan = cheat.plan ? cheat.plan(structuredClone(scene.plan), whole) : scene.plan;
  const record = structuredClone(copy.net(plan)) as Mutable<BatchRecord>;
  cheat.record?.(record, whole);
  const batch = copy.applyRecord(record as BatchRecord, DOMAIN);
  batch.input.r = 987_654_321_987_654_321n;
  cheat.input?.(batch.input);
  return batch;
}

/** The constraints refuse the cheat although every signal was computed; `rule` names a signal of what refused it. */
export async function expectRefused(
  circuit: TestCircuit,
  scene: Scene,
  cheat: Cheat = {},
  rule?: RegExp,
): Promise<void> {
  const refusal = await circuit.refusal(cheated(scene, cheat).input);
  expect(refusal.length, 'the constraints accepted a forgery').toBeGreaterThan(0);
  if (rule) expect(refusal.join(' ')).toMatch(rule);
}

export async function expectAccepted(circuit: TestCircuit, scene: Scene, cheat: Cheat = {}): Promise<void> {
  expect(await circuit.refusal(cheated(scene, cheat).input)).toEqual([]);
}

/** Edits one entry of an array signal. */
export function edit(input: Columns, name: string, index: number, change: (value: bigint) => bigint): void {
  const column = input[name] as bigint[];
  column[index] = change(column[index]!);
}

import { scenarioStep } from '@tenor/protocol';

/** A forward after a scenario's move by whole steps of itself, µUSD per lot; at least 1, which only forwards of a few µUSD come to. */
export function movedForward(forward: bigint, steps: number): bigint {
  const moved = forward + BigInt(steps) * scenarioStep(forward);
  return moved > 1n ? moved : 1n;
}

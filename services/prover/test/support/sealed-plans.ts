import { type BatchPlan, CIRCUIT_SIZES } from '@tenor/protocol';
import { DOMAIN, genesis, oracleKeys, USD, World } from '../../../../test/scenario/world.ts';
import { ProtocolRollupStates } from '../../src/proving/protocol-rollup-states.ts';

export const size = CIRCUIT_SIZES.test;
export { DOMAIN };

/** Batches of a small market, as the exchange seals them: a registration, a deposit, then trades and a withdrawal. */
export function sealedPlans(count: number): BatchPlan[] {
  const world = new World(size);
  world.round(10n * USD, 3n * USD);
  world.register(1, 'alice');
  world.deposit(1, 1_000_000n * USD);
  world.ledger.seal();
  world.round(10n * USD, 3n * USD);
  world.register(2, 'bob');
  world.deposit(2, 1_000_000n * USD);
  world.ledger.seal();
  for (let batch = 3; batch <= count; batch++) {
    world.now += 10;
    world.round(10n * USD, 3n * USD);
    if (batch % 3 === 0) world.oneShot(world.signed('withdraw', 1, { amount: BigInt(batch) * USD, slot: batch }));
    else
      world.fill(
        world.signed('order', 1, { slot: batch }),
        world.signed('order', 2, { side: 1, slot: batch }),
        5n,
        10n * USD,
      );
    world.ledger.seal();
  }
  return world.ledger.takeSealed().slice(0, count);
}

/** The states that those plans start from. */
export const rollupStates = (): ProtocolRollupStates =>
  new ProtocolRollupStates(size, DOMAIN, genesis(size), oracleKeys(size));

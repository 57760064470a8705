import { type BatchInput, type CircuitSize, SettledState } from '@tenor/protocol';
import { BTC, DOMAIN, ETH, oracleKeys, USD, World } from '../../test/scenario/world.ts';

const MARKS = [10n * USD, 3n * USD] as const;

/** A batch that fills a circuit: as many accounts as visits, in pairs, each with one order that trades, in both instruments. */
export function fullBatch(size: CircuitSize): BatchInput {
  const world = new World(size);
  const settled = new SettledState(size, world.ledger.state, oracleKeys(size));
  const accounts = Array.from({ length: size.A }, (_, index) => index + 1);
  world.round(...MARKS);
  for (const account of accounts) {
    world.register(account, `trader ${account}`);
    world.deposit(account, 100_000n * USD);
  }
  settleAll(world, settled);
  for (let pair = 0; pair + 1 < Math.min(size.A, size.R); pair += 2) {
    const [taker, maker] = [accounts[pair]!, accounts[pair + 1]!];
    const [instrument, price] = pair % 4 === 0 ? [BTC, MARKS[0]] : [ETH, MARKS[1]];
    const order = { instrument, limitPrice: price };
    world.fill(world.signed('order', taker, order), world.signed('order', maker, { ...order, side: 1 }), 40n, price);
  }
  const [batch] = settleAll(world, settled).slice(-1);
  if (batch === undefined || batch.record.rows.length !== size.R)
    throw new Error('the batch does not fill the circuit');
  return batch;
}

function settleAll(world: World, settled: SettledState): BatchInput[] {
  world.begin();
  world.ledger.seal();
  return world.ledger.takeSealed().map((plan) => settled.apply(plan, DOMAIN));
}

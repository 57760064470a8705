import { CIRCUIT_SIZES, type SignedInstruction } from '@tenor/protocol';
import { USD, World } from '../../test/scenario/world.ts';
import { coreSeconds } from './core-time.ts';
import type { RulesFigures, Tell } from './report.ts';

const MARK = 10n * USD;
const TRADES = 4000;
const MAKERS = 6;

/** Trades of signed orders through the rules alone (no journal, no signature check): judged, netted, sealed into dev batches. */
export function measureRules(tell: Tell): RulesFigures {
  tell(`${TRADES} trades through the rules`);
  const world = new World(CIRCUIT_SIZES.dev);
  world.round(MARK, 3n * USD);
  for (let account = 1; account <= MAKERS + 1; account++) {
    world.register(account, `trader ${account}`);
    world.deposit(account, 1_000_000n * USD);
  }
  const order = (account: number, side: 0 | 1, slot: number): SignedInstruction =>
    world.signed('order', account, { side, slot, size: 1_000_000n, limitPrice: MARK });
  const makers = Array.from(
    { length: MAKERS },
    (_, index) => [order(index + 2, 1, 1), order(index + 2, 0, 2)] as const,
  );
  const takers = [order(1, 0, 1), order(1, 1, 2)] as const;
  const from = coreSeconds();
  for (let trade = 0; trade < TRADES; trade++) {
    const side = (trade & 1) as 0 | 1;
    world.fill(takers[side], makers[trade % MAKERS]![side], 1n, MARK);
  }
  const tradesPerSecond = Math.round(TRADES / (coreSeconds() - from));
  world.ledger.seal();
  return { tradesPerSecond, batches: world.ledger.takeSealed().length };
}

import { TenorError } from '@tenor/protocol';
import type { Logger } from 'pino';
import type { PlanSource } from '../exchange/exchange-client.ts';
import type { JobStore } from '../jobs/job-store.ts';
import { resumeState } from '../proving/resume-state.ts';
import type { RollupStates } from '../proving/rollup-state.ts';
import type { SettlementChain } from './settlement-chain.ts';

const PLANS_PER_REQUEST = 50;
const PLAN_WAIT_MILLISECONDS = 1000;

/**
 * When L1 is ahead of the store (its folder was lost), takes over what is settled without proving it again.
 * Throws L1_DIVERGED when the exchange's batches do not lead to L1's root; network errors. Safe to repeat.
 */
export async function catchUp(
  store: JobStore,
  states: RollupStates,
  exchange: PlanSource,
  chain: SettlementChain,
  log: Logger,
): Promise<void> {
  const { number: settled, stateRoot } = await chain.progress();
  const state = resumeState(store, states);
  if (state.number >= settled) return;
  log.warn({ from: state.number, to: settled }, 'L1 is ahead of the prover: taking over its batches');
  while (state.number < settled) {
    const { plans } = await exchange.plans(state.number + 1, PLANS_PER_REQUEST, PLAN_WAIT_MILLISECONDS);
    if (plans.length === 0) {
      throw new TenorError('L1_DIVERGED', {
        detail: `the exchange has no batch ${state.number + 1}, L1 has ${settled}`,
      });
    }
    for (const plan of plans.filter(({ number }) => number <= settled)) {
      state.apply(plan);
      if (plan.number === settled && state.root !== stateRoot) {
        throw new TenorError('L1_DIVERGED', { detail: `batch ${settled} leads to another root than L1's` });
      }
      const settlement = await chain.settlementOf(plan.number);
      if (!settlement) throw new TenorError('L1_DIVERGED', { detail: `L1 has no event of batch ${plan.number}` });
      const last = plan.number === settled;
      await store.markSettled(plan, settlement, last ? { number: settled, serialized: state.serialize() } : null);
    }
  }
}

import { TenorError } from '@tenor/protocol';
import type { JobStore } from '../jobs/job-store.ts';
import type { RollupState, RollupStates } from './rollup-state.ts';

/**
 * The state after the last batch that is proved (or was settled before this data directory was new), from the last
 * snapshot and the plans kept since. Throws DATA_DAMAGED when the plans do not lead to the roots that were proved.
 */
export function resumeState(store: JobStore, states: RollupStates): RollupState {
  const snapshot = store.snapshot();
  const state = snapshot ? states.restore(snapshot.serialized) : states.genesis();
  for (let job = store.job(state.number + 1); job && job.stage !== 'pending'; job = store.job(state.number + 1)) {
    const { newRoot } = state.apply(job.plan);
    if (job.proved && job.proved.newRoot !== newRoot) {
      throw new TenorError('DATA_DAMAGED', {
        detail: `batch ${state.number} no longer leads to the root that was proved`,
      });
    }
  }
  return state;
}

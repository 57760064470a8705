import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JobStore } from '../src/jobs/job-store.ts';
import { proveBatch } from '../src/proving/prove-batch.ts';
import { cheapProofSystem } from './support/cheap-proof-system.ts';
import { rollupStates, sealedPlans } from './support/sealed-plans.ts';

const plans = sealedPlans(2);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenor-jobs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the job store', () => {
  it('keeps every stage over a restart', async () => {
    let store = await JobStore.open(folder, 'a');
    expect(store.lastKnown()).toBe(0);
    await store.addPending(plans[0]!);
    expect(store.job(1)).toEqual({ stage: 'pending', plan: plans[0] });
    const state = rollupStates().genesis();
    const proved = await proveBatch(cheapProofSystem(plans), 1, state.apply(plans[0]!));
    await store.markProved(plans[0]!, proved, { number: 1, serialized: state.serialize() });
    await store.close();
    store = await JobStore.open(folder, 'a');
    expect(store.job(1)).toEqual({ stage: 'proved', plan: plans[0], proved });
    expect(store.snapshot()).toEqual({ number: 1, serialized: state.serialize() });
    await store.addPending(plans[1]!);
    expect(store.lastKnown()).toBe(2);
    expect(store.lastSettled(2)).toBe(0);
    await store.markSettled(plans[0]!, { l1Tx: '0x12', l1Block: 3 });
    expect(store.lastSettled(2)).toBe(1);
    await store.markUnsettled(1);
    expect(store.job(1)).toMatchObject({ stage: 'proved' });
    await store.close();
  });

  it('refuses another plan under a known number, and keeps the one it has', async () => {
    const store = await JobStore.open(folder, 'a');
    await store.addPending(plans[0]!);
    await store.addPending(structuredClone(plans[0]!));
    await expect(store.addPending({ ...plans[0]!, time: plans[0]!.time + 1 })).rejects.toMatchObject({
      name: 'PLAN_CHANGED',
    });
    expect(store.job(1)).toMatchObject({ plan: plans[0] });
    await store.close();
  });

  it('refuses the folder of another deployment, and a damaged one', async () => {
    await (await JobStore.open(join(folder, 'x'), 'a')).close();
    await expect(JobStore.open(join(folder, 'x'), 'b')).rejects.toMatchObject({ name: 'DATA_DAMAGED' });
    writeFileSync(join(folder, 'file'), 'not a database');
    await expect(JobStore.open(join(folder, 'file'), 'a')).rejects.toMatchObject({ name: 'DATA_DAMAGED' });
  });
});

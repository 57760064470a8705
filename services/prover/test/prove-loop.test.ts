import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JobStore } from '../src/jobs/job-store.ts';
import type { ProofSystem } from '../src/proving/proof-system.ts';
import { ProveLoop } from '../src/proving/prove-loop.ts';
import { resumeState } from '../src/proving/resume-state.ts';
import { SealRequests } from '../src/proving/seal-requests.ts';
import { catchUp } from '../src/settling/catch-up.ts';
import { SettleLoop } from '../src/settling/settle-loop.ts';
import { cheapProofSystem } from './support/cheap-proof-system.ts';
import { ModelChain } from './support/model-chain.ts';
import { ModelExchange } from './support/model-exchange.ts';
import { rollupStates, sealedPlans } from './support/sealed-plans.ts';

const log = pino({ level: 'silent' });
const COUNT = 5;
const plans = sealedPlans(COUNT);
const roots = (() => {
  const state = rollupStates().genesis();
  return plans.map((plan) => state.apply(plan).newRoot);
})();
let folder: string;
let store: JobStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tenor-prove-'));
  store = await JobStore.open(join(folder, 'jobs'), 'test');
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const loopOn = (
  exchange: ModelExchange,
  system: ProofSystem = cheapProofSystem(plans),
  snapshotInterval = 2,
): ProveLoop =>
  new ProveLoop({
    exchange,
    store,
    states: rollupStates(),
    system,
    seals: new SealRequests(0),
    log,
    onActivity: () => undefined,
    planWaitMilliseconds: 0,
    snapshotInterval,
  });

describe('the proving loop', () => {
  it('asks for a batch when there is something to prove, proves it and reports it', async () => {
    const exchange = new ModelExchange(plans);
    const loop = loopOn(exchange);
    for (let batch = 0; batch < COUNT; batch++) expect(await loop.step()).toBe(true);
    expect(await loop.step()).toBe(false);
    expect(exchange.provedReported).toEqual([1, 2, 3, 4, 5]);
    expect(exchange.commands).toHaveLength(COUNT);
    expect(plans.map(({ number }) => (store.job(number) as { proved: { newRoot: bigint } }).proved.newRoot)).toEqual(
      roots,
    );
  });

  it('tries a failed proof again from the state before it', async () => {
    const exchange = new ModelExchange(plans, COUNT);
    const sound = cheapProofSystem(plans);
    let failures = 2;
    const failing: ProofSystem = {
      ...sound,
      prove: async (witness) => {
        if (failures-- > 0) throw new Error('out of memory');
        return sound.prove(witness);
      },
    };
    const loop = loopOn(exchange, failing);
    await expect(loop.step()).rejects.toThrow('out of memory');
    await expect(loop.step()).rejects.toThrow('out of memory');
    expect(store.job(1)?.stage).toBe('pending');
    expect(await loop.step()).toBe(true);
    expect(store.job(1)).toMatchObject({ stage: 'proved', proved: { newRoot: roots[0] } });
  });

  it('lets no proof out that does not verify, or that publishes other words', async () => {
    const sound = cheapProofSystem(plans);
    const exchange = new ModelExchange(plans, COUNT);
    const unverified = loopOn(exchange, { ...sound, verify: async () => false });
    await expect(unverified.step()).rejects.toMatchObject({ name: 'PROOF_REFUSED' });
    const otherWords = loopOn(exchange, {
      ...sound,
      prove: async (witness) => {
        const { proof, publicSignals } = await sound.prove(witness);
        return { proof, publicSignals: [publicSignals[0]!, String(BigInt(publicSignals[1]!) + 1n), publicSignals[2]!] };
      },
    });
    await expect(otherWords.step()).rejects.toMatchObject({ name: 'PROOF_REFUSED' });
    expect(store.job(1)?.stage).toBe('pending');
    expect(exchange.provedReported).toEqual([]);
  });

  it('continues from the last snapshot and the plans after it', async () => {
    const exchange = new ModelExchange(plans, COUNT);
    const first = loopOn(exchange);
    for (let batch = 0; batch < 3; batch++) await first.step();
    expect(store.snapshot()?.number).toBe(2);
    const state = resumeState(store, rollupStates());
    expect(state.number).toBe(3);
    expect(state.root).toBe(roots[2]);
    const second = loopOn(exchange);
    await second.step();
    expect(store.job(4)).toMatchObject({ proved: { newRoot: roots[3] } });
  });

  it('refuses an exchange whose batch changed after it was kept', async () => {
    await store.addPending(plans[0]!);
    await store.addPending({ ...plans[1]!, time: plans[1]!.time + 1 });
    const loop = loopOn(new ModelExchange(plans, COUNT));
    await loop.step();
    // The kept plan is proved, not the other: what L1 refuses or takes is one batch, never two of a number.
    await expect(store.addPending(plans[1]!)).rejects.toMatchObject({ name: 'PLAN_CHANGED' });
  });

  it('reports proofs again that the exchange has not heard of', async () => {
    const exchange = new ModelExchange(plans, COUNT);
    const loop = loopOn(exchange);
    await loop.step();
    await loop.step();
    const forgetful = new ModelExchange(plans, COUNT);
    await loopOn(forgetful).step();
    expect(forgetful.provedReported).toEqual([1, 2, 3]);
  });
});

describe('catching up with L1', () => {
  it('takes over what is settled without proving it again, when the folder of the prover was lost', async () => {
    const genesisRoot = rollupStates().genesis().root;
    const chain = new ModelChain(genesisRoot);
    const exchange = new ModelExchange(plans, COUNT);
    const prove = loopOn(exchange);
    for (let batch = 0; batch < 3; batch++) await prove.step();
    const settle = new SettleLoop({
      store,
      chain,
      log,
      genesisRoot,
      batchesPerTransaction: 8,
      replaceMilliseconds: 60_000,
    });
    await settle.step();
    chain.mine();

    const fresh = await JobStore.open(join(folder, 'fresh'), 'test');
    await catchUp(fresh, rollupStates(), exchange, chain, log);
    expect(fresh.job(3)).toMatchObject({ stage: 'settled', proved: null });
    const state = resumeState(fresh, rollupStates());
    expect([state.number, state.root]).toEqual([3, roots[2]]);
    await catchUp(fresh, rollupStates(), exchange, chain, log);
    await fresh.close();
  });

  it('refuses an L1 that these batches do not lead to', async () => {
    const chain = new ModelChain(0n);
    const exchange = new ModelExchange([], 0);
    chain.settled.push({ batch: { number: 1, previousRoot: '0', newRoot: '1' }, hash: '0x1' });
    await expect(catchUp(store, rollupStates(), exchange, chain, log)).rejects.toMatchObject({ name: 'L1_DIVERGED' });
    await expect(catchUp(store, rollupStates(), new ModelExchange(plans, COUNT), chain, log)).rejects.toMatchObject({
      name: 'L1_DIVERGED',
    });
  });
});

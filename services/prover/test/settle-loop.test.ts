import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JobStore } from '../src/jobs/job-store.ts';
import { type ProvedBatch, proveBatch } from '../src/proving/prove-batch.ts';
import { SettleLoop } from '../src/settling/settle-loop.ts';
import type { SettlementChain } from '../src/settling/settlement-chain.ts';
import { cheapProofSystem } from './support/cheap-proof-system.ts';
import { ModelChain } from './support/model-chain.ts';
import { rollupStates, sealedPlans } from './support/sealed-plans.ts';

const log = pino({ level: 'silent' });
const COUNT = 5;
const plans = sealedPlans(COUNT);
const genesisRoot = rollupStates().genesis().root;
let proved: ProvedBatch[];
let folder: string;
let stores = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tenor-settle-'));
  const system = cheapProofSystem(plans);
  const state = rollupStates().genesis();
  proved = [];
  for (const plan of plans) proved.push(await proveBatch(system, plan.number, state.apply(plan)));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const openStore = (name: string): Promise<JobStore> => JobStore.open(join(folder, name), 'test');

const loopOn = (store: JobStore, chain: SettlementChain, replaceMilliseconds = 60_000): SettleLoop =>
  new SettleLoop({ store, chain, log, genesisRoot, batchesPerTransaction: 2, replaceMilliseconds });

/** A chain whose calls fail now and then, before or after they took effect. */
function unreliable(chain: ModelChain, decide: () => 'ok' | 'before' | 'after'): SettlementChain {
  const wrap =
    <Arguments extends readonly unknown[], Result>(call: (...given: Arguments) => Promise<Result>) =>
    async (...given: Arguments): Promise<Result> => {
      const decision = decide();
      if (decision === 'before') throw new Error('connection lost');
      const result = await call(...given);
      if (decision === 'after') throw new Error('answer lost');
      return result;
    };
  return {
    progress: wrap(() => chain.progress()),
    settlementOf: wrap((number: number) => chain.settlementOf(number)),
    sign: wrap((...given: Parameters<ModelChain['sign']>) => chain.sign(...given)),
    send: wrap((...given: Parameters<ModelChain['send']>) => chain.send(...given)),
    fate: wrap((...given: Parameters<ModelChain['fate']>) => chain.fate(...given)),
  };
}

const addProof = async (store: JobStore, index: number): Promise<void> => {
  await store.addPending(plans[index]!);
  await store.markProved(plans[index]!, proved[index]!, null);
};

describe('the settling loop', () => {
  it('settles what is proved, several batches in one transaction, and records where', async () => {
    const store = await openStore('plain');
    const chain = new ModelChain(genesisRoot);
    for (let index = 0; index < 3; index++) await addProof(store, index);
    const loop = loopOn(store, chain);
    await loop.step();
    expect(store.submission()).toMatchObject({ first: 1, last: 2 });
    chain.mine();
    while ((await loop.step()) || store.submission()) chain.mine();
    expect(chain.settled.map(({ batch }) => batch.number)).toEqual([1, 2, 3]);
    expect(store.job(2)).toMatchObject({ stage: 'settled', settlement: { l1Block: 2 } });
    await store.close();
  });

  it('signs again with the same nonce when a transaction is stuck', async () => {
    const store = await openStore('stuck');
    const chain = new ModelChain(genesisRoot);
    await addProof(store, 0);
    const loop = loopOn(store, chain, -1);
    await loop.step();
    const first = store.submission()!;
    chain.dropMempool();
    await loop.step();
    const second = store.submission()!;
    expect(second.nonce).toBe(first.nonce);
    expect(second.maxFeePerGas).toBeGreaterThan(first.maxFeePerGas);
    chain.mine();
    await loop.step();
    expect(chain.settled).toHaveLength(1);
    await store.close();
  });

  it('refuses an L1 that holds another state', async () => {
    const store = await openStore('diverged');
    const loop = loopOn(store, new ModelChain(genesisRoot + 1n));
    await expect(loop.step()).rejects.toMatchObject({ name: 'L1_DIVERGED' });
    await store.close();
  });

  it('settles every batch once and in order through lost connections, restarts, dropped transactions and reorgs', async () => {
    const happening = fc.oneof(
      { weight: 6, arbitrary: fc.constant('step' as const) },
      { weight: 3, arbitrary: fc.constant('mine' as const) },
      { weight: 2, arbitrary: fc.constant('prove' as const) },
      fc.constant('restart' as const),
      fc.constant('drop' as const),
      fc.constant('reorg' as const),
    );
    const decision = fc.oneof({ weight: 4, arbitrary: fc.constant('ok' as const) }, fc.constantFrom('before', 'after'));
    const run = async (happenings: readonly string[], decisions: readonly ('ok' | 'before' | 'after')[]) => {
      const name = `property-${stores++}`;
      let store = await openStore(name);
      const chain = new ModelChain(genesisRoot);
      let decided = 0;
      const shaky = unreliable(chain, () => decisions[decided++] ?? 'ok');
      let loop = loopOn(store, shaky);
      let next = 0;
      for (const what of happenings) {
        if (what === 'prove' && next < COUNT) await addProof(store, next++);
        if (what === 'step') await loop.step().catch(() => false);
        if (what === 'mine') chain.mine();
        if (what === 'drop') chain.dropMempool();
        if (what === 'reorg') chain.reorg();
        if (what === 'restart') {
          await store.close();
          store = await openStore(name);
          loop = loopOn(store, shaky);
        }
        const numbers = chain.settled.map(({ batch }) => batch.number);
        expect(numbers).toEqual(numbers.map((_, index) => index + 1));
      }
      while (next < COUNT) await addProof(store, next++);
      const calm = loopOn(store, chain);
      for (let round = 0; round < 12; round++) {
        await calm.step();
        chain.mine();
      }
      expect(chain.settled.map(({ batch }) => batch.newRoot)).toEqual(proved.map(({ newRoot }) => String(newRoot)));
      expect(store.job(COUNT)?.stage).toBe('settled');
      expect(store.submission()).toBeNull();
      await store.close();
    };
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 40 }), fc.array(decision, { maxLength: 60 }), run),
      { numRuns: 20 },
    );
  }, 120_000);
});

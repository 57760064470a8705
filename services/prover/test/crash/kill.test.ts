import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { stringifyExact } from '@tenor/protocol';
import { afterAll, describe, expect, it } from 'vitest';
import { JobStore } from '../../src/jobs/job-store.ts';
import { wordsOf } from '../support/cheap-proof-system.ts';
import { ModelChain } from '../support/model-chain.ts';
import { ModelExchange } from '../support/model-exchange.ts';
import { rollupStates, sealedPlans } from '../support/sealed-plans.ts';
import { serveCalls } from './remote-calls.ts';

const folder = mkdtempSync(join(tmpdir(), 'tenor-kill-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const entry = fileURLToPath(new URL('./prover-child.ts', import.meta.url));
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

const wordsPath = join(folder, 'words.json');

/** Every moment at which something is durable on one side and not yet on the other. */
const POINTS = [
  'after exchange.plans',
  'during store.addPending',
  'after store.addPending',
  'during system.prove',
  'after system.prove',
  'during store.markProved',
  'after store.markProved',
  'during exchange.report',
  'after exchange.report',
  'after chain.sign',
  'during store.markSubmitted',
  'after store.markSubmitted',
  'during chain.send',
  'after chain.send',
  'during store.markSettled',
  'after store.markSettled',
  'during store.dropSubmission',
  'after store.dropSubmission',
];
/** A batch for each kill and some to end with. */
const COUNT = POINTS.length + 2;
const RUN_MILLISECONDS = 90_000;

describe('a prover that is killed', () => {
  it(
    'loses, doubles and skips no batch, whatever moment it dies at',
    async () => {
      const plans = sealedPlans(COUNT);
      const exchange = new ModelExchange(plans);
      const chain = new ModelChain(rollupStates().genesis().root);
      const store = join(folder, 'jobs');
      writeFileSync(wordsPath, stringifyExact(wordsOf(plans)));
      for (const point of POINTS) {
        const end = await runUntil(start(store, point, exchange, chain), chain, () => false);
        expect(`${point}: ${end}`).toBe(`${point}: SIGKILL`);
      }
      await runUntil(start(store, '', exchange, chain), chain, () => chain.settled.length === COUNT);

      const state = rollupStates().genesis();
      const roots = plans.map((plan) => String(state.apply(plan).newRoot));
      expect(chain.settled.map(({ batch }) => batch.newRoot)).toEqual(roots);
      expect([...new Set(exchange.provedReported)]).toEqual(plans.map(({ number }) => number));
      const kept = await JobStore.open(store, 'crash');
      for (const plan of plans) expect(kept.job(plan.number)).toMatchObject({ plan });
      await kept.close();
    },
    POINTS.length * RUN_MILLISECONDS,
  );
});

function start(store: string, killAt: string, exchange: ModelExchange, chain: ModelChain): ChildProcess {
  const child = fork(entry, [], {
    execArgv: ['--import', loader],
    env: { ...process.env, KILL_AT: killAt, STORE: store, WORDS: wordsPath },
    serialization: 'advanced',
  });
  serveCalls(child, { exchange, chain });
  return child;
}

/** Mines until the child has died or there is enough. */
async function runUntil(child: ChildProcess, chain: ModelChain, enough: () => boolean): Promise<string> {
  const end = Date.now() + RUN_MILLISECONDS;
  while (child.exitCode === null && child.signalCode === null && !enough() && Date.now() < end) {
    await sleep(20);
    chain.mine();
  }
  const how = child.signalCode ?? (child.exitCode === null ? 'still runs' : `exit ${child.exitCode}`);
  child.kill('SIGKILL');
  return how;
}

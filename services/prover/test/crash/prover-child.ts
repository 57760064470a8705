import { readFileSync } from 'node:fs';
import { parseExact } from '@tenor/protocol';
import { pino } from 'pino';
import type { ExchangeClient } from '../../src/exchange/exchange-client.ts';
import { JobStore } from '../../src/jobs/job-store.ts';
import { ProveLoop } from '../../src/proving/prove-loop.ts';
import { SealRequests } from '../../src/proving/seal-requests.ts';
import { repeat } from '../../src/repeat.ts';
import { catchUp } from '../../src/settling/catch-up.ts';
import { SettleLoop } from '../../src/settling/settle-loop.ts';
import type { SettlementChain } from '../../src/settling/settlement-chain.ts';
import { cheapProofsOf } from '../support/cheap-proof-system.ts';
import { rollupStates } from '../support/sealed-plans.ts';
import { remote } from './remote-calls.ts';

/** The prover's loops in a process that kills itself (SIGKILL) at a named point. */
const { KILL_AT: killAt = '', STORE: path = '', WORDS: wordsPath = '' } = process.env;

function point(name: string): void {
  if (name !== killAt) return;
  process.kill(process.pid, 'SIGKILL');
  // The signal is on its way: nothing may happen any more.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10_000);
}

/** Puts points before, during and after each call of a method. */
function watched<Target extends object>(
  target: Target,
  name: string,
  methods: readonly (keyof Target & string)[],
): Target {
  for (const method of methods) {
    const original = (target[method] as (...given: unknown[]) => Promise<unknown>).bind(target);
    const replaced = async (...given: unknown[]): Promise<unknown> => {
      point(`before ${name}.${method}`);
      const running = original(...given);
      point(`during ${name}.${method}`);
      const result = await running;
      point(`after ${name}.${method}`);
      return result;
    };
    Object.defineProperty(target, method, { value: replaced });
  }
  return target;
}

const copyOf = <Target extends object>(target: Target, methods: readonly (keyof Target & string)[]): Target =>
  Object.fromEntries(methods.map((method) => [method, target[method]])) as unknown as Target;

const words = parseExact<Map<bigint, bigint[]>>(readFileSync(wordsPath, 'utf8'));
const states = rollupStates();
const log = pino({ level: 'silent' });
const store = watched(await JobStore.open(path, 'crash'), 'store', [
  'addPending',
  'markProved',
  'markSubmitted',
  'dropSubmission',
  'markSettled',
]);
const exchangeMethods = ['plans', 'status', 'command', 'report'] as const;
const exchange = watched(copyOf(remote<ExchangeClient>('exchange'), exchangeMethods), 'exchange', ['plans', 'report']);
const chainMethods = ['progress', 'settlementOf', 'sign', 'send', 'fate'] as const;
const chain = watched(copyOf(remote<SettlementChain>('chain'), chainMethods), 'chain', ['sign', 'send']);
const system = watched(cheapProofsOf(words), 'system', ['prove']);

await catchUp(store, states, exchange, chain, log);
const prove = new ProveLoop({
  exchange,
  store,
  states,
  system,
  seals: new SealRequests(0),
  log,
  onActivity: () => undefined,
  planWaitMilliseconds: 0,
  snapshotInterval: 2,
});
const genesisRoot = states.genesis().root;
const settle = new SettleLoop({
  store,
  chain,
  log,
  genesisRoot,
  batchesPerTransaction: 2,
  replaceMilliseconds: 60_000,
});
const { signal } = new AbortController();
await Promise.all([
  repeat(() => prove.step(), { name: 'prove', log, signal, idleMilliseconds: 10 }),
  repeat(() => settle.step(), { name: 'settle', log, signal, idleMilliseconds: 10 }),
]);

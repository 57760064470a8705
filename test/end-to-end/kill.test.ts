import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ExchangeClient, ensureAccount, L1Client } from '@tenor/sdk';
import { afterAll, expect, it } from 'vitest';
import type { InternalStatus } from '../../services/matcher/src/gateway/internal-schema.ts';
import { HttpExchangeClient } from '../../services/prover/src/exchange/http-exchange-client.ts';
import { replayFromL1 } from '../../tools/replay/replay-from-l1.ts';
import { type RunningExchange, startExchange } from '../../tools/start/supervisor.ts';

const USD = 1_000_000n;
const MINUTE = 60_000;
const dataDirectory = mkdtempSync(join(tmpdir(), 'tenor-kill-all-'));
let running: RunningExchange | undefined;
afterAll(async () => {
  await running?.stop();
  rmSync(dataDirectory, { recursive: true, force: true });
});

const start = async (): Promise<RunningExchange> => {
  running = await startExchange({ dataDirectory, size: 'test', web: false, sealMilliseconds: 500 });
  return running;
};

/** What the exchange says of itself; null while it is down. */
const statusOf = ({ url, internalToken }: RunningExchange): Promise<InternalStatus | null> =>
  new HttpExchangeClient(url, internalToken).status().catch(() => null);

async function until(exchange: RunningExchange, reached: (status: InternalStatus) => boolean): Promise<void> {
  for (const end = Date.now() + 8 * MINUTE; Date.now() < end; await sleep(100)) {
    const status = await statusOf(exchange);
    if (status && reached(status)) return;
  }
  throw new Error('it did not come about');
}

/** Ends a process as a power cut would. */
function kill(exchange: RunningExchange, name: string): void {
  const pid = exchange.children.find((child) => child.name === name)?.pid;
  if (pid === undefined) throw new Error(`${name} does not run`);
  process.kill(pid, 'SIGKILL');
}

it('settles every deposit once although each process is killed and all are started again', async () => {
  let exchange = await start();
  const client = await ExchangeClient.connect(exchange.url);
  const l1 = L1Client.fromPrivateKey(client.config.l1, exchange.keys.trader.privateKey, exchange.rpcUrl);
  await l1.mint(1000n * USD);
  const { account } = await ensureAccount(client, l1, { depositMicroUsd: 100n * USD });
  client.close();

  await until(exchange, ({ lastSealed }) => (lastSealed ?? 0) >= 1);
  kill(exchange, 'prover'); // in the middle of its first proof
  await l1.deposit(account, 10n * USD);
  kill(exchange, 'l1-watcher');
  await until(exchange, ({ entriesApplied }) => entriesApplied === 3);
  kill(exchange, 'matcher');
  kill(exchange, 'l1');
  await until(exchange, ({ entriesApplied, lastSettled }) => entriesApplied === 3 && (lastSettled ?? 0) >= 1);

  // A transaction of two confirmations outlives the node; the follower has seen this deposit, so it has them.
  await l1.deposit(account, 1n * USD);
  await until(exchange, ({ entriesApplied }) => entriesApplied === 4);
  kill(exchange, 'prover');
  kill(exchange, 'matcher');
  kill(exchange, 'l1');
  await exchange.stop();

  exchange = await start();
  await until(exchange, ({ lastSealed, lastFinal, entriesApplied, openBatch }) => {
    const open = openBatch.rows + openBatch.visits + openBatch.entries + openBatch.fundingSteps;
    return entriesApplied === 4 && open === 0 && lastSealed !== null && lastFinal === lastSealed;
  });
  const report = await replayFromL1(exchange.rpcUrl, exchange.addresses.exchange);
  expect(report.replayedRoot).toBe(report.stateRoot);
  expect(report.deposits).toBe(111n * USD);
  expect(report.replay.state.accounts.get(account)?.collateral).toBe(111n * USD);
});

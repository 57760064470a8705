import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Progress } from '@tenor/circuits';
import { CIRCUIT_SIZES, domainOf, genesisState } from '@tenor/protocol';
import type { Logger } from 'pino';
import { defineChain } from 'viem';
import type { RollupConfig } from './config.ts';
import type { ExchangeClient } from './exchange/exchange-client.ts';
import { HttpExchangeClient } from './exchange/http-exchange-client.ts';
import { StatusReporter } from './exchange/status-reporter.ts';
import { JobStore } from './jobs/job-store.ts';
import { type WarmProofSystem, warmGroth16 } from './proving/groth16-system.ts';
import { ProtocolRollupStates } from './proving/protocol-rollup-states.ts';
import { ProveLoop } from './proving/prove-loop.ts';
import { SealRequests } from './proving/seal-requests.ts';
import { repeat } from './repeat.ts';
import { catchUp } from './settling/catch-up.ts';
import { registerVerifier } from './settling/register-verifier.ts';
import { SettleLoop } from './settling/settle-loop.ts';
import { ViemSettlementChain } from './settling/viem-settlement-chain.ts';

const PLAN_WAIT_MILLISECONDS = 1000;
const SNAPSHOT_INTERVAL = 16;
const REPLACE_MILLISECONDS = 90_000;
const RETRY_MILLISECONDS = 1000;
const WARMING_REPORT_MILLISECONDS = 2000;

/** Runs the prover of one deployment until the signal aborts. Throws what no repetition cures. */
export async function runProver(config: RollupConfig, log: Logger, signal: AbortSignal): Promise<void> {
  const size = CIRCUIT_SIZES[config.circuit];
  const domain = domainOf(config.chainId, config.exchange);
  mkdirSync(config.dataDirectory, { recursive: true });
  const store = await JobStore.open(join(config.dataDirectory, 'jobs'), `${config.circuit}:${domain}`);
  const oracleKeys = config.oracleKeys.map(([x, y]) => ({ x: BigInt(x), y: BigInt(y) }));
  const states = new ProtocolRollupStates(size, domain, genesisState(size, config.genesisHour), oracleKeys);
  const exchange = new HttpExchangeClient(config.exchangeUrl, config.internalToken);
  const status = new StatusReporter(exchange);
  const chain = viemChain(config);
  const until = (name: string, step: () => Promise<void>) => untilDone(name, step, log, signal);
  try {
    await until('catch up', () => catchUp(store, states, exchange, chain, log));
    const { system } = await warm(config, exchange, status, until, log);
    if (signal.aborted) return;

    const settle = new SettleLoop({
      store,
      chain,
      log,
      genesisRoot: states.genesis().root,
      batchesPerTransaction: config.batchesPerTransaction,
      replaceMilliseconds: REPLACE_MILLISECONDS,
    });
    const prove = new ProveLoop({
      exchange,
      store,
      states,
      system,
      seals: new SealRequests(config.sealMilliseconds),
      log,
      planWaitMilliseconds: PLAN_WAIT_MILLISECONDS,
      snapshotInterval: SNAPSHOT_INTERVAL,
      onActivity: (batch) =>
        status.set(
          batch === null
            ? { state: 'ready', detail: null, progress: null }
            : { state: 'proving', detail: `batch ${batch}`, progress: null },
        ),
    });
    await Promise.all([
      repeat(() => prove.step(), { name: 'prove', log, signal, idleMilliseconds: 50 }),
      repeat(() => settle.step(), { name: 'settle', log, signal, idleMilliseconds: config.pollMilliseconds }),
    ]);
  } finally {
    status.stop();
    await store.close();
  }
}

/** Makes circuit and key ready, here and on L1, telling the exchange how far it is. */
async function warm(
  config: RollupConfig,
  exchange: ExchangeClient,
  status: StatusReporter,
  until: (name: string, step: () => Promise<void>) => Promise<void>,
  log: Logger,
): Promise<WarmProofSystem> {
  let current = 'starting';
  let since = Date.now();
  const tell = (): void =>
    status.set({
      state: 'warming',
      detail: `${current}, ${Math.round((Date.now() - since) / 1000)} s`,
      progress: null,
    });
  const ticking = setInterval(tell, WARMING_REPORT_MILLISECONDS);
  const report = ({ step, detail, seconds }: Progress): void => {
    if (`${step}: ${detail}` !== current) since = Date.now() - 1000 * seconds;
    current = `${step}: ${detail}`;
    log.info({ step, seconds: Math.round(seconds) }, current);
    tell();
  };
  const warmed = await warmGroth16(config.circuit, config.circuitCache, report).finally(() => clearInterval(ticking));
  const { system, key } = warmed;
  const verifier = {
    verificationKey: key.verificationKey,
    size: CIRCUIT_SIZES[config.circuit],
    development: key.development,
  };
  await until('register verifier', () => registerVerifier(config, verifier));
  await until('publish verification key', () =>
    exchange.publishVerificationKey(system.verificationKeyId, system.verificationKey),
  );
  log.info({ circuit: system.circuit, constraints: system.constraints, key: system.verificationKeyId }, 'prover ready');
  return warmed;
}

function viemChain(config: RollupConfig): ViemSettlementChain {
  const chain = defineChain({
    id: config.chainId,
    name: 'L1',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [config.rpcUrl] } },
  });
  return new ViemSettlementChain({ ...config, chain, deployBlock: BigInt(config.deployBlock) });
}

/** Repeats a step until it has succeeded once, or the signal aborts. */
async function untilDone(name: string, step: () => Promise<void>, log: Logger, signal: AbortSignal): Promise<void> {
  const done = new AbortController();
  signal.addEventListener('abort', () => done.abort(), { once: true });
  if (signal.aborted) return;
  await repeat(
    async () => {
      await step();
      done.abort();
      return true;
    },
    { name, log, signal: done.signal, idleMilliseconds: RETRY_MILLISECONDS },
  );
}

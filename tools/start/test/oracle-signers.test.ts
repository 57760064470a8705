import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { domainOf, parseExact } from '@tenor/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StatusJson } from '../../../services/matcher/src/gateway/schema/status.ts';
import type { SignerConfig } from '../../../services/oracle/src/signer/signer-config.ts';
import type { SignerStatus } from '../../../services/oracle/src/signer/signer-status.ts';
import { deploymentRecord } from '../deployment-record.ts';
import { KeptProcess } from '../kept-process.ts';
import { startLocalL1 } from '../l1.ts';
import { freePort } from '../port.ts';
import { prepareSigners } from '../prepare-signers.ts';
import { type ConfigPaths, writeConfigs } from '../process-configs.ts';
import { RunningParts } from '../running-parts.ts';
import type { SignerPlan } from '../signer-plan.ts';
import { tradingOpen } from '../trading-open.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const ADDRESS = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
const SIGNER = 'services/oracle/src/signer/main.ts';
const folder = mkdtempSync(join(tmpdir(), 'tenor-signers-'));
const clockPath = join(folder, 'clock');
const running = new RunningParts();
const signers: KeptProcess[] = [];
let matcher: KeptProcess;
let configs: ConfigPaths;
let plan: SignerPlan;
let url: string;

/** Processes live at the time of this machine plus a shift, so that minutes of silence need not be waited for. */
const shiftClock = (milliseconds: number): void => writeFileSync(clockPath, String(milliseconds));

function keep(name: string, entry: string, config: string): KeptProcess {
  const preload = new URL('../../session/shifted-clock.mjs', import.meta.url).href;
  const kept = new KeptProcess({
    name,
    entry: join(repository, entry),
    environment: { TENOR_CONFIG: config, TENOR_CLOCK_FILE: clockPath, NODE_OPTIONS: `--import ${preload}` },
    logPath: join(folder, 'logs', `${name}.log`),
    niceness: 0,
    onEnd: () => {},
  });
  running.add(name === 'matcher' ? 'exchange' : 'oracle', kept);
  return kept;
}

const startSigner = (place: number): void => {
  signers[place] = keep(`oracle-signer-${place}`, SIGNER, configs.signers[place]!);
};

/** Kills a signer, which is not started again. */
function killSigner(place: number): void {
  const { pid } = signers[place]!;
  signers[place]!.expectEnd();
  process.kill(pid!, 'SIGKILL');
}

async function status(): Promise<StatusJson> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'public/status', params: {} });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/rpc`, { method: 'POST', headers, body });
  return ((await response.json()) as { result: StatusJson }).result;
}

async function signerStatus(place: number): Promise<SignerStatus> {
  const headers = { authorization: `Bearer ${plan.token}` };
  const response = await fetch(`http://127.0.0.1:${plan.ports[place]}/status`, { headers });
  return parseExact<SignerStatus>(await response.text());
}

/** Waits until the exchange says so; it may be down meanwhile. */
async function until(reached: (now: StatusJson) => boolean, seconds = 60): Promise<StatusJson> {
  let last: StatusJson | null = null;
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(50)) {
    last = await status().catch(() => null);
    if (last && reached(last)) return last;
  }
  throw new Error(`it did not come about: ${JSON.stringify(last?.oracle)}`);
}

const signing = (now: StatusJson): (boolean | null)[] =>
  now.oracle!.signers.map(({ state }) => (state === 'unknown' ? null : state === 'signs'));

beforeAll(async () => {
  for (const name of ['logs', 'config']) mkdirSync(join(folder, name));
  shiftClock(0);
  const l1 = await startLocalL1({ folder: join(folder, 'l1'), port: 0 });
  running.add('l1', l1);
  const record = await deploymentRecord(join(folder, 'deployment.json'), 'dev');
  const options = { dataDirectory: folder, size: 'dev', seed: 7 } as const;
  plan = (await prepareSigners(options, record, l1.rpcUrl, running))!;
  const port = await freePort(0);
  url = `http://127.0.0.1:${port}`;
  const addresses = {
    exchange: ADDRESS,
    queue: ADDRESS,
    withdrawals: ADDRESS,
    registry: ADDRESS,
    listings: ADDRESS,
    token: ADDRESS,
  } as const;
  const deployment = {
    addresses,
    token: { name: 'USD', symbol: 'USD', decimals: 6 },
    chainId: l1.chainId,
    domain: domainOf(l1.chainId, ADDRESS),
    deployBlock: 0,
    found: false,
  };
  const inputs = { options, record, deployment, rpcUrl: l1.rpcUrl, port, webDirectory: null, signers: plan };
  configs = await writeConfigs({ ...inputs, cacheDirectory: folder });
  for (const place of plan.ports.keys()) startSigner(place);
  matcher = keep('matcher', 'services/matcher/src/main.ts', configs.matcher);
  await tradingOpen(url, record.internalToken, matcher);
});
afterAll(async () => {
  await running.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('four signers with sources of their own sign, one of them by the feeds on L1', async () => {
  const all = await until((now) => now.oracle?.signing === 4);
  expect(all).toMatchObject({ market_mode: 'running', oracle: { needed: 3, missing: null } });
  const each = await Promise.all([0, 1, 2, 3].map(signerStatus));
  expect(each.map(({ indexes }) => indexes.map(({ used }) => used))).toEqual([
    ...Array.from({ length: 3 }, () => [['played'], ['played']]),
    [['feed'], ['feed']],
  ]);
  // Noise and delay are their own: four views of one price, none alike.
  expect(new Set(each.map(({ indexes }) => indexes[0]!.price)).size).toBe(4);
});

it('a signer that is killed is started again and has forgotten nothing', async () => {
  const before = (await signerStatus(0)).last!.round;
  process.kill(signers[0]!.pid!, 'SIGKILL');
  await until((now) => signing(now)[0] === false);
  await until((now) => signing(now)[0] === true);
  const after = await signerStatus(0);
  expect(after.last!.round).toBeGreaterThan(before);
  expect(after.lastRefusal).toBeNull();
});

it('an exchange that is killed goes on with the prices of the signers, and behind the numbers that they signed', async () => {
  const before = (await status()).oracle_round!;
  process.kill(matcher.pid!, 'SIGKILL');
  await until((now) => now.oracle_round! > before + 1 && now.oracle?.signing === 4);
  for (const place of [0, 1, 2, 3]) expect((await signerStatus(place)).lastRefusal?.reason).not.toBe('index-deviates');
});

it('without one the rounds go on; without two they stop, positions are reduced only, then nothing trades; it comes back with them', async () => {
  killSigner(3);
  const without = await until((now) => signing(now)[3] === false);
  const later = await until((now) => now.oracle_round! >= without.oracle_round! + 3);
  expect(later).toMatchObject({ market_mode: 'running', oracle: { signing: 3, missing: null } });
  expect(later.oracle!.signers[3]).toMatchObject({ state: 'abstains', reason: 'unreachable' });
  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics).toMatch(/tenor_oracle_signer_signs\{signer="3"\} 0/);
  expect(metrics).toMatch(/tenor_oracle_abstentions_total\{signer="3",reason="unreachable"\} [1-9]/);

  killSigner(2);
  const stopped = await until((now) => now.oracle!.missing !== null);
  shiftClock(16_000);
  const late = await until((now) => now.market_mode === 'reduce-only');
  expect(late.market_mode_reason).toMatch(/no quorum: 2 of 3 needed signatures; signer 2: .*; signer 3: unreachable/);
  shiftClock(126_000);
  const halted = await until((now) => now.market_mode === 'halted');
  expect(halted.oracle_round).toBeLessThanOrEqual(stopped.oracle_round! + 1);

  // Those that went on have signed numbers that found no quorum: the next round goes behind them.
  startSigner(2);
  const back = await until((now) => now.market_mode === 'running');
  expect(back.oracle).toMatchObject({ signing: 3, missing: null });
  expect(back.oracle_round).toBeGreaterThan(halted.oracle_round! + 1);
});

it('one whose source says something else refuses, and the others go on without it', async () => {
  const path = configs.signers[3]!;
  const config = JSON.parse(readFileSync(path, 'utf8')) as SignerConfig;
  const [btc, ...others] = config.indexes;
  const walk = { kind: 'random-walk', name: 'another', maxAgeMs: 5_000, seed: 1, startUsd: '50000' } as const;
  const sources = [{ ...walk, stepPpb: 0, ticksPerJump: 1_000, jumpPpb: 0 }];
  writeFileSync(path, JSON.stringify({ ...config, indexes: [{ ...btc!, sources }, ...others] }));
  startSigner(3);
  const seen = await until((now) => now.oracle!.signers[3]!.reason === 'index-deviates');
  expect(seen).toMatchObject({ market_mode: 'running', oracle: { signing: 3 } });
  expect(seen.oracle!.signers[3]!.detail).toMatch(/^BTC: an index of \d+ is \d+ ppm from our 5000000$/);
  expect((await signerStatus(3)).lastRefusal).toMatchObject({ reason: 'index-deviates' });
});

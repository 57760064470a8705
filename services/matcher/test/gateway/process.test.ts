import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { derivePublicKey } from '@tenor/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { InternalStatus } from '../../src/gateway/internal-schema.ts';

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname;
const ORACLE_SECRET = `0x${'22'.repeat(32)}`;
const { x, y } = derivePublicKey(Buffer.from(ORACLE_SECRET.slice(2), 'hex'));
const ORACLE_SET = { oracleKeys: [[String(x), String(y)]], oracleSecrets: [ORACLE_SECRET] };
const TOKEN = '0123456789abcdef0123';
let directory: string;
let children: ChildProcess[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tenor-process-'));
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
  await rm(directory, { recursive: true });
});

async function start(changes: object = {}) {
  const config = {
    dataDirectory: join(directory, 'data'),
    port: 0,
    circuit: 'test',
    chainId: 31337,
    exchange: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
    genesisHour: Math.floor(Date.now() / 3_600_000),
    internalToken: TOKEN,
    receiptKey: `0x${'11'.repeat(32)}`,
    ...ORACLE_SET,
    tickMilliseconds: 100,
    signatureThreads: 0,
    ...changes,
  };
  const path = join(directory, 'config.json');
  await writeFile(path, JSON.stringify(config));
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, '--config', path], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let output = '';
  const opened = new Promise<string>((resolve, reject) => {
    const read = (data: Buffer): void => {
      output += data.toString();
      const url = /"url":"([^"]+)"/.exec(output)?.[1];
      if (url) resolve(url);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', (code) => reject(new Error(`exit ${code}: ${output}`)));
  });
  // A start that is meant to fail is looked at through `ended` alone.
  opened.catch(() => {});
  const ended = new Promise<{ code: number | null; output: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, output }));
  });
  return { child, opened, ended };
}

async function statusOf(url: string): Promise<InternalStatus> {
  const headers = { authorization: `Bearer ${TOKEN}` };
  return (await (await fetch(`${url}/internal/status?state_hash=1`, { headers })).json()) as InternalStatus;
}

test('trading opens with marks, stops when told to, and goes on where it stopped', { timeout: 300_000 }, async () => {
  const first = await start();
  const url = await first.opened;
  const deadline = Date.now() + 20_000;
  let ticker: { mark_price: string | null; index_price: string | null };
  do {
    ticker = (await (await fetch(`${url}/v1/ticker?instrument=BTC-PERP`)).json()) as typeof ticker;
  } while (ticker.mark_price === null && Date.now() < deadline);
  expect(Number(ticker.mark_price)).toBeGreaterThan(1000);
  expect(Number(ticker.index_price)).toBeGreaterThan(1000);
  const openApi = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: object };
  expect(Object.keys(openApi.paths)).toEqual(expect.arrayContaining(['/rpc', '/rpc/private/place', '/v1/order_book']));
  first.child.kill('SIGTERM');
  expect((await first.ended).code).toBe(0);

  const still = await start({ runMarginEngine: false });
  const before = await statusOf(await still.opened);
  expect(before.lastRound).toBeGreaterThan(0);
  still.child.kill('SIGKILL');
  await still.ended;
  const again = await start({ runMarginEngine: false });
  const after = await statusOf(await again.opened);
  expect([after.stateHash, after.sequence]).toEqual([before.stateHash, before.sequence]);
});

test('the split of the penalty is that of the configuration, and stays where the next one says nothing', {
  timeout: 300_000,
}, async () => {
  for (const [changes, share] of [
    [{}, '0.5'],
    [{ keeperSharePpm: 250_000 }, '0.25'],
    [{}, '0.25'],
  ] as const) {
    const { child, opened, ended } = await start({ runMarginEngine: false, ...changes });
    const status = (await (await fetch(`${await opened}/v1/status`)).json()) as { keeper_share: string };
    expect(status.keeper_share).toBe(share);
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  }
  const wrong = await (await start({ keeperSharePpm: 1_000_001 })).ended;
  expect(wrong).toMatchObject({ code: 2, output: expect.stringMatching(/INVALID_PARAMS.*keeperSharePpm/) });
});

test('a busy port, a wrong configuration and a damaged journal say what to do and that starting again does not help', {
  timeout: 300_000,
}, async () => {
  const first = await start();
  const port = Number(new URL(await first.opened).port);
  const busy = await (await start({ port, dataDirectory: join(directory, 'other') })).ended;
  expect(busy).toMatchObject({ code: 2, output: expect.stringContaining('PORT_BUSY') });
  const wrong = await (await start({ circuit: 'enormous' })).ended;
  expect(wrong).toMatchObject({ code: 2, output: expect.stringMatching(/INVALID_PARAMS.*circuit/) });
  first.child.kill('SIGTERM');
  await first.ended;
  const journal = join(directory, 'data', 'journal');
  for (const name of await readdir(journal)) await truncate(join(journal, name), 5000).catch(() => {});
  const damaged = await (await start()).ended;
  expect(damaged).toMatchObject({ code: 2, output: expect.stringContaining('DATA_DAMAGED') });
});

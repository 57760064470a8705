import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CIRCUIT_SIZES,
  derivePublicKey,
  domainOf,
  GENESIS_TERMS,
  INSTRUMENT_KIND,
  oracleMessage,
  parseExact,
  type RoundContent,
  type Signature,
  type TenorError,
  verify,
} from '@tenor/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { readSignerConfig, type SignerConfig } from '../../src/signer/signer-config.ts';
import type { SignerStatus } from '../../src/signer/signer-status.ts';
import { type ListingsNode, listingsNode } from '../support/listings-node.ts';
import { type SignerProcess, startSignerProcess, TOKEN } from '../support/signer-process.ts';

const SECRET = `0x${'07'.repeat(32)}`;
const KEY = derivePublicKey(Buffer.from(SECRET.slice(2), 'hex'));
const EXCHANGE = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
const DOMAIN = domainOf(31337, EXCHANGE);
const { M } = CIRCUIT_SIZES.dev;
/** µUSD per lot at $94,000 and $3,300. */
const [BTC, ETH] = [9_400_000n, 3_300_000n];
const HOUR = Math.floor(Date.now() / 3_600_000);
const PERPETUALS = [
  { name: 'BTC-PERP', row: 0, terms: GENESIS_TERMS[0]! },
  { name: 'ETH-PERP', row: 1, terms: GENESIS_TERMS[1]! },
];
/** It has expired at the beginning of this hour. */
const FUTURE = {
  name: 'BTC-F',
  row: 2,
  terms: { ...GENESIS_TERMS[0]!, instrument: 3, kind: INSTRUMENT_KIND.future, expiryHour: HOUR },
};

let l1: ListingsNode;
let folder: string;
let children: ChildProcess[] = [];
beforeAll(async () => {
  l1 = await listingsNode([FUTURE.terms]);
});
afterAll(() => l1.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenor-signer-'));
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
  rmSync(folder, { recursive: true });
});

const still = (startUsd: string, seed: number) =>
  ({
    kind: 'random-walk',
    name: 'still',
    maxAgeMs: 60_000,
    seed,
    startUsd,
    stepPpb: 0,
    ticksPerJump: 1,
    jumpPpb: 0,
  }) as const;
const config = (): SignerConfig => ({
  dataDirectory: join(folder, 'data'),
  port: 0,
  token: TOKEN,
  secret: SECRET,
  chainId: 31337,
  exchange: EXCHANGE,
  circuit: 'dev',
  l1: { rpcUrl: l1.url, queue: EXCHANGE, fromBlock: 0 },
  indexes: [
    { underlying: 'BTC', lotDecimals: 4, maxDeviationPpm: 10_000, sources: [still('94000', 1)], rules: { quorum: 1 } },
    { underlying: 'ETH', lotDecimals: 3, maxDeviationPpm: 10_000, sources: [still('3300', 2)], rules: { quorum: 1 } },
  ],
});
const start = (changed: Partial<SignerConfig> = {}) => {
  const started = startSignerProcess(folder, { ...config(), ...changed });
  children.push(started.child);
  return started;
};

const content = (changed: Partial<RoundContent> = {}): RoundContent => ({
  round: 1,
  time: Math.floor(Date.now() / 1000),
  instruments: [1, 2, ...new Array<number>(M - 2).fill(0)],
  marks: [BTC, ETH, ...new Array<bigint>(M - 2).fill(0n)],
  scenarioPrices: Array.from({ length: M }, () => []),
  index: [BTC, ETH],
  settlementHour: 0,
  settlement: [0n, 0n],
  ...changed,
});
const settled = (round: number, btc: bigint): RoundContent =>
  content({
    round,
    instruments: [1, 2, 3, ...new Array<number>(M - 3).fill(0)],
    marks: [BTC, ETH, BTC, ...new Array<bigint>(M - 3).fill(0n)],
    settlementHour: HOUR,
    settlement: [btc, ETH],
  });
const reasonOf = async (signer: SignerProcess, round: RoundContent, listed = PERPETUALS): Promise<unknown> => {
  const { answer } = await signer.ask({ content: round, listed });
  return 'refusal' in answer ? (answer.refusal as { reason: string }).reason : answer.signature;
};

test('signs one message of a number and one settlement price of an hour, ever, also when it is killed in between', async () => {
  const first = await start().opened;
  const signed = content();
  const { status, answer } = await first.ask({ content: signed, listed: PERPETUALS });
  expect(status).toBe(200);
  expect(answer.key).toEqual(KEY);
  expect(verify(oracleMessage(DOMAIN, signed), answer.signature as Signature, KEY)).toBe(true);
  expect(await reasonOf(first, content({ index: [BTC + 1n, ETH] }))).toBe('round-not-newer');
  expect(await reasonOf(first, content({ round: 2, index: [BTC * 2n, ETH] }))).toBe('index-deviates');
  const listed = [...PERPETUALS, FUTURE];
  // It asks L1 for the terms of what is new, and waits half a second for them.
  for (const end = Date.now() + 20_000; Date.now() < end; ) {
    if ((await reasonOf(first, settled(2, BTC), listed)) !== 'no-own-listing') break;
  }
  expect((await first.ask({ content: settled(2, BTC), listed })).answer).toMatchObject({ last: { round: 2 } });
  first.child.kill('SIGKILL');
  await first.ended;

  const second = await start().opened;
  expect(await reasonOf(second, settled(2, BTC), listed)).toBe('round-not-newer');
  expect(await reasonOf(second, settled(3, BTC + 1n), listed)).toBe('settlement-changed');
  expect(await reasonOf(second, settled(3, BTC), listed)).toHaveProperty('S');
  const { answer: refused } = await second.ask({ content: content(), listed: PERPETUALS });
  expect(refused).toMatchObject({ key: KEY, last: { round: 3 } });
});

test('that has missed the half hour before an expiry says so by number, and refuses what it cannot vouch for until others agree', async () => {
  const signer = await start().opened;
  const listed = [...PERPETUALS, FUTURE];
  let reason: unknown;
  for (const end = Date.now() + 20_000; Date.now() < end; ) {
    reason = await reasonOf(signer, settled(1, (BTC * 102n) / 100n), listed);
    if (reason !== 'no-own-listing') break;
  }
  expect(reason).toBe('settlement-unseen');
  const response = await fetch(`${signer.url}/status`, { headers: { authorization: `Bearer ${TOKEN}` } });
  const { lastRefusal, settlements } = parseExact<SignerStatus>(await response.text());
  expect(lastRefusal!.detail).toMatch(
    /BTC: 9588000, ours is 9400000 of 0 of 1800 s \(50012 SETTLEMENT_WINDOW_MISSED\)/,
  );
  expect(settlements).toEqual([
    {
      hour: HOUR,
      seconds: [0, 0],
      of: 1800,
      prices: [BTC, ETH],
      warning: { code: 50012, name: 'SETTLEMENT_WINDOW_MISSED', message: expect.stringContaining('oracle-signers.md') },
    },
  ]);
  expect(await reasonOf(signer, settled(2, BTC), listed)).toHaveProperty('S');
  signer.child.kill('SIGTERM');
  const { output } = await signer.ended;
  expect(output).toMatch(
    /"level":40.*"code":50012,"error":"SETTLEMENT_WINDOW_MISSED".*settled at the first one after it/,
  );
  expect(output).toMatch(/"reason":"settlement-unseen".*refused to sign/);
});

test('of many that ask at once for one number with different prices, one is signed', async () => {
  const signer = await start().opened;
  const asked = Array.from({ length: 12 }, (_, i) => reasonOf(signer, content({ index: [BTC + BigInt(i), ETH] })));
  const answers = await Promise.all(asked);
  expect(answers.filter((answer) => answer !== 'round-not-newer')).toHaveLength(1);
});

test('a configuration names what is wrong with it', () => {
  const path = join(folder, 'config.json');
  const refused = (text: string, param: string) => {
    writeFileSync(path, text);
    const { name, data } = (() => {
      try {
        return readSignerConfig(path) as never;
      } catch (error) {
        return error as TenorError;
      }
    })();
    expect([name, data.param]).toEqual(['INVALID_PARAMS', param]);
  };
  writeFileSync(path, JSON.stringify(config()));
  expect(readSignerConfig(path)).toEqual(config());
  refused('{', 'TENOR_CONFIG');
  for (const [changed, param] of [
    [{ token: 'short' }, 'token'],
    [{ port: 70_000 }, 'port'],
    [{ circuit: 'enormous' }, 'circuit'],
    [{ indexes: config().indexes.slice(1) }, 'indexes'],
    [{ indexes: config().indexes.map((index) => ({ ...index, sources: [] })) }, 'indexes.0.sources'],
    [{ l1: undefined }, 'TENOR_CONFIG'],
  ] as const) {
    refused(JSON.stringify({ ...config(), ...changed }), param);
  }
  expect(() => readSignerConfig(join(folder, 'none'))).toThrow(/ENOENT/);
});

test('what it cannot start with it names, and starting again does not help', async () => {
  const hopeless = async (changed: Partial<SignerConfig>, said: RegExp) => {
    const { code, output } = await start(changed).ended;
    expect({ code, output }).toEqual({ code: 2, output: expect.stringMatching(said) });
  };
  await hopeless({ secret: '0x12' }, /^INVALID_PARAMS \(20001\): .*secret/m);
  const running = await start().opened;
  const port = Number(new URL(running.url).port);
  await hopeless({ port, dataDirectory: join(folder, 'other') }, /^PORT_BUSY \(70002\)/m);
  expect(await reasonOf(running, content())).toHaveProperty('S');
  running.child.kill('SIGTERM');
  expect((await running.ended).code).toBe(0);
  const memory = join(folder, 'data', 'signed.json');
  writeFileSync(memory, readFileSync(memory, 'utf8').slice(0, 9));
  await hopeless({}, /^DATA_DAMAGED \(70001\): .*signed\.json/m);
});

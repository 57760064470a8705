import { readFileSync } from 'node:fs';
import { type BatchPlan, parseExact, stringifyExact } from '@tenor/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { InternalStatus, PlansPage } from '../../src/gateway/internal-schema.ts';
import { FeedClient } from './feed-client.ts';
import { GatewayRig, INTERNAL_TOKEN, type Trader } from './gateway-rig.ts';

let rig: GatewayRig;
let maker: Trader;
let taker: Trader;
let makerToken: string;

beforeAll(async () => {
  rig = await GatewayRig.start();
  [maker, taker] = rig.traders as [Trader, Trader];
  makerToken = await rig.login(maker);
});
afterAll(() => rig.close());

async function internal<T>(method: string, path: string, body?: unknown, token = INTERNAL_TOKEN) {
  const response = await fetch(`${rig.url}/internal/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: stringifyExact(body) }),
  });
  return { status: response.status, value: parseExact<T>(await response.text()) };
}

const proved = (batch: number) => ({
  kind: 'batch-proved',
  batch,
  circuit: 'dev',
  verificationKeyId: 'dev-1',
  constraints: 160_000,
  oldStateRoot: 1n,
  newStateRoot: 2n,
  proof: {
    pi_a: ['1', '2', '1'],
    pi_b: [
      ['1', '2'],
      ['3', '4'],
      ['1', '0'],
    ],
    pi_c: ['5', '6', '1'],
  },
  publicSignals: ['7', '8', '9'],
  words: [10n, 2n ** 247n],
  verifierId: `0x${'cd'.repeat(32)}`,
  witnessSeconds: 1.5,
  proveSeconds: 20.25,
  dataBytes: 1234,
  time: Date.now(),
});

test('without the token, or with a wrong one, nothing is said or done', async () => {
  for (const token of ['', 'wrong', `${INTERNAL_TOKEN} `]) {
    expect((await internal('GET', 'status', undefined, token)).status).toBe(token.endsWith(' ') ? 200 : 401);
  }
  expect((await fetch(`${rig.url}/internal/command`, { method: 'POST', body: '{"kind":"seal"}' })).status).toBe(401);
});

test('malformed commands and reports are refused by number and change nothing', async () => {
  const before = rig.exchange.stateHash();
  const last = rig.exchange.queries.round()!;
  const withTables = (scenarioPrices: unknown) => ({ kind: 'oracle-round', round: { ...last, scenarioPrices } });
  const bad: [string, unknown, string][] = [
    ['command', { kind: 'seal', more: 1 }, 'INVALID_PARAMS'],
    ['command', { kind: 'oracle-round', round: { round: 1 } }, 'INVALID_PARAMS'],
    ['command', { kind: 'oracle-round', round: { ...last, signatures: [] } }, 'STALE_ROUND'],
    ['command', withTables([[1]]), 'INVALID_PARAMS'],
    ['command', withTables([new Array(10).fill(1n)]), 'INVALID_PARAMS'],
    ['command', withTables(new Array(4097).fill([])), 'INVALID_PARAMS'],
    [
      'command',
      { kind: 'l1-entry', entry: { kind: 'deposit', index: 99, account: 1, amount: 5n }, l1Tx: '0x', l1Block: 1 },
      'ENTRY_OUT_OF_ORDER',
    ],
    ['command', { kind: 'funding-step', funding: { row: 0, step: 10n ** 30n, hours: 1 } }, 'FUNDING_REFUSED'],
    ['report', { ...proved(1), words: ['1'] }, 'INVALID_PARAMS'],
    ['report', proved(4_000), 'BATCH_NOT_FOUND'],
    [
      'report',
      { kind: 'batch-settled', batch: 4_000, l1Tx: '0x1', l1Block: 1, gasUsed: 1, time: 1 },
      'BATCH_NOT_FOUND',
    ],
  ];
  for (const [path, body, name] of bad) {
    const { status, value } = await internal<{ name: string }>('POST', path, body);
    expect([status < 500, value.name]).toEqual([true, name]);
  }
  expect(rig.exchange.stateHash()).toBe(before);
});

test('an L1 entry that is applied already is a duplicate, not an error', async () => {
  const entry = { kind: 'deposit', index: 1, account: 1, amount: 1_000_000_000_000n };
  const { value } = await internal('POST', 'command', { kind: 'l1-entry', entry, l1Tx: '0x1', l1Block: 1 });
  expect(value).toMatchObject({ duplicate: true });
});

test('a waiting reader gets the plan when it is sealed; stages travel to batches, fills and the feed', async () => {
  const { value: status } = await internal<InternalStatus>('GET', 'status?state_hash=1');
  expect(status.stateHash).toBe(rig.exchange.stateHash());
  const next = (status.lastSealed ?? 0) + 1;
  const waiting = internal<PlansPage>('GET', `plans?from=${next}&limit=1&wait_ms=20000`);
  const feed = await FeedClient.open(rig.url);
  await feed.call('public/subscribe', { channels: ['finality'] });

  await rig.call('private/place', rig.order(maker, 1, 9_500_000n, 5n), makerToken);
  await rig.call('private/place', rig.order(taker, 0, 9_500_000n, 5n), await rig.login(taker));
  const { value: sealed } = await internal<{ duplicate: boolean }>('POST', 'command', { kind: 'seal' });
  expect(sealed.duplicate).toBe(false);
  const { value: page } = await waiting;
  expect(page.plans.map(({ number }) => number)).toEqual([next]);
  const stored = rig.exchange.queries.plan(next) as BatchPlan;
  expect(stringifyExact(page.plans[0])).toBe(stringifyExact(stored));

  // The fill may be in this batch or, where it closed one, in the next.
  const fill = async () => (await rig.call('private/fills', { limit: 1 }, makerToken)).result.results[0]!;
  const number = (await fill()).batch!;
  await internal('POST', 'command', { kind: 'seal' });
  expect(await fill()).toMatchObject({ stage: 'batched', batch: number, l1_tx: null });

  for (let batch = 1; batch <= number; batch++) {
    expect((await internal('POST', 'report', proved(batch))).status).toBe(200);
    expect((await internal('POST', 'report', proved(batch))).status).toBe(200);
  }
  expect(await fill()).toMatchObject({ stage: 'proved' });
  const l1Tx = `0x${'ee'.repeat(32)}`;
  for (let batch = 1; batch <= number; batch++) {
    await internal('POST', 'report', { kind: 'batch-settled', batch, l1Tx, l1Block: 7, gasUsed: 400_000, time: 1 });
  }
  expect(await fill()).toMatchObject({ stage: 'settled', l1_tx: l1Tx });
  const moved = `0x${'dd'.repeat(32)}`;
  await internal('POST', 'report', {
    kind: 'batch-settled',
    batch: number,
    l1Tx: moved,
    l1Block: 8,
    gasUsed: 400_000,
    time: 1,
  });
  expect(await fill()).toMatchObject({ stage: 'settled', l1_tx: moved });
  for (let batch = 1; batch <= number; batch++)
    await internal('POST', 'report', { kind: 'batch-final', batch, time: 1 });
  expect(await fill()).toMatchObject({ stage: 'final' });

  const { result: batch } = await rig.call('public/batch', { number });
  expect(batch).toMatchObject({
    stage: 'final',
    prove_seconds: 20.25,
    data_bytes: 1234,
    proof_url: `/v1/batches/${number}/proof`,
  });
  expect(batch.row_list.length).toBe(batch.rows);
  await feed.until('finality', (all) => JSON.stringify(all).includes('"final"'));
  feed.close();
});

test('the proof and its verification key come back as snarkjs takes them', async () => {
  const key = { protocol: 'groth16', curve: 'bn128', nPublic: 3 };
  expect((await internal('PUT', 'verification-key/dev-1', key)).status).toBe(200);
  expect((await internal('PUT', 'verification-key/..%2Fescape', key)).status).toBe(400);
  const proof = (await (await fetch(`${rig.url}/v1/batches/1/proof`)).json()) as { verification_key_url: string };
  expect(proof).toMatchObject({
    public_signals: ['7', '8', '9'],
    proof: {
      protocol: 'groth16',
      pi_b: [
        ['1', '2'],
        ['3', '4'],
        ['1', '0'],
      ],
    },
    words: ['10', String(2n ** 247n)],
    verification_key_url: '/v1/verification-key/dev-1',
  });
  expect(await (await fetch(rig.url + proof.verification_key_url)).json()).toEqual(key);
  expect(readFileSync(`${rig.directory}/proofs/batch-1.json`, 'utf8')).toContain('"pi_a"');
});

test('the status of the prover is what it last said, and offline when it has said nothing', async () => {
  expect((await rig.call('public/status', {})).result.prover).toMatchObject({ state: 'offline' });
  await internal('POST', 'report', { kind: 'prover-status', state: 'warming', detail: 'compiling', progress: 0.25 });
  await internal('POST', 'report', { kind: 'l1-status', block: 12, stateRoot: 34n });
  const { result } = await rig.call('public/status', {});
  expect(result).toMatchObject({
    prover: { state: 'warming', detail: 'compiling', progress: 0.25 },
    l1: { block: 12, state_root: '34' },
  });
});

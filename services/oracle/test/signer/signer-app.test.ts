import { GENESIS_TERMS, parseExact, stringifyExact } from '@tenor/protocol';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HttpSigner } from '../../src/index.ts';
import type { SignerAnswer } from '../../src/quorum/round-signer.ts';
import { signerApp } from '../../src/signer/signer-app.ts';
import { keysOf, LISTED, memory, proposal, secrets, signer } from '../support/quorum-fixtures.ts';
import { TOKEN } from '../support/signer-process.ts';

const [own, other] = secrets(2).map((secret) => signer(secret));
const [key] = keysOf([own!]);
const status = () => ({
  key: key!,
  last: memory().last,
  signed: 0,
  refused: 0,
  lastRefusal: null,
  indexes: [],
  settlements: [],
});
let app: FastifyInstance;
let url: string;
let answers: () => Promise<SignerAnswer>;

beforeEach(async () => {
  answers = () => own!.answer(proposal({ round: 1_000 }));
  const log = pino({ level: 'silent' });
  app = signerApp({
    token: TOKEN,
    log,
    sign: ({ content }) => (content.round === 42 ? own!.answer(content) : answers()),
    status,
  });
  url = await app.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(() => app.close());

const post = async (body: string, path = '/sign', token = TOKEN) => {
  const response = await fetch(url + path, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body });
  const { code, name, message, data } = parseExact<Record<string, unknown>>(await response.text());
  return { status: response.status, code, name, message, param: (data as { param?: string } | undefined)?.param };
};
const request = { content: proposal(), listed: LISTED.map(({ name, row, terms }) => ({ name, row, terms })) };
const changed = (content: object) => stringifyExact({ ...request, content: { ...request.content, ...content } });

test('every kind of bad input has an error of its own, which says what is wrong', async () => {
  expect(await post(stringifyExact(request), '/sign', 'another token')).toMatchObject({ status: 401, code: 10009 });
  expect(await post(stringifyExact(request), '/signs')).toMatchObject({ status: 404, name: 'UNKNOWN_METHOD' });
  for (const text of ['', '{', 'nothing', '{"content":{"$n":"x"}}']) {
    expect(await post(text)).toMatchObject({ status: 400, name: 'PARSE_ERROR', code: 20011 });
  }
  for (const [text, param] of [
    ['[]', 'body'],
    ['{}', 'body'],
    [stringifyExact({ ...request, more: 1 }), 'more'],
    [stringifyExact({ content: request.content }), 'body'],
    [changed({ round: -1 }), 'content.round'],
    [changed({ round: 1n }), 'content.round'],
    [changed({ time: 1.5 }), 'content.time'],
    [changed({ marks: [1] }), 'content.marks.0'],
    [changed({ index: 7 }), 'content.index'],
    [changed({ instruments: [1n] }), 'content.instruments.0'],
    [changed({ settlement: ['1', 0n] }), 'content.settlement.0'],
    [changed({ marks: new Array(4097).fill(0n) }), 'content.marks'],
    [changed({ scenarioPrices: [1n] }), 'content.scenarioPrices.0'],
    [changed({ scenarioPrices: [[1]] }), 'content.scenarioPrices.0.0'],
    [changed({ scenarioPrices: [new Array(10).fill(0n)] }), 'content.scenarioPrices.0'],
    [changed({ scenarioPrices: new Array(4097).fill([]) }), 'content.scenarioPrices'],
    [stringifyExact({ ...request, listed: [{ name: 'X', row: 0, terms: {} }] }), 'listed.0.terms'],
    [
      stringifyExact({ ...request, listed: [{ name: 'X', row: 0, terms: { ...GENESIS_TERMS[0], underlying: 0 } }] }),
      'listed.0.terms.underlying',
    ],
  ] as const) {
    expect(await post(text)).toMatchObject({ status: 400, name: 'INVALID_PARAMS', code: 20001, param });
  }
  expect(await post(`"${'x'.repeat(2 << 20)}"`)).toMatchObject({ status: 413, name: 'MESSAGE_TOO_LARGE' });
  answers = () => Promise.reject(new Error('the disk is full'));
  const failed = await post(changed({ round: 43 }));
  expect(failed).toMatchObject({ status: 500, name: 'INTERNAL' });
  expect(failed.message).not.toContain('disk');
});

test('over HTTP a signer answers as it does in the same process', async () => {
  const options = { url, token: TOKEN, key: key!, listed: () => LISTED, timeoutMs: 1_000 };
  const signed = await new HttpSigner(options).answer(proposal());
  expect(signed).toEqual(await signer(secrets(1)[0]!).answer(proposal()));
  answers = async () => ({ key: key!, refusal: { reason: 'no-own-price', detail: 'BTC' }, last: null });
  expect(await new HttpSigner(options).answer(proposal({ round: 43 }))).toMatchObject({ refusal: { detail: 'BTC' } });
});

test('what is no answer is told in words', async () => {
  const options = { url, token: TOKEN, key: key!, listed: () => LISTED, timeoutMs: 200 };
  const said = (changes: object) =>
    expect(new HttpSigner({ ...options, ...changes }).answer(proposal({ round: 43 }))).rejects;
  await said({ token: 'another token' }).toThrow(/^UNAUTHENTICATED: Log in/);
  await said({ url: 'http://127.0.0.1:1' }).toThrow('unreachable: bad port');
  answers = () => new Promise(() => {});
  await said({}).toThrow('no answer within 200 ms');
  answers = () => other!.answer(proposal());
  await said({}).toThrow('it answers with another key');
  for (const nonsense of [null, 7, {}, { key: key! }, { key: key!, signature: { S: 1n } }]) {
    answers = async () => nonsense as never;
    await said({}).toThrow(/neither a signature nor a refusal/);
  }
});

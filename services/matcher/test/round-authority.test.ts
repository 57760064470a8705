import { derivePublicKey } from '@tenor/protocol';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { MatcherConfig } from '../src/config.ts';
import { oracleStatus, reasonWithOracle } from '../src/gateway/oracle-status.ts';
import { roundAuthorityOf } from '../src/round-authority.ts';

const log = pino({ level: 'silent' });
const secrets = [1, 2, 3, 4].map((byte) => `0x${String(byte).padStart(2, '0').repeat(32)}`);
const oracleKeys = secrets.map((secret) => derivePublicKey(Buffer.from(secret.slice(2), 'hex')));
const urls = secrets.map(() => 'http://127.0.0.1:1');
const token = '0123456789abcdef';
const chosen = (config: Partial<MatcherConfig>) =>
  roundAuthorityOf(config as MatcherConfig, { oracleKeys, domain: 1n, size: { V: 3 } }, log);
const refused = (config: Partial<MatcherConfig>, param: string) =>
  expect(() => chosen(config)).toThrow(
    expect.objectContaining({ name: 'INVALID_PARAMS', data: expect.objectContaining({ param }) }),
  );

test('rounds are signed by the signers of the configuration or by all keys in it, not by half of either', () => {
  expect(chosen({ oracleSecrets: secrets }).report()).toBeNull();
  expect(chosen({ oracleSigners: { urls, token } }).report()).toMatchObject({ quorum: 3, lastSigned: null });
  refused({}, 'oracleSecrets');
  refused({ oracleSecrets: secrets.slice(1) }, 'oracleSecrets');
  refused({ oracleSecrets: secrets.toReversed() }, 'oracleSecrets');
  refused({ oracleSigners: { urls: urls.slice(1), token } }, 'oracleSigners');
  refused({ oracleSigners: { urls, token }, oracleSecrets: secrets }, 'oracleSigners');
});

test('the status says who signs, and why prices are late only while they are', () => {
  const member = { signs: true, reason: null, detail: null, since: 7, abstained: new Map() };
  const down = { ...member, signer: 1, signs: false, reason: 'unreachable', detail: 'unreachable: ECONNREFUSED' };
  const report = {
    quorum: 3,
    members: [{ ...member, signer: 0 }, down, { ...member, signer: 2, signs: null }],
    lastSigned: 4,
    missing: '1 of 3 needed signatures; signer 1: unreachable',
  };
  expect(oracleStatus(null)).toBeNull();
  expect(oracleStatus(report)).toMatchObject({ needed: 3, signing: 1, missing: report.missing });
  expect(oracleStatus(report)?.signers.map(({ state, reason }) => [state, reason])).toEqual([
    ['signs', null],
    ['abstains', 'unreachable'],
    ['unknown', null],
  ]);
  expect(reasonWithOracle('Late.', 'reduce-only', report)).toBe(`Late. Rounds find no quorum: ${report.missing}.`);
  expect(reasonWithOracle('Late.', 'halted', { ...report, missing: null })).toBe('Late.');
  expect(reasonWithOracle('Late.', 'halted', null)).toBe('Late.');
  expect(reasonWithOracle('Steady.', 'running', report)).toBe('Steady.');
});

import { readFileSync } from 'node:fs';
import { instructionMessage, isValidKey, poseidon, verify } from '@tenor/protocol';
import { privateKeyToAccount } from 'viem/accounts';
import { describe, expect, test } from 'vitest';
import { decodeSignedInstruction } from '../../../../services/matcher/src/gateway/instruction-json.ts';
import { loginMessage as servedLoginMessage } from '../../../../services/matcher/src/gateway/login-message.ts';
import {
  deriveTradingKey,
  killInstruction,
  loginMessage,
  marginModeInstruction,
  orderInstruction,
  signedInstructionJson,
  TradingKey,
  tradingKeyOfSignature,
  tradingKeyTypedData,
  transferInstruction,
  withdrawInstruction,
} from '../../src/index.ts';
import { btcScale } from '../support/instrument.ts';

const DOMAIN = 123_456_789n;
const key = new TradingKey(new Uint8Array(32).fill(7));
const place = { account: 42, slot: 700, generation: 5_000_000_000n };
const wallet = privateKeyToAccount(`0x${'11'.repeat(32)}`);
const EXCHANGE = '0x00000000000000000000000000000000000000ee' as const;

interface EddsaVector {
  readonly secret: string;
  readonly message: string;
  readonly signature: { readonly R8: { x: string; y: string } | [string, string]; readonly S: string };
}

describe('instructions', () => {
  const order = orderInstruction(btcScale(), place, {
    side: 'sell',
    limitTicks: 642_505n,
    lots: 250n,
    postOnly: true,
    expiry: 1_800_000_000,
  });

  test('an order carries the integers of its decimals', () => {
    expect(order).toMatchObject({
      kind: 'order',
      side: 1,
      size: 250n,
      limitPrice: 6_425_050n,
      instrument: 1,
      amount: 0n,
    });
  });

  test.each([
    order,
    withdrawInstruction(place, 1_000_000n, 1_800_000_000),
    transferInstruction(place, 43, 5n, 1_800_000_000),
    marginModeInstruction(place, 2, 1_800_000_000),
    killInstruction('cancel', place, 1_800_000_000),
    killInstruction('cancelAll', place, 1_800_000_000),
  ])('a signed $kind survives the wire and verifies against its own domain only', (instruction) => {
    const received = decodeSignedInstruction(signedInstructionJson(key.signInstruction(DOMAIN, instruction)));
    expect(received.instruction).toEqual(instruction);
    expect(verify(instructionMessage(DOMAIN, received.instruction), received.signature, received.key)).toBe(true);
    expect(verify(instructionMessage(DOMAIN + 1n, received.instruction), received.signature, received.key)).toBe(false);
  });

  test('signatures are those of circomlib', () => {
    const file = new URL('../../../protocol/test/vectors/eddsa.json', import.meta.url);
    const parsed = JSON.parse(readFileSync(file, 'utf8')) as EddsaVector[] | { signatures: EddsaVector[] };
    const vectors = Array.isArray(parsed) ? parsed : parsed.signatures;
    expect(vectors.length).toBeGreaterThan(0);
    for (const { secret, message, signature } of vectors) {
      const signer = new TradingKey(Uint8Array.from(Buffer.from(secret.replace(/^0x/, ''), 'hex')));
      expect(signer.signMessage(BigInt(message)).S).toBe(BigInt(signature.S));
    }
  });

  test('a login is signed as the exchange reads it, apart from everything else', () => {
    const message = loginMessage(DOMAIN, 42, 'trade', 99n);
    expect(message).toBe(servedLoginMessage(DOMAIN, { account: 42, scope: 'trade', nonce: 99n }));
    expect(message).not.toBe(loginMessage(DOMAIN, 42, 'read', 99n));
    expect(message).not.toBe(poseidon([DOMAIN, 42n, 99n]));
  });
});

describe('the trading key of a wallet', () => {
  const derive = (index?: number) =>
    deriveTradingKey((typedData) => wallet.signTypedData(typedData), { chainId: 31337, exchange: EXCHANGE, index });

  test('is the same every time, valid, and another for another index, chain or contract', async () => {
    const first = (await derive()).publicKey;
    expect((await derive()).publicKey).toEqual(first);
    expect(isValidKey(first)).toBe(true);
    expect((await derive(1)).publicKey).not.toEqual(first);
    const elsewhere = await deriveTradingKey((typedData) => wallet.signTypedData(typedData), {
      chainId: 1,
      exchange: EXCHANGE,
    });
    expect(elsewhere.publicKey).not.toEqual(first);
  });

  test('never changes: accounts are bound to it', async () => {
    expect((await derive()).publicKey).toMatchInlineSnapshot(`
      {
        "x": 16239268023871726588807471671030540267379351909413660709870771494587724870693n,
        "y": 19150695352958457764773850705366078286845623194348552530564017549093832024751n,
      }
    `);
  });

  test('does not depend on how a wallet writes its signature', async () => {
    const signature = await wallet.signTypedData(tradingKeyTypedData(31337, EXCHANGE));
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const r = signature.slice(2, 66);
    const s = BigInt(`0x${signature.slice(66, 130)}`);
    const v = Number.parseInt(signature.slice(130), 16);
    const form = (sValue: bigint, vValue: number) =>
      `0x${r}${sValue.toString(16).padStart(64, '0')}${vValue.toString(16).padStart(2, '0')}` as const;
    const expected = tradingKeyOfSignature(signature).publicKey;
    for (const other of [form(s, v - 27), form(order - s, 55 - v), form(order - s, 28 - v)]) {
      expect(tradingKeyOfSignature(other).publicKey).toEqual(expected);
    }
    expect(tradingKeyOfSignature(form(s - 1n, v)).publicKey).not.toEqual(expected);
  });
});

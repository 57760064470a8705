import { derivePublicKey, instructionMessage, type SignedInstruction, sign } from '@tenor/protocol';
import { afterAll, expect, test } from 'vitest';
import { createSignatureChecker } from '../../src/gateway/signature-pool.ts';

const DOMAIN = 12345n;
const secret = new Uint8Array(32).fill(5);
const lost: Error[] = [];
const pool = createSignatureChecker(DOMAIN, 2, (error) => lost.push(error));
afterAll(() => pool.close());

function order(size: bigint): SignedInstruction {
  const instruction = {
    kind: 'order' as const,
    account: 1,
    instrument: 1,
    side: 0 as const,
    reduceOnly: false,
    postOnly: false,
    slot: 3,
    generation: 4n,
    revision: 0,
    expiry: 1_800_000_000,
    size,
    limitPrice: 100n,
    maxFeePerLot: 1n,
    amount: 0n,
  };
  return {
    instruction,
    signature: sign(secret, instructionMessage(DOMAIN, instruction)),
    key: derivePublicKey(secret),
  };
}

test('threads take the good and refuse the bad, each with its own answer', async () => {
  const checks = Array.from({ length: 60 }, (_, i) => {
    const signed = order(BigInt(i + 1));
    if (i % 3 === 1) return pool.check({ ...signed, instruction: { ...signed.instruction, size: 999n } });
    if (i % 3 === 2) return pool.check({ ...signed, instruction: { ...signed.instruction, size: 2n ** 32n } });
    return pool.check(signed);
  });
  const settled = await Promise.allSettled(checks);
  const names = settled.map((one) => (one.status === 'fulfilled' ? 'ok' : (one.reason as Error).name));
  expect(names).toEqual(Array.from({ length: 60 }, (_, i) => ['ok', 'INVALID_SIGNATURE', 'INVALID_PARAMS'][i % 3]));
  expect(lost).toEqual([]);
});

test('a closed pool still answers, on the calling thread', async () => {
  const small = createSignatureChecker(DOMAIN, 1);
  await small.check(order(7n));
  await small.close();
  await small.check(order(8n));
  await expect(small.check({ ...order(9n), signature: order(8n).signature })).rejects.toThrow('signature');
});

import { describe, expect, test } from 'vitest';
import { createReceiptSigner } from '../../../services/matcher/src/gateway/receipt-signer.ts';
import { receiptsDisagree, verifyReceipt } from '../src/index.ts';

const EXCHANGE = '0x00000000000000000000000000000000000000ee' as const;
const signer = createReceiptSigner(`0x${'22'.repeat(32)}`, 31337, EXCHANGE);
const content = { engineSeq: 7, commandHash: 1n << 250n, journalHead: 99n, time: 1_800_000_000_000 };

describe('receipts', () => {
  const deployment = { chainId: 31337, exchange: EXCHANGE, receiptKey: signer.address };

  test('one that the exchange signed holds, an altered one does not', async () => {
    const receipt = await signer.sign(content);
    expect(await verifyReceipt(receipt, deployment)).toBe(true);
    expect(await verifyReceipt({ ...receipt, engine_seq: 8 }, deployment)).toBe(false);
    expect(await verifyReceipt({ ...receipt, journal_head: '98' }, deployment)).toBe(false);
    expect(await verifyReceipt(receipt, { ...deployment, chainId: 1 })).toBe(false);
  });

  test('two words about one place in the journal are evidence', async () => {
    const receipt = await signer.sign(content);
    expect(receiptsDisagree(receipt, { ...receipt })).toBe(false);
    expect(receiptsDisagree(receipt, { ...receipt, command_hash: '1' })).toBe(true);
    expect(receiptsDisagree(receipt, { ...receipt, engine_seq: 8, command_hash: '1' })).toBe(false);
  });
});

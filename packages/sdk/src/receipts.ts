import { verifyTypedData } from 'viem';
import type { ReceiptJson } from './api-types.ts';
import type { Address } from './config.ts';

const receiptTypedData = (chainId: number, exchange: Address, receipt: ReceiptJson) =>
  ({
    domain: { name: 'Tenor', version: '1', chainId, verifyingContract: exchange },
    primaryType: 'Receipt',
    types: {
      Receipt: [
        { name: 'engineSeq', type: 'uint64' },
        { name: 'commandHash', type: 'uint256' },
        { name: 'journalHead', type: 'uint256' },
        { name: 'time', type: 'uint64' },
      ],
    },
    message: {
      engineSeq: BigInt(receipt.engine_seq),
      commandHash: BigInt(receipt.command_hash),
      journalHead: BigInt(receipt.journal_head),
      time: BigInt(receipt.time),
    },
  }) as const;

/** Whether a receipt was signed by the exchange's receipt key. Keep receipts: two that disagree are evidence. */
export const verifyReceipt = (
  receipt: ReceiptJson,
  exchange: { chainId: number; exchange: Address; receiptKey: Address },
): Promise<boolean> =>
  verifyTypedData({
    ...receiptTypedData(exchange.chainId, exchange.exchange, receipt),
    address: exchange.receiptKey,
    signature: receipt.signature as `0x${string}`,
  });

/** Whether two receipts cannot both be true: one place in the journal with two commands, heads or times. */
export const receiptsDisagree = (a: ReceiptJson, b: ReceiptJson): boolean =>
  a.engine_seq === b.engine_seq &&
  (a.command_hash !== b.command_hash || a.journal_head !== b.journal_head || a.time !== b.time);

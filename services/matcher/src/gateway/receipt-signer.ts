import { privateKeyToAccount } from 'viem/accounts';
import type { ReceiptJson } from './schema/receipt.ts';

/** What a receipt vouches for: this command has this place in the journal. */
export interface ReceiptContent {
  readonly engineSeq: number;
  readonly commandHash: bigint;
  readonly journalHead: bigint;
  /** Unix milliseconds. */
  readonly time: number;
}

/** EIP-712 typed data of a receipt, for whoever signs or checks one. */
export const receiptTypedData = (chainId: number, exchange: `0x${string}`, content: ReceiptContent) =>
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
      engineSeq: BigInt(content.engineSeq),
      commandHash: content.commandHash,
      journalHead: content.journalHead,
      time: BigInt(content.time),
    },
  }) as const;

/** Signs receipts with the exchange's secp256k1 receipt key. */
export interface ReceiptSigner {
  readonly address: `0x${string}`;
  sign(content: ReceiptContent): Promise<ReceiptJson>;
}

export function createReceiptSigner(
  privateKey: `0x${string}`,
  chainId: number,
  exchange: `0x${string}`,
): ReceiptSigner {
  const account = privateKeyToAccount(privateKey);
  return {
    address: account.address,
    sign: async (content) => ({
      engine_seq: content.engineSeq,
      command_hash: content.commandHash.toString(),
      journal_head: content.journalHead.toString(),
      time: content.time,
      signature: await account.signTypedData(receiptTypedData(chainId, exchange, content)),
    }),
  };
}

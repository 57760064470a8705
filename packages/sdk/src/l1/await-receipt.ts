import type { Hash, PublicClient, TransactionReceipt } from 'viem';

/**
 * Waits for a transaction to be mined. It asks for the receipt itself instead of waiting for a block, because a chain that
 * mines on demand may not make another one. Throws when it reverted or does not appear in time.
 */
export async function awaitReceipt(
  client: PublicClient,
  hash: Hash,
  timeoutMilliseconds = 120_000,
): Promise<TransactionReceipt> {
  const deadline = Date.now() + timeoutMilliseconds;
  for (let wait = 50; ; wait = Math.min(1000, wait * 2)) {
    const receipt = await client.getTransactionReceipt({ hash }).catch((error: unknown) => {
      if (error instanceof Error && error.name === 'TransactionReceiptNotFoundError') return null;
      throw error;
    });
    if (receipt?.status === 'success') return receipt;
    if (receipt) throw new Error(`L1 transaction ${hash} reverted.`);
    if (Date.now() > deadline)
      throw new Error(`L1 transaction ${hash} was not mined within ${timeoutMilliseconds} ms.`);
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

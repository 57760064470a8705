import type { Config } from 'wagmi';
import { getConnection, signTypedData } from 'wagmi/actions';
import type { RuntimeConfig } from '../data/config.ts';
import { callExchange } from '../data/exchange-worker-port.ts';

/**
 * Asks the wallet for the one signature that the trading key is derived from, and logs in where an account exists.
 * The key lives in the worker's memory only: after a reload the same signature makes the same key again.
 */
export async function enableTrading(wagmi: Config, runtime: RuntimeConfig): Promise<void> {
  const { address } = getConnection(wagmi);
  if (!address) throw new Error('Connect a wallet first.');
  const request = await callExchange('keyRequest', { chainId: runtime.l1.chainId, exchange: runtime.l1.exchange });
  const signature = await signTypedData(wagmi, request as Parameters<typeof signTypedData>[1]);
  await callExchange('unlock', { owner: address, signature });
  await callExchange('login', { owner: address });
}

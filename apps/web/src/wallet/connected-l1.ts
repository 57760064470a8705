import type { Hash, PublicClient, WalletClient } from 'viem';
import type { Config } from 'wagmi';
import { getPublicClient, getWalletClient } from 'wagmi/actions';
import type { RuntimeConfig } from '../data/config.ts';

/** What the wallet is doing: asked for a signature, asked for a transaction, or its transaction waits for a block. */
export type WalletStep = 'allow' | 'send' | 'mine';
export type OnWalletStep = (step: WalletStep, hash?: Hash) => void;

/** The owner's side on L1 over the connected wallet. Rejects when no wallet is connected. */
export async function connectedL1(wagmi: Config, { l1 }: RuntimeConfig, onStep: OnWalletStep = () => undefined) {
  // Loaded on first use: it brings the field arithmetic of the trading key along, a megabyte that the desk does not need.
  const { L1Client } = await import('@tenor/sdk');
  const wallet = await getWalletClient(wagmi);
  const reads = getPublicClient(wagmi) as PublicClient;
  return new L1Client(l1, reads, reporting(wallet, onStep), wallet.account.address);
}

/** The wallet, telling when it is asked for a signature or a transaction and when it has sent one. */
function reporting(wallet: WalletClient, onStep: OnWalletStep): WalletClient {
  const signTypedData: WalletClient['signTypedData'] = (parameters) => {
    onStep('allow');
    return wallet.signTypedData(parameters);
  };
  const sendTransaction = async (parameters: Parameters<WalletClient['sendTransaction']>[0]): Promise<Hash> => {
    onStep('send');
    const hash = await wallet.sendTransaction(parameters);
    onStep('mine', hash);
    return hash;
  };
  return { ...wallet, signTypedData, sendTransaction } as WalletClient;
}

import { useMutation } from '@tanstack/react-query';
import { useConfig, useConnection, useSwitchChain } from 'wagmi';
import { notifyFailure, openDialog } from '../data/desk-store.ts';
import { useFeed } from '../data/feed-store.ts';
import { useRuntime } from '../data/runtime.ts';
import { enableTrading } from './enable-trading.ts';

export interface NextStep {
  /** Position in connect → enable → deposit; 3 when everything is done. */
  readonly index: 0 | 1 | 2 | 3;
  readonly label: string;
  readonly busy: boolean;
  readonly run: () => void;
}

/** What the person has to do next before they can trade. */
export function useNextStep(): NextStep {
  const { isConnected, chainId } = useConnection();
  const { status } = useFeed('session');
  const wagmi = useConfig();
  const runtime = useRuntime();
  const enabling = useMutation({
    mutationFn: () => enableTrading(wagmi, runtime),
    onError: (error) => notifyFailure('enable', 'Trading is not enabled', error),
  });
  const switching = useSwitchChain({
    mutation: { onError: (error) => notifyFailure('chain', 'The wallet is on another chain', error) },
  });
  if (!isConnected) return { index: 0, label: 'Connect wallet', busy: false, run: () => openDialog('connect') };
  if (chainId !== runtime.l1.chainId)
    return {
      index: 0,
      label: `Switch the wallet to ${runtime.l1.chainName}`,
      busy: switching.isPending,
      run: () => switching.mutate({ chainId: runtime.l1.chainId }),
    };
  if (status === 'open') return { index: 3, label: 'Trade', busy: false, run: () => {} };
  if (status === 'unregistered') return { index: 2, label: 'Deposit', busy: false, run: () => openDialog('deposit') };
  const busy = enabling.isPending || status === 'deriving';
  return {
    index: 1,
    label: busy ? 'Waiting for the signature…' : 'Enable trading',
    busy,
    run: () => enabling.mutate(),
  };
}

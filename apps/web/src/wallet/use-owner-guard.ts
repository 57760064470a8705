import { useEffect } from 'react';
import { useConnection } from 'wagmi';
import { notifyFailure } from '../data/desk-store.ts';
import { callExchange } from '../data/exchange-worker-port.ts';
import { useFeed } from '../data/feed-store.ts';

/** Leaves the session when the wallet is disconnected or shows another account: nobody trades for somebody else. */
export function useOwnerGuard(): void {
  const { address, status } = useConnection();
  const { owner } = useFeed('session');
  const isSettled = status === 'connected' || status === 'disconnected';
  const isOther = owner !== null && isSettled && address?.toLowerCase() !== owner.toLowerCase();
  useEffect(() => {
    if (!isOther) return;
    callExchange('logout', null).catch((error) => notifyFailure('logout', 'The session was not left', error));
  }, [isOther]);
}

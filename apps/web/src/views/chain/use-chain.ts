import { useEffect } from 'react';
import { notifyFailure } from '../../data/desk-store.ts';
import { callExchange } from '../../data/exchange-worker-port.ts';
import { useFeed } from '../../data/feed-store.ts';
import type { Expiry } from '../../model/expiries.ts';
import type { Chain } from '../../model/types.ts';

/** The live chain of an expiry, for as long as it is shown; null until it has come. */
export function useChain(base: string | null, expiry: Expiry | null): Chain | null {
  const chain = useFeed('chain');
  const code = expiry?.code ?? null;
  useEffect(() => {
    if (base === null || code === null) return;
    callExchange('chain', { chain: { base, expiry: code } }).catch((error) =>
      notifyFailure('chain', `The ${base} chain of ${code} cannot be shown`, error),
    );
  }, [base, code]);
  useEffect(() => () => void callExchange('chain', { chain: null }).catch(() => undefined), []);
  return chain !== null && chain.base === base && chain.expiresAt === expiry?.expiresAt ? chain : null;
}

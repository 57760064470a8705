import { timeLeft } from '../../model/expiries.ts';
import { useClock } from './use-clock.ts';

/** Time to an expiry, counting down. @param until Unix milliseconds */
export function TimeLeft({ until }: { readonly until: number }) {
  const now = useClock(1000);
  return <span className={until <= now ? 'sell' : undefined}>{timeLeft(until - now)}</span>;
}

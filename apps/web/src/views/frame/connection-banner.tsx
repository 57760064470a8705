import { useFeed } from '../../data/feed-store.ts';
import { useClock } from './use-clock.ts';

/** Milliseconds without any message after which the figures on the page are called stale. */
const STALE_AFTER_MS = 6000;

/** Says when the figures cannot be trusted: no connection, or a silent one. */
export function ConnectionBanner() {
  const { status, lastMessageAt } = useFeed('connection');
  const now = useClock(1000);
  const silentSeconds = lastMessageAt === null ? 0 : Math.floor((now - lastMessageAt) / 1000);
  if (status === 'live' && silentSeconds * 1000 < STALE_AFTER_MS) return null;
  const text =
    status === 'connecting'
      ? 'Connecting to the exchange…'
      : status === 'reconnecting'
        ? 'Connection lost. Reconnecting; prices and orders below may be out of date.'
        : `No data for ${silentSeconds} s. Prices and orders below may be out of date.`;
  return (
    <div className="banner" role="alert">
      <span className="pulse" aria-hidden="true" /> {text}
    </div>
  );
}

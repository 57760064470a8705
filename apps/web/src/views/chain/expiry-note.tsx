import { expiryMoment } from '../../model/expiries.ts';
import { useClock } from '../frame/use-clock.ts';

const AVERAGING_MS = 30 * 60_000;

/** Says what happens around an expiry: the settlement price is being averaged, or the series is over. */
export function ExpiryNote({ expiresAt }: { readonly expiresAt: number }) {
  const left = expiresAt - useClock(1000);
  if (left > AVERAGING_MS) return null;
  return (
    <p className="chain-note" role="status">
      {left > 0
        ? `The settlement price is being made: the average index of the 30 minutes until ${expiryMoment(expiresAt)}.`
        : 'This expiry is over: no orders are taken. Positions settle in cash by themselves, at the average index of the last 30 minutes.'}
    </p>
  );
}

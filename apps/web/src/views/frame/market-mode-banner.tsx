import { useFeed } from '../../data/feed-store.ts';

const EFFECT = {
  'reduce-only': 'Positions can be reduced or closed; orders that open are refused. Cancels work.',
  halted: 'No orders are taken. Cancels and deposits work, resting orders stay.',
} as const;

/** Says that the exchange does not trade as usual because prices are late or gone, and what still works. */
export function MarketModeBanner() {
  const market = useFeed('marketMode');
  if (market === null || market.mode === 'running') return null;
  return (
    <div className="banner" data-testid="market-mode" data-mode={market.mode}>
      <span className="pulse" aria-hidden="true" /> {/* The reason counts seconds: read out once is enough. */}
      <span role="alert">{EFFECT[market.mode]}</span> {market.reason}
    </div>
  );
}

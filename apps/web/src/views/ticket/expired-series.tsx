import { openChain, openMarket } from '../../data/desk-actions.ts';
import { useFeed } from '../../data/feed-store.ts';
import { expiryMoment } from '../../model/expiries.ts';
import { formatNumber } from '../../model/format.ts';
import { gridOf } from '../../model/instrument-grid.ts';

/** Stands in for the order form of an instrument that is no longer listed: what became of it, and where to go on. */
export function ExpiredSeries({ name }: { readonly name: string }) {
  const settlement = useFeed('settlements').find(({ instrument }) => instrument === name);
  const instruments = useFeed('instruments');
  const base = name.split('-')[0] ?? '';
  const perpetual = instruments.find((listed) => listed.base === base && listed.kind === 'perpetual');
  return (
    <div className="expired-series" role="status" data-testid="expired-series">
      <strong>{name} has expired</strong>
      {settlement ? (
        <p>
          It settled on {expiryMoment(settlement.expiresAt)} at{' '}
          <strong>{formatNumber(settlement.price, gridOf(instruments, name).pricePlaces)} USD</strong>, the average
          index of the 30 minutes before.
        </p>
      ) : (
        <p>It is not listed any more. What was held of it is settled in cash by itself.</p>
      )}
      <div className="button-pair">
        <button type="button" className="secondary" onClick={() => openChain(base, null)}>
          Later expiries
        </button>
        {perpetual ? (
          <button type="button" className="secondary" onClick={() => openMarket(perpetual.name)}>
            {perpetual.name}
          </button>
        ) : null}
      </div>
    </div>
  );
}

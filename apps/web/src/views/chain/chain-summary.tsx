import { openMarket } from '../../data/desk-actions.ts';
import { useFeed } from '../../data/feed-store.ts';
import { formatNumber } from '../../model/format.ts';
import { gridOf } from '../../model/instrument-grid.ts';
import type { ChainTable } from '../../model/option-chain.ts';
import type { Chain } from '../../model/types.ts';

/** Index, forward, volatility at the money and open interest of the chain. */
export function ChainSummary({ chain, table }: { readonly chain: Chain | null; readonly table: ChainTable | null }) {
  const instruments = useFeed('instruments');
  const places = gridOf(instruments, `${chain?.base ?? ''}-PERP`).pricePlaces;
  const future = instruments.find(
    ({ kind, base, expiresAt }) => kind === 'future' && base === chain?.base && expiresAt === chain.expiresAt,
  );
  const size = (value: string | undefined) => formatNumber(value, 2);
  return (
    <dl className="chain-summary">
      <Item label="Index">{formatNumber(chain?.index, places)}</Item>
      <Item label="Forward">{table?.isForward ? formatNumber(table.reference, places) : '–'}</Item>
      {future ? (
        <Item label="Future">
          <button type="button" className="text-button" onClick={() => openMarket(future.name)}>
            {future.name}
          </button>
        </Item>
      ) : null}
      <Item label="ATM IV">{table?.atTheMoneyIv ? `${formatNumber(table.atTheMoneyIv, 1)} %` : '–'}</Item>
      <Item label={`Open interest C / P (${chain?.base ?? ''})`}>
        {size(table?.callOpenInterest)} <span className="dim">/</span> {size(table?.putOpenInterest)}
      </Item>
    </dl>
  );
}

function Item({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

import { memo } from 'react';
import type { RuntimeConfig } from '../../data/config.ts';
import { type BlotterTab, deskStore, useDesk } from '../../data/desk-store.ts';
import { useFeed } from '../../data/feed-store.ts';
import { Tabs } from '../frame/tabs.tsx';
import { BatchList } from './batch-list.tsx';
import { OpenOrders } from './open-orders.tsx';
import { OrderHistory } from './order-history.tsx';
import { Positions } from './positions.tsx';
import { Settlements } from './settlements.tsx';
import { Transfers } from './transfers.tsx';

/** Everything the account holds and did, and the batches that prove it. */
export const Blotter = memo(function Blotter({ config }: { readonly config: RuntimeConfig }) {
  const selected = useDesk('blotter');
  const positions = useFeed('positions').length;
  const orders = useFeed('openOrders').length;
  const tabs: readonly { id: BlotterTab; label: string; count?: number }[] = [
    { id: 'positions', label: 'Positions', count: positions },
    { id: 'orders', label: 'Open orders', count: orders },
    { id: 'history', label: 'Order history' },
    { id: 'settlements', label: 'Settlements' },
    { id: 'transfers', label: 'Deposits and withdrawals' },
    { id: 'batches', label: 'Batches and proofs' },
  ];
  return (
    <section className="panel panel-blotter" data-pane="account" aria-label="Account activity">
      <Tabs
        name="blotter"
        label="Account activity"
        tabs={tabs}
        selected={selected}
        onSelect={(blotter) => deskStore.set({ blotter })}
      />
      <div
        id="blotter-panel"
        role="tabpanel"
        aria-labelledby={`blotter-tab-${selected}`}
        className="panel-body blotter-body"
      >
        {selected === 'positions' ? <Positions /> : null}
        {selected === 'orders' ? <OpenOrders /> : null}
        {selected === 'history' ? <OrderHistory config={config} /> : null}
        {selected === 'settlements' ? <Settlements config={config} /> : null}
        {selected === 'transfers' ? <Transfers config={config} /> : null}
        {selected === 'batches' ? <BatchList config={config} /> : null}
      </div>
    </section>
  );
});

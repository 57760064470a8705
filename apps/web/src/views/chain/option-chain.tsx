import { memo, useMemo, useRef, useState } from 'react';
import { openChain } from '../../data/desk-actions.ts';
import { useDesk } from '../../data/desk-store.ts';
import { useFeed } from '../../data/feed-store.ts';
import { expiriesOf, expiryDay, optionBases } from '../../model/expiries.ts';
import { chainTable } from '../../model/option-chain.ts';
import type { OptionType } from '../../model/types.ts';
import { Panel } from '../frame/panel.tsx';
import { Tabs } from '../frame/tabs.tsx';
import { TimeLeft } from '../frame/time-left.tsx';
import { useSize } from '../frame/use-size.ts';
import { ChainGrid } from './chain-grid.tsx';
import { ChainSummary } from './chain-summary.tsx';
import { ExpiryNote } from './expiry-note.tsx';
import { useChain } from './use-chain.ts';

/** Narrower than this, calls and puts do not fit side by side. */
const BOTH_SIDES_WIDTH = 700;

const SIDES = [
  { id: 'call', label: 'Calls' },
  { id: 'put', label: 'Puts' },
] as const;

/** All options of one underlying and expiry: calls left, puts right; a click on a quote takes it into the ticket. */
export const OptionChain = memo(function OptionChain() {
  const instruments = useFeed('instruments');
  const positions = useFeed('positions');
  const openOrders = useFeed('openOrders');
  const chosenBase = useDesk('chainBase');
  const chosenExpiry = useDesk('chainExpiry');
  const element = useRef<HTMLDivElement>(null);
  const { width } = useSize(element);
  const [side, setSide] = useState<OptionType>('call');
  const bases = useMemo(() => optionBases(instruments), [instruments]);
  const base = bases.find((listed) => listed === chosenBase) ?? bases[0] ?? null;
  const expiries = useMemo(() => (base === null ? [] : expiriesOf(instruments, base)), [instruments, base]);
  const expiry = expiries.find(({ code }) => code === chosenExpiry) ?? expiries[0] ?? null;
  const chain = useChain(base, expiry);
  const table = useMemo(() => chain && chainTable(chain, positions, openOrders), [chain, positions, openOrders]);
  const isNarrow = width > 0 && width < BOTH_SIDES_WIDTH;
  const baseTabs = (
    <Tabs
      name="chain-base"
      label="Underlying"
      look="block"
      tabs={bases.map((id) => ({ id, label: id }))}
      selected={base ?? ''}
      onSelect={(id) => openChain(id, null)}
    />
  );
  return (
    <Panel title="Option chain" area="chain" pane="chart" actions={baseTabs}>
      <div ref={element} className="chain" id="chain-base-panel" role="tabpanel" aria-label={`${base ?? ''} options`}>
        {expiry === null ? (
          <p className="empty">
            {instruments.length === 0 ? 'Waiting for the markets…' : 'No options are listed now.'}
          </p>
        ) : (
          <>
            <Tabs
              name="chain-expiry"
              label="Expiry"
              tabs={expiries.map(({ code, expiresAt }) => ({
                id: code,
                label: expiryDay(expiresAt),
                detail: <TimeLeft until={expiresAt} />,
              }))}
              selected={expiry.code}
              onSelect={(code) => openChain(base, code)}
            />
            <ExpiryNote expiresAt={expiry.expiresAt} />
            <ChainSummary chain={chain} table={table} />
            {isNarrow ? (
              <Tabs
                name="chain-side"
                label="Calls or puts"
                look="block"
                tabs={SIDES}
                selected={side}
                onSelect={setSide}
              />
            ) : null}
            <div className="chain-scroll" id="chain-expiry-panel" role="tabpanel" data-testid="option-chain">
              {table ? (
                <ChainGrid
                  key={`${base}-${expiry.code}`}
                  title={`${base} options of ${expiryDay(expiry.expiresAt)}`}
                  table={table}
                  sides={isNarrow ? [side] : ['call', 'put']}
                />
              ) : (
                <p className="empty">Loading the chain…</p>
              )}
            </div>
          </>
        )}
      </div>
    </Panel>
  );
});

import Decimal from 'decimal.js';
import { memo } from 'react';
import { openDialog } from '../../data/desk-store.ts';
import { useFeed } from '../../data/feed-store.ts';
import { formatShare, formatSigned, formatUsd, signOf } from '../../model/format.ts';
import { marginModeLabel } from '../../model/margin-mode.ts';
import type { AccountView } from '../../model/types.ts';
import { Panel } from '../frame/panel.tsx';
import { HealthBar } from './health-bar.tsx';
import { Onboarding } from './onboarding.tsx';

/** Equity, margins and how far the account is from liquidation. */
export const AccountPanel = memo(function AccountPanel() {
  const account = useFeed('account');
  const session = useFeed('session');
  if (session.status !== 'open' || !account)
    return (
      <Panel title="Account" area="account" pane="account">
        <Onboarding />
      </Panel>
    );
  const equity = new Decimal(account.equity);
  const used = equity.gt(0) ? new Decimal(account.maintenanceMargin).div(equity) : new Decimal(equity.isZero() ? 0 : 1);
  return (
    <Panel title="Account" area="account" pane="account" actions={<AccountActions account={account} />}>
      <div className="account">
        <div className="account-equity">
          <span className="dim">Equity</span>
          <strong data-testid="equity">{formatUsd(account.equity)}</strong>
          <span className="dim">USD</span>
        </div>
        <HealthBar share={used.toNumber()} label={`Margin use ${formatShare(used.toString())}`} />
        <dl className="preview">
          <Row label="Free collateral" value={formatUsd(account.freeCollateral)} testId="free-collateral" />
          <Row isMinor label="Collateral" value={formatUsd(account.collateral)} testId="collateral" />
          <Row
            isMinor
            label="Unrealised PnL"
            value={formatSigned(account.unrealisedPnl)}
            tone={['sell', '', 'buy'][signOf(account.unrealisedPnl) + 1]}
          />
          <Row label="Initial margin" value={formatUsd(account.initialMargin)} testId="initial-margin" />
          <Row isMinor label="Maintenance margin" value={formatUsd(account.maintenanceMargin)} />
        </dl>
        <div className="button-pair">
          <button type="button" className="secondary" onClick={() => openDialog('deposit')}>
            Deposit
          </button>
          <button type="button" className="secondary" onClick={() => openDialog('withdraw')}>
            Withdraw
          </button>
        </div>
      </div>
    </Panel>
  );
});

/** Its number, and the margin mode, which a click changes. */
function AccountActions({ account }: { readonly account: AccountView }) {
  return (
    <>
      <button
        type="button"
        className="text-button"
        data-testid="margin-mode"
        title="How positions are margined: change it"
        onClick={() => openDialog('margin-mode')}
      >
        {marginModeLabel(account.marginMode)}
      </button>
      <span className="dim">No. {account.id}</span>
    </>
  );
}

interface RowProps {
  readonly label: string;
  readonly value: string;
  readonly tone?: string;
  readonly testId?: string;
  /** Left away where the window is low. */
  readonly isMinor?: boolean;
}

function Row({ label, value, tone, testId, isMinor }: RowProps) {
  return (
    <div className={isMinor ? 'minor' : undefined}>
      <dt>{label}</dt>
      <dd className={tone} data-testid={testId}>
        {value}
      </dd>
    </div>
  );
}

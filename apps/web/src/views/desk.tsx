import { useDesk } from '../data/desk-store.ts';
import { useRuntime } from '../data/runtime.ts';
import { useOwnerGuard } from '../wallet/use-owner-guard.ts';
import { AccountPanel } from './account/account-panel.tsx';
import { MarginModeDialog } from './account/margin-mode-dialog.tsx';
import { Blotter } from './blotter/blotter.tsx';
import { OptionChain } from './chain/option-chain.tsx';
import { ConnectDialog } from './frame/connect-dialog.tsx';
import { ConnectionBanner } from './frame/connection-banner.tsx';
import { MarketModeBanner } from './frame/market-mode-banner.tsx';
import { Notices } from './frame/notices.tsx';
import { PaneSwitch } from './frame/pane-switch.tsx';
import { StatusBar } from './frame/status-bar.tsx';
import { TopBar } from './frame/top-bar.tsx';
import { DepositDialog } from './funds/deposit-dialog.tsx';
import { WithdrawDialog } from './funds/withdraw-dialog.tsx';
import { OrderBook } from './market/order-book.tsx';
import { PriceChart } from './market/price-chart.tsx';
import { TradesTape } from './market/trades-tape.tsx';
import { OrderTicket } from './ticket/order-ticket.tsx';

/** The whole trading desk. */
export function Desk() {
  const runtime = useRuntime();
  const dialog = useDesk('dialog');
  const pane = useDesk('pane');
  const view = useDesk('view');
  useOwnerGuard();
  return (
    <div className="desk">
      <TopBar />
      <ConnectionBanner />
      <MarketModeBanner />
      <main className="desk-grid" data-pane={pane} data-view={view}>
        {view === 'options' ? <OptionChain /> : <PriceChart />}
        <OrderBook />
        {view === 'options' ? null : <TradesTape />}
        <OrderTicket />
        <AccountPanel />
        <Blotter config={runtime} />
      </main>
      <PaneSwitch />
      <StatusBar config={runtime} />
      <Notices />
      {dialog === 'connect' ? <ConnectDialog /> : null}
      {dialog === 'deposit' ? <DepositDialog /> : null}
      {dialog === 'withdraw' ? <WithdrawDialog /> : null}
      {dialog === 'margin-mode' ? <MarginModeDialog /> : null}
    </div>
  );
}

import { MarketBar } from '../market/market-bar.tsx';
import { ViewSwitch } from './view-switch.tsx';
import { WalletButton } from './wallet-button.tsx';

/** Brand, markets and wallet. */
export function TopBar() {
  return (
    <header className="top-bar">
      <h1 className="brand">
        <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
          <path d="M3 5h18v3.2h-7.2V20h-3.6V8.2H3z" fill="currentColor" />
          <path d="M16.2 12.2 21 10v3.2l-4.8 2.2z" fill="var(--accent)" />
        </svg>
        Tenor
      </h1>
      <ViewSwitch />
      <MarketBar />
      <WalletButton />
    </header>
  );
}

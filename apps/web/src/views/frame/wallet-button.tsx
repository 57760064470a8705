import { useConnection, useDisconnect } from 'wagmi';
import { openDialog } from '../../data/desk-store.ts';
import { shorten } from '../../model/format.ts';

/** Connects a wallet, or shows the connected one with a way to disconnect it. */
export function WalletButton() {
  const { address, connector, isConnected } = useConnection();
  const disconnect = useDisconnect();
  if (!isConnected || !address)
    return (
      <button
        type="button"
        className="primary primary-small"
        onClick={() => openDialog('connect')}
        data-testid="connect"
      >
        Connect wallet
      </button>
    );
  return (
    <div className="wallet">
      <span className="dot dot-good" aria-hidden="true" />
      <span title={`${connector?.name ?? ''} ${address}`}>
        <span className="wallet-name">{connector?.name}</span> <span className="mono">{shorten(address)}</span>
      </span>
      <button type="button" className="text-button" onClick={() => disconnect.mutate({})}>
        Disconnect
      </button>
    </div>
  );
}

import { useConnect, useConnectors } from 'wagmi';
import { openDialog } from '../../data/desk-store.ts';
import { useRuntime } from '../../data/runtime.ts';
import { Dialog } from './dialog.tsx';

/** Lists the wallets the browser announces (EIP-6963) and, on a development chain, the funded key. */
export function ConnectDialog() {
  const connectors = useConnectors();
  const connect = useConnect();
  const { development } = useRuntime();
  const found = connectors.filter(({ type }) => type !== 'development');
  return (
    <Dialog title="Connect a wallet" onClose={() => openDialog(null)}>
      <div className="dialog-body">
        <ul className="wallet-list">
          {connectors.map((connector) => (
            <li key={connector.uid}>
              <button
                type="button"
                disabled={connect.isPending}
                onClick={() => connect.mutate({ connector }, { onSuccess: () => openDialog(null) })}
              >
                {connector.icon ? (
                  <img src={connector.icon} alt="" width={28} height={28} />
                ) : (
                  <span className="wallet-letter" aria-hidden="true">
                    {connector.name.slice(0, 1)}
                  </span>
                )}
                <span>
                  <strong>{connector.name}</strong>
                  <span className="dim">
                    {connector.type === 'development'
                      ? 'Funded key of this local chain, signs without asking'
                      : 'Found in this browser'}
                  </span>
                </span>
              </button>
            </li>
          ))}
        </ul>
        {found.length === 0 ? (
          <p className="dim">
            No browser wallet announces itself.{' '}
            {development
              ? 'Use the development wallet, or install one that supports EIP-6963.'
              : 'Install one that supports EIP-6963.'}
          </p>
        ) : null}
        {connect.error ? (
          <p className="field-problem" role="alert">
            {connect.error.message.split('\n')[0]}
          </p>
        ) : null}
      </div>
    </Dialog>
  );
}

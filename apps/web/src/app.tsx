import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { WagmiProvider } from 'wagmi';
import { loadConfig, type RuntimeConfig } from './data/config.ts';
import { deskStore, notifyFailure } from './data/desk-store.ts';
import { callExchange } from './data/exchange-worker-port.ts';
import { RuntimeProvider } from './data/runtime.ts';
import { Desk } from './views/desk.tsx';
import { wagmiConfig } from './wallet/wagmi-config.ts';

const queries = new QueryClient();

/** Loads the configuration, then opens the desk. */
export function App() {
  return (
    <QueryClientProvider client={queries}>
      <Entrance />
    </QueryClientProvider>
  );
}

function Entrance() {
  const config = useQuery({
    queryKey: ['config'],
    queryFn: () => loadConfig(),
    retry: true,
    retryDelay: 1000,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (config.data) return <Trading config={config.data} />;
  return (
    <div className="entrance" role="status">
      <h1>Tenor</h1>
      <p>Connecting to the exchange…</p>
      {config.failureReason ? <p className="dim">{config.failureReason.message} Trying again.</p> : null}
    </div>
  );
}

function Trading({ config }: { readonly config: RuntimeConfig }) {
  const wagmi = useMemo(() => wagmiConfig(config), [config]);
  useEffect(() => {
    callExchange('start', { origin: globalThis.location.origin, instrument: deskStore.state.instrument }).catch(
      (error) => notifyFailure('start', 'The data worker did not start', error),
    );
  }, []);
  return (
    <WagmiProvider config={wagmi}>
      <RuntimeProvider value={config}>
        <Desk />
      </RuntimeProvider>
    </WagmiProvider>
  );
}

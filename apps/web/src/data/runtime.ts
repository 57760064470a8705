import { createContext, useContext } from 'react';
import type { RuntimeConfig } from './config.ts';

const RuntimeContext = createContext<RuntimeConfig | null>(null);
export const RuntimeProvider = RuntimeContext.Provider;

/** The configuration of the deployment; only inside RuntimeProvider. */
export function useRuntime(): RuntimeConfig {
  const config = useContext(RuntimeContext);
  if (!config) throw new Error('useRuntime needs a RuntimeProvider above it.');
  return config;
}

// A worker thread knows nothing of TypeScript until the loader is registered in it.
import { register } from 'tsx/esm/api';

register();
await import('./surface-worker.ts');

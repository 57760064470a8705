// A worker begins as plain JavaScript on Node 20, even below a process that loads TypeScript.
import { register } from 'tsx/esm/api';

register();
await import('./fixed-base-worker.ts');

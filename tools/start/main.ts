import { nodeSuffices } from './node-version.ts';

if (!nodeSuffices(process.version)) {
  // Before anything else is loaded: what an old Node cannot parse must not hide this.
  console.error(`Node 20.10 or newer is needed; this is ${process.version}. Install it and start again.`);
  process.exit(1);
}

const { runStart } = await import('./run-start.ts');
await runStart(process.argv.slice(2));

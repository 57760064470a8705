import { pinConstraints } from './measure-constraints.ts';

// npx tsx circuits/tooling/pin-constraints.ts
process.stdout.write(`${JSON.stringify(await pinConstraints(), null, 2)}\n`);

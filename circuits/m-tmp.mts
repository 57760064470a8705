import { measureParts, measureBatch } from './tooling/measure-constraints.ts';
const p = await measureParts(); console.log(JSON.stringify({ ...p, test: await measureBatch('test'), dev: await measureBatch('dev') }, null, 2));

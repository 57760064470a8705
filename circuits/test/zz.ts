import { batchCircuit, TEST } from './batch/batch-rig.ts';

const t = Date.now();
try {
  const c = await batchCircuit(TEST);
  console.log(c.constraints, Date.now() - t);
} catch (e) {
  console.log(String(e).slice(0, 3000));
}

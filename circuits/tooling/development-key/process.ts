import { writeFileSync } from 'node:fs';
import { loadSnarkjs } from '../snarkjs.ts';
import { serveTasks } from '../task-process.ts';
import { makeZkey } from './make-zkey.ts';
import { DEVELOPMENT_TOXIC_WASTE } from './toxic-waste.ts';

export interface DevelopmentKeyRequest {
  readonly r1csPath: string;
  readonly zkeyPath: string;
  readonly verificationKeyPath: string;
}

serveTasks<DevelopmentKeyRequest, void>(async ({ r1csPath, zkeyPath, verificationKeyPath }, report) => {
  await makeZkey(r1csPath, zkeyPath, DEVELOPMENT_TOXIC_WASTE, report);
  const snarkjs = await loadSnarkjs();
  const verificationKey = await snarkjs.zKey.exportVerificationKey(zkeyPath);
  writeFileSync(verificationKeyPath, JSON.stringify(verificationKey, null, 1));
});

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildOnce } from './build-once.ts';
import type { DevelopmentKeyRequest } from './development-key/process.ts';
import { defaultCacheRoot } from './paths.ts';
import type { OnProgress } from './progress.ts';
import { runTask } from './task-process.ts';
import { type VerificationKey, verificationKeyHash } from './verification-key.ts';

/** A proving key whose secret is public. For machines of developers only. */
export interface DevelopmentKey {
  readonly zkeyPath: string;
  readonly verificationKeyPath: string;
  readonly verificationKey: VerificationKey;
  /** See `verificationKeyHash`. */
  readonly verificationKeyHash: string;
  readonly development: true;
  readonly cached: boolean;
}

export interface DevelopmentKeyOptions {
  /** Where keys are kept. */
  readonly cacheRoot?: string;
  readonly onProgress?: OnProgress;
}

/** Changed whenever the same r1cs would give another key. */
const FORMAT = 'development key 1';
const KEY_NICENESS = 10;

/** alpha · G1 of every development key: its mark. */
const DEVELOPMENT_ALPHA = [
  '12891606951276486523043304093435244628265336273949454226110663770794803338703',
  '11856108178992745240514079069263192880574982336608096781963498405829625886822',
] as const;

/** Whether anybody can forge proofs for this key. Deployments other than development ones must refuse it. */
export const isDevelopmentKey = ({ vk_alpha_1 }: VerificationKey): boolean =>
  vk_alpha_1[0] === DEVELOPMENT_ALPHA[0] && vk_alpha_1[1] === DEVELOPMENT_ALPHA[1];

/**
 * Writes the development key of a compiled circuit, or finds it in the cache. Runs in a process of its own at low priority.
 * Seconds where a ceremony takes hours; see docs/runbooks/ceremony.md for the real one.
 */
export async function makeDevelopmentKey(
  r1csPath: string,
  { cacheRoot = defaultCacheRoot, onProgress }: DevelopmentKeyOptions = {},
): Promise<DevelopmentKey> {
  const r1csHash = createHash('sha256').update(FORMAT).update(readFileSync(r1csPath)).digest('hex');
  const folder = join(cacheRoot, 'development-keys', r1csHash.slice(0, 40));
  const cached = await buildOnce(folder, async (temporary) => {
    const request: DevelopmentKeyRequest = {
      r1csPath,
      zkeyPath: join(temporary, 'development.zkey'),
      verificationKeyPath: join(temporary, 'verification-key.json'),
    };
    const entry = new URL('./development-key/process.ts', import.meta.url);
    await runTask<DevelopmentKeyRequest, void>(entry, request, { niceness: KEY_NICENESS, onProgress });
    const hash = verificationKeyHash(readVerificationKey(request.verificationKeyPath));
    const mark = { development: true, warning: 'The secret of this key is public.', verificationKeyHash: hash };
    writeFileSync(join(temporary, 'development.json'), JSON.stringify(mark, null, 2));
  });
  if (cached) onProgress?.({ step: 'development key', detail: 'found in the cache', seconds: 0 });
  const verificationKeyPath = join(folder, 'verification-key.json');
  const verificationKey = readVerificationKey(verificationKeyPath);
  return {
    zkeyPath: join(folder, 'development.zkey'),
    verificationKeyPath,
    verificationKey,
    verificationKeyHash: verificationKeyHash(verificationKey),
    development: true,
    cached,
  };
}

const readVerificationKey = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as VerificationKey;

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDevelopmentKey } from './development-key.ts';
import { circuitsRoot } from './paths.ts';
import { type VerificationKey, verificationKeyHash } from './verification-key.ts';

/** Hashes of the verification keys whose ceremonies were verified, by circuit name. */
type PinnedKeys = Readonly<Record<string, string>>;

const FILE = join(circuitsRoot, 'tooling/verification-keys.json');

export const readPinnedKeys = (path = FILE): PinnedKeys => JSON.parse(readFileSync(path, 'utf8')) as PinnedKeys;

/** Records a key after its ceremony; the change is reviewed like code. */
export function pinVerificationKey(name: string, key: VerificationKey, path = FILE): void {
  if (isDevelopmentKey(key)) throw new Error('a development key is never pinned: its secret is public');
  writeFileSync(path, `${JSON.stringify({ ...readPinnedKeys(path), [name]: verificationKeyHash(key) }, null, 2)}\n`);
}

/**
 * What every deployment that is not a development one asks before it registers a verifier.
 * @throws unless the key is the pinned one of that circuit
 */
export function requirePinnedKey(name: string, key: VerificationKey, path = FILE): void {
  if (isDevelopmentKey(key))
    throw new Error('this is a development key: its secret is public, and anybody can forge proofs for it');
  const pinned = readPinnedKeys(path)[name];
  if (pinned === undefined) throw new Error(`no verification key is pinned for ${name}: run its ceremony first`);
  if (pinned !== verificationKeyHash(key)) throw new Error(`the verification key of ${name} is not the pinned one`);
}

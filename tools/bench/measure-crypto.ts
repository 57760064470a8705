import { derivePublicKey, poseidon, sign, verify } from '@tenor/protocol';
import { buildEddsa, buildPoseidon } from 'circomlibjs';
import { coreSeconds } from './core-time.ts';
import type { CryptoFigures, Tell } from './report.ts';

const SECRET = new Uint8Array(32).fill(7);
const MESSAGES = Array.from({ length: 64 }, (_, index) => poseidon([BigInt(index), 1n]));

/** Calls in a second of one core, over at least this long, after a first round that warms up. */
function rate(minimumSeconds: number, call: (index: number) => void): number {
  for (let index = 0; index < 8; index++) call(index);
  const from = coreSeconds();
  let calls = 0;
  do {
    call(calls);
    calls += 1;
  } while (coreSeconds() - from < minimumSeconds);
  return Math.round(calls / (coreSeconds() - from));
}

/** Signatures and hashes of the order path against circomlibjs, the library whose results they equal. */
export async function measureCrypto(tell: Tell): Promise<CryptoFigures> {
  tell('verifying signatures and hashing, ours and circomlibjs');
  const key = derivePublicKey(SECRET);
  const signatures = MESSAGES.map((message) => sign(SECRET, message));
  const at = (index: number): number => index % MESSAGES.length;
  const eddsa = await buildEddsa();
  const hash = await buildPoseidon();
  const { F } = eddsa;
  const theirKey = [F.e(key.x), F.e(key.y)] as [Uint8Array, Uint8Array];
  const theirs = signatures.map(({ R8, S }) => ({ R8: [F.e(R8.x), F.e(R8.y)] as [Uint8Array, Uint8Array], S }));
  const mustHold = (holds: boolean): void => {
    if (!holds) throw new Error('a signature did not verify');
  };
  const verifications = rate(3, (i) => mustHold(verify(MESSAGES[at(i)]!, signatures[at(i)]!, key)));
  const theirVerifications = rate(3, (i) =>
    mustHold(eddsa.verifyPoseidon(F.e(MESSAGES[at(i)]!), theirs[at(i)]!, theirKey)),
  );
  const hashes = rate(2, (i) => poseidon([MESSAGES[at(i)]!, 2n]));
  const theirHashes = rate(2, (i) => hash([MESSAGES[at(i)]!, 2n]));
  return {
    verificationsPerSecond: verifications,
    circomlibjsVerificationsPerSecond: theirVerifications,
    verificationRatio: round(verifications / theirVerifications),
    signaturesPerSecond: rate(2, (i) => sign(SECRET, MESSAGES[at(i)]!)),
    poseidonPerSecond: hashes,
    circomlibjsPoseidonPerSecond: theirHashes,
    poseidonRatio: round(hashes / theirHashes),
  };
}

const round = (ratio: number): number => Math.round(ratio * 10) / 10;

import { type CircuitSize, derivePublicKey, type PublicKey, TenorError } from '@tenor/protocol';
import type { MatcherConfig } from './config.ts';

/** 32 bytes of a hexadecimal secret. */
const secretBytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.slice(2), 'hex'));

const refuse = (param: string, detail: string): never => {
  throw new TenorError('INVALID_PARAMS', { param, detail: `${param}: ${detail}` });
};

/** The oracle set of a configuration. Throws INVALID_PARAMS unless it has exactly the keys that the circuit is made for. */
export function oracleKeysOf({ oracleKeys }: MatcherConfig, { N }: Pick<CircuitSize, 'N'>): PublicKey[] {
  if (oracleKeys.length !== N) refuse('oracleKeys', `${N} keys are needed`);
  return oracleKeys.map(([x, y]) => ({ x: BigInt(x), y: BigInt(y) }));
}

/** The secrets of the set, where this process signs rounds. Throws INVALID_PARAMS where one is missing or of another key. */
export function oracleSecretsOf({ oracleSecrets = [] }: MatcherConfig, keys: readonly PublicKey[]): Uint8Array[] {
  if (oracleSecrets.length !== keys.length) refuse('oracleSecrets', `${keys.length} secrets are needed`);
  return oracleSecrets.map((hex, signer) => {
    const secret = secretBytes(hex);
    const { x, y } = derivePublicKey(secret);
    if (x !== keys[signer]!.x || y !== keys[signer]!.y)
      refuse('oracleSecrets', `secret ${signer} is not that of its key`);
    return secret;
  });
}

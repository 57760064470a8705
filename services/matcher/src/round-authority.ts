import { KeyAuthority, type RoundAuthority } from '@tenor/margin-engine';
import { HttpSigner, QuorumAuthority, type QuorumReport } from '@tenor/oracle';
import { type CircuitSize, type PublicKey, TenorError } from '@tenor/protocol';
import type { Logger } from 'pino';
import type { MatcherConfig } from './config.ts';
import { oracleSecretsOf } from './oracle-set.ts';

/** Well below a tick, so that two silent signers do not make rounds late. */
const TIMEOUT_MILLISECONDS = 800;

/** Who signs the rounds of this exchange, and what is known of them. */
export interface ChosenAuthority {
  readonly authority: RoundAuthority;
  /** Null where all keys are in this process. */
  report(): QuorumReport | null;
}

/**
 * The signers of a configuration, each a process of its own, or else the keys in it. Throws INVALID_PARAMS where it has neither for the whole set, or
 * both.
 */
export function roundAuthorityOf(
  config: MatcherConfig,
  { oracleKeys, domain, size }: { oracleKeys: readonly PublicKey[]; domain: bigint; size: Pick<CircuitSize, 'V'> },
  log: Logger,
): ChosenAuthority {
  const { oracleSigners } = config;
  if (!oracleSigners) {
    const secrets = oracleSecretsOf(config, oracleKeys);
    return { authority: new KeyAuthority({ secrets, quorum: size.V, domain }), report: () => null };
  }
  const { urls, token, timeoutMs = TIMEOUT_MILLISECONDS } = oracleSigners;
  const refuse = (detail: string): never => {
    throw new TenorError('INVALID_PARAMS', { param: 'oracleSigners', detail: `oracleSigners: ${detail}` });
  };
  if (urls.length !== oracleKeys.length) refuse(`${oracleKeys.length} addresses are needed, in the order of the keys`);
  if (config.oracleSecrets) refuse('oracleSecrets are given too; it is either');
  const authority = new QuorumAuthority({
    members: oracleKeys,
    signers: (listed) =>
      urls.map((url, signer) => new HttpSigner({ url, token, key: oracleKeys[signer]!, listed, timeoutMs })),
    domain,
    timeoutMs,
    log,
  });
  return { authority, report: () => authority.report };
}

import {
  derivePublicKey,
  type OracleRound,
  oracleMessage,
  type PublicKey,
  type RoundContent,
  type RoundSignature,
  sign,
} from '@tenor/protocol';
import type { RoundAuthority } from './round-authority.ts';

export interface KeyAuthorityOptions {
  /** The oracle set's secrets in its order, N of 32 bytes. */
  readonly secrets: readonly Uint8Array[];
  /** Signatures a round carries (V, 1 to N). */
  readonly quorum: number;
  readonly domain: bigint;
}

/** All keys of the oracle set in one process, for development and tests: it signs whatever the engine builds. */
export class KeyAuthority implements RoundAuthority {
  /** The oracle set. */
  readonly keys: readonly PublicKey[];
  readonly #secrets: readonly Uint8Array[];
  readonly #domain: bigint;

  /** Throws RangeError for a quorum that is no part of the set. */
  constructor({ secrets, quorum, domain }: KeyAuthorityOptions) {
    if (!Number.isInteger(quorum) || quorum < 1 || quorum > secrets.length) {
      throw new RangeError(`${quorum} signatures of ${secrets.length} keys are no quorum.`);
    }
    this.keys = secrets.map((secret) => derivePublicKey(secret));
    this.#secrets = secrets.slice(0, quorum).map((secret) => Uint8Array.from(secret));
    this.#domain = domain;
  }

  /** Throws INVALID_PARAMS for a field out of range. */
  signNow(content: RoundContent): OracleRound {
    const message = oracleMessage(this.#domain, content);
    const signatures = this.#secrets.map(
      (secret, signer): RoundSignature => ({ signer, signature: sign(secret, message) }),
    );
    return { ...content, signatures };
  }

  async sign(content: RoundContent): Promise<OracleRound> {
    return this.signNow(content);
  }
}
